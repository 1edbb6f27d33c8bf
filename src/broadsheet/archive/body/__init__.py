"""From another system's markup to the blocks of a story. Knows no Django."""

from broadsheet.archive.body.reading import Body, read_body

__all__ = ["Body", "read_body"]
