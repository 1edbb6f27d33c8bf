"""The public server: plain files to readers, the desk asked for what is missing. No Django."""
