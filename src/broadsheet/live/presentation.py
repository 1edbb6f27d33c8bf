"""What the templates of the ticker are given."""

from dataclasses import dataclass

from broadsheet.kit.moments import Moment


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as readers see it.

    ``at`` orders items for machines (RFC 3339, UTC); ``said`` is when it was said. ``address``
    leads to its story, else to its place on the page of items; ``headline`` and ``story`` are empty
    where no story is published.
    """

    pk: int
    text: str
    speaker: str
    attribution: str
    said: Moment
    at: str
    status: str
    status_label: str
    address: str
    story: str = ""
    headline: str = ""


@dataclass(frozen=True, slots=True)
class ItemsView:
    """One page of items, newest first. ``newer`` and ``older`` are addresses, empty at the ends."""

    items: tuple[ItemView, ...]
    newer: str
    older: str
    number: str
