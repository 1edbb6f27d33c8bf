"""The wire: what agencies send, read into one typed item. Knows no Django and no Wagtail."""
