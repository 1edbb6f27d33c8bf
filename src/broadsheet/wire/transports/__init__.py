"""Ways by which items come; no Django here, and no format."""
