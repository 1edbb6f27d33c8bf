"""Charts: from a table that an editor pasted to a picture that is drawn on the server."""
