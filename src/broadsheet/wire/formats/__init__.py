"""What agencies write, read into the one typed item; no Django and no network here."""
