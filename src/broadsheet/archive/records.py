"""What readers of other systems' exports hand over: typed records, in the order of the file.

Nothing in here knows Django, or where a record will go. Nothing in here is an account: passwords,
tokens and e-mail addresses have no field to stand in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """Who could read a story where it came from. Only what was public is published here."""

    PUBLIC = "public"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PRIVATE = "private"
    PROTECTED = "protected by a password"
    MEMBERS = "for members only"
    TRASHED = "in the bin"


class StoryKind(StrEnum):
    """A story moves with the news; a page stands."""

    POST = "post"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Site:
    """Where an export comes from: comes before everything else."""

    source: str
    version: str
    address: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ForeignAuthor:
    """Somebody whose name stands over stories. ``keys`` are all words that stories use for them.

    ``slug`` and ``number`` stand in the address of their page on the old site.
    """

    keys: tuple[str, ...]
    name: str
    about: str = ""
    slug: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class ForeignTerm:
    """A category or a tag; ``parent`` is the key of a category above it, or empty.

    ``number`` is that of a category in the address of its page (``/?cat=4``).
    """

    key: str
    name: str
    parent: str = ""
    about: str = ""
    is_category: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class ForeignPicture:
    """A picture of the other system's library. ``file`` is its path in the folder of uploads."""

    key: str
    address: str
    file: str = ""
    parent: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote under a story; kept with its record, shown nowhere."""

    key: str
    name: str
    text: str
    at: str = ""
    parent: str = ""
    approved: bool = False


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A story's use of a picture: by key, by address, or both; words are the story's own."""

    key: str = ""
    address: str = ""
    alt: str = ""
    caption: str = ""
    #: All pictures that hang on a story, by its key: a gallery that names none.
    all_of: str = ""


@dataclass(frozen=True, slots=True)
class ClipUse:
    """A story's use of a video or audio file of its own site, by address."""

    address: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ForeignStory:
    """A story as the other system kept it; its body is markup still (``body.read_body``)."""

    key: str
    kind: StoryKind
    title: str
    markup: str
    #: ``wordpress`` or ``html``.
    dialect: str
    standing: Standing
    slug: str = ""
    address: str = ""
    further_addresses: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    excerpt: str = ""
    authors: tuple[str, ...] = ()
    #: Names of authors by key, for those that no record of the export introduces.
    author_names: dict[str, str] = field(default_factory=dict)
    #: Keys, the home first; names by key.
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    term_names: dict[str, str] = field(default_factory=dict)
    picture: PictureUse | None = None
    seo_title: str = ""
    seo_description: str = ""
    comments: tuple[Comment, ...] = ()
    #: What else is to be kept beside the story, for nobody to see: offsets of times, stickiness.
    kept: dict[str, Any] = field(default_factory=dict)
    #: What of it could not be read, for the report.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the export that has no place here, with the reason."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where an export cannot be read any further, or one record of it cannot: line and column."""

    reason: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        return f"line {self.line}, column {self.column}: {self.reason}"


Record = Site | ForeignAuthor | ForeignTerm | ForeignPicture | ForeignStory | LeftOut | Fault


class NotAnExport(Exception):
    """Why a file is no export of the kind that was named, in one line."""
