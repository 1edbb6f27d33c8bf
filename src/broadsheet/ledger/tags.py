"""Tags: the words in which a change says what it touched and a page says what it was made from.

A tag is a short string. A *row* tag names one record (``page:12``, ``people.author:5``) and goes
with the names of fields; a *list* tag names what can gain or lose members; an *address* tag names
what stands, or does not stand, at a tree path. The two sides meet only here.
"""

from __future__ import annotations

from datetime import UTC, datetime


def row(label: str, pk: int) -> str:
    """One record. Pages of every type share the label ``page``."""
    return f"{label}:{pk}"


def page(pk: int) -> str:
    """One page of the tree."""
    return row("page", pk)


def address(tree_path: str) -> str:
    """What stands at a tree path, be it nothing."""
    return f"at:{tree_path}"


def table(label: str) -> str:
    """All records of one kind: touched by every change to any of them."""
    return f"all:{label}"


def stories_of(label: str, pk: int) -> str:
    """The published stories that belong to a record: ``stories:people.author:5``."""
    return f"stories:{label}:{pk}"


def records_of(label: str, locale_id: int) -> str:
    """The records of one kind that an edition shows in the order of time."""
    return f"records:{label}:{locale_id}"


def numbered(label: str, owner: int) -> str:
    """The records that another one numbers: the posts of a live page, from 1 on."""
    return f"numbered:{label}:{owner}"


def full_page(label: str, owner: int, page: int) -> str:
    """Whether a page of such records stands by itself: touched once, when it comes to."""
    return f"full:{label}:{owner}:{page}"


def translations(key: object) -> str:
    """What stands in other editions under one translation key, be it nothing."""
    return f"translations:{key}"


def place_of(moment: datetime | None) -> str:
    """A place in a listing: the member's time, so that later places compare as greater strings.

    Empty for None: then every place is meant.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""


def place_of_number(number: int) -> str:
    """A place among numbered records, so that higher numbers compare as greater strings."""
    return f"{number:012}"


def skeleton(locale_id: int) -> str:
    """Which fronts, areas, sections and standing pages an edition has, in which order, and where.

    What they are called is theirs: a row's.
    """
    return f"skeleton:{locale_id}"
