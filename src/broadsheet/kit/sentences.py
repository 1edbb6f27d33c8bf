"""Sentences that are kept now and read later, by each reader in their own language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

Value = Union[str, int, float, "Sentence"]
FSI, PDI = "\u2068", "\u2069"
#: How deep one sentence may stand in another; no more is ever written.
_DEEPEST = 5


@dataclass(frozen=True)
class Sentence:
    """English words, with ``%(name)s`` for each of ``values``.

    As with every label, the English words are what a catalogue is asked for: ``extract_labels``
    collects them. A value may be a sentence itself; what others wrote is a plain value, and is told
    as it is. Where the words have changed since it was kept, it is told in English.
    """

    words: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.told(lambda words: words)

    def told(self, translate: Callable[[str], str], *, isolated: bool = False) -> str:
        """The sentence as ``translate`` (gettext of the reader's language) has it.

        ``isolated``: what others wrote keeps its own direction (Unicode's FSI and PDI), as a
        sentence from right to left needs for a Latin name at its beginning.
        """
        values = {
            name: value.told(translate, isolated=isolated)
            if isinstance(value, Sentence)
            else f"{FSI}{value}{PDI}"
            if isolated
            else value
            for name, value in self.values.items()
        }
        if not values:
            return translate(self.words) if self.words else ""
        try:
            return translate(self.words) % values
        except (KeyError, ValueError, TypeError):
            # A translation that names what is not there must not hide what went wrong.
            return self.words % values

    def within(self, longest: int) -> Sentence:
        """The same with no more than so many characters of each thing that others wrote."""
        values: dict[str, Value] = {
            name: value.within(longest)
            if isinstance(value, Sentence)
            else value[:longest]
            if isinstance(value, str)
            else value
            for name, value in self.values.items()
        }
        return Sentence(self.words if values else self.words[:longest], values)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        values = {
            name: value.kept() if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return {"words": self.words, "values": values}

    @classmethod
    def read(cls, kept: Any, depth: int = 0) -> Sentence:
        """From what :meth:`kept` gave; an empty sentence from anything else."""
        if not isinstance(kept, dict) or not isinstance(kept.get("words"), str) or depth > _DEEPEST:
            return cls("")
        given = kept.get("values")
        values = {
            str(name): cls.read(value, depth + 1) if isinstance(value, dict) else value
            for name, value in (given if isinstance(given, dict) else {}).items()
        }
        return cls(kept["words"], values)


def as_is(text: str) -> Sentence:
    """What others wrote, as a sentence: told as it is in every language."""
    return Sentence("%(text)s", {"text": text})


class Told(Exception):
    """A failure that says why in a sentence; ``str()`` of it is English, for logs."""

    def __init__(self, reason: str | Sentence, **values: Value) -> None:
        self.sentence = reason if isinstance(reason, Sentence) else Sentence(reason, values)
        super().__init__(str(self.sentence))
