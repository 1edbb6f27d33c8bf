"""Ghost's export files, of versions 1 to 6."""
