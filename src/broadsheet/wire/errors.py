"""What the wire says when it cannot read something: one line for the desk."""

from __future__ import annotations

from gettext import NullTranslations

from broadsheet.kit.safe_html import tidy_text
from broadsheet.kit.sentences import Sentence, Value

#: Marks a sentence for the catalogues, and gives it back as it is: formats know no Django.
gettext_noop = NullTranslations().gettext


class Unfit(ValueError):
    """A value that is not what it should be; ``sentence`` says why, to each in their language.

    ``reason`` is marked with ``gettext_noop`` and names its ``values`` as ``%(name)s``.
    """

    def __init__(self, reason: str | Sentence, **values: Value) -> None:
        self.reason = reason if isinstance(reason, Sentence) else Sentence(reason, values)
        self.sentence = self.reason
        super().__init__(str(self.reason))


class WireError(Unfit):
    """Something from outside that cannot be read.

    ``str()`` is one line for an editor: where (a JSON path, RFC 9535 in style), what, and under
    which rule. ``path`` is "" where the file as a whole is at fault; ``where`` says the same in
    words; ``position`` is the item's place in its file, from 0, or None.
    """

    def __init__(
        self,
        reason: str | Sentence,
        *,
        path: str = "",
        where: Sentence | None = None,
        rule: str = "",
        position: int | None = None,
        **values: Value,
    ) -> None:
        super().__init__(reason, **values)
        self.path = path or str(where or "")
        self.rule = rule
        self.position = position
        # Nothing but punctuation: it is the same in every language.
        told: dict[str, Value] = {"reason": self.reason, "rule": rule, "where": where or path}
        words = f"{'%(where)s: ' if self.path else ''}%(reason)s{' (%(rule)s)' if rule else ''}"
        self.sentence = Sentence(words, told) if self.path or rule else self.reason
        self.args = (str(self.sentence),)


def shown(value: object, limit: int = 60) -> str:
    """A value from outside as it may stand in a message or a log: short, one line, in quotes."""
    text = value if isinstance(value, str) else repr(value)
    text = tidy_text(text[: limit * 4])
    text = text if len(text) <= limit else f"{text[:limit]}…"
    return f"'{text}'" if isinstance(value, str) else text
