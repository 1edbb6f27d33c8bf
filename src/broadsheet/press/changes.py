"""What entries of the ledger mean for pages: which they touch, and how much it hurries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from broadsheet.ledger.models import Entry
from broadsheet.ledger.reading import Reading

#: After these verbs, pages may hold what must not be shown any more.
TAKING_DOWN = frozenset({"unpublish", "kill", "withdraw", "delete"})


@dataclass
class Touched:
    """Everything that some entries changed, in the index's terms."""

    rows: dict[str, set[str] | None] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Add what an entry changed."""
        fields = set(entry.fields) or None
        held = self.rows.get(entry.row_tag, set())
        self.rows[entry.row_tag] = None if fields is None or held is None else held | fields
        for tag, since in entry.touches.items():
            before = self.lists.get(tag)
            self.lists[tag] = since if before is None else min(before, since)

    def meets(self, reading: Reading) -> bool:
        """Whether a render that noted this was made from anything that changed."""
        for tag, fields in self.rows.items():
            if tag in reading.rows:
                read = reading.rows[tag]
                if fields is None or read is None or fields & read:
                    return True
        return any(
            tag in reading.lists and (not reading.lists[tag] or since <= reading.lists[tag])
            for tag, since in self.lists.items()
        )


def touched_by(entries: Iterable[Entry]) -> Touched:
    """What these entries changed, taken together."""
    touched = Touched()
    for entry in entries:
        touched.add(entry)
    return touched


def takes_down(entry: Entry) -> bool:
    """Whether pages may now hold what must not be shown any more."""
    return entry.verb in TAKING_DOWN
