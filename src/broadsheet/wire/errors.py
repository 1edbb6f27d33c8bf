"""What the wire says when it cannot read something: one line for the desk."""

from broadsheet.kit.safe_html import tidy_text


class WireError(ValueError):
    """Something from outside that cannot be read.

    ``str()`` is one line for an editor: where (a JSON path, RFC 9535 in style), what, and under
    which rule. ``path`` is "" where the file as a whole is at fault; ``position`` is the item's
    place in its file, from 0, or None.
    """

    def __init__(
        self, reason: str, *, path: str = "", rule: str = "", position: int | None = None
    ) -> None:
        self.reason = reason
        self.path = path
        self.rule = rule
        self.position = position
        where = f"{path}: " if path else ""
        which = f" ({rule})" if rule else ""
        super().__init__(f"{where}{reason}{which}")


def shown(value: object, limit: int = 60) -> str:
    """A value from outside as it may stand in a message or a log: short, one line, in quotes."""
    text = value if isinstance(value, str) else repr(value)
    text = tidy_text(text[: limit * 4])
    text = text if len(text) <= limit else f"{text[:limit]}…"
    return f"'{text}'" if isinstance(value, str) else text
