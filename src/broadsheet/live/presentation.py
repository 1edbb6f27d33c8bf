"""What the templates of the ticker and of live pages are given."""

from dataclasses import dataclass

from broadsheet.editions.presentation import Link
from broadsheet.kit.moments import Moment
from broadsheet.stories.presentation import Block


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


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as readers see it.

    ``address`` is its own for ever, and opens at it on whatever page it is; ``share`` the same in
    full. ``title`` names it where there is no room for more: its headline, or its first words.
    ``edited`` is empty where nobody has edited it. ``text`` and ``at`` are for machines.
    """

    pk: int
    number: int
    headline: str
    title: str
    blocks: tuple[Block, ...]
    authors: tuple[Link, ...]
    published: Moment
    edited: Moment | None
    key_event: bool
    address: str
    share: str
    text: str
    at: str
    changed: str


@dataclass(frozen=True, slots=True)
class KeyEventView:
    """A line in the list of key events."""

    address: str
    title: str
    published: Moment


@dataclass(frozen=True, slots=True)
class LiveView:
    """The moving part of a live page.

    ``after`` is how far the ledger had come with it; ``posts_address`` what the number of an older
    page is put behind; ``labels`` how many new posts there are, by the language's plural
    categories (CLDR). Addresses are empty where they lead nowhere.
    """

    story_id: int
    running: bool
    closed: Moment | None
    after: int
    address: str
    headline: str
    events: str
    posts_address: str
    page_size: int
    posts: tuple[PostView, ...]
    pinned: PostView | None
    key_events: tuple[KeyEventView, ...]
    older: str
    newer: str
    number: str
    oldest_first: bool
    other_order: str
    labels: str
