"""Where a tree path stands in the live tree, and back: editions under a path and on hosts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition


@dataclass(frozen=True)
class Place:
    """A folder of the live tree and a path in it, as a reader types it (decoded)."""

    host: str
    path: str


def own_netloc() -> str:
    """Host (and port) of the newsroom's own address."""
    return urlsplit(settings.BROADSHEET_ADDRESS).netloc.lower()


def folder_of(netloc: str) -> str:
    """The folder of a host: its name without the port."""
    return (urlsplit(f"//{netloc}").hostname or "localhost").strip("[]")


class Places:
    """The hosts of the newsroom as they are now. One query."""

    def __init__(self) -> None:
        self.editions = list(EditionSet())
        self._netlocs = {folder_of(own_netloc()): own_netloc()}
        for edition in self.editions:
            if edition.host:
                self._netlocs.setdefault(folder_of(edition.host), edition.host)

    def netloc_of(self, folder: str) -> str:
        """What a request for a page of this folder says in ``Host``. Raises LookupError."""
        return self._netlocs[folder]

    def folder_for(self, netloc: str) -> str:
        """The folder that answers for a host: an edition's own, else the newsroom's."""
        for edition in self.editions:
            if edition.host and edition.host == netloc.lower():
                return folder_of(edition.host)
        return folder_of(own_netloc())

    def of(self, tree_path: str) -> Place:
        """Where a tree path stands."""
        code = tree_path.strip("/").partition("/")[0]
        for edition in self.editions:
            if edition.code == code and edition.host:
                return Place(folder_of(edition.host), tree_path.removeprefix(f"/{code}") or "/")
        return Place(folder_of(own_netloc()), tree_path)

    def front_of(self, place: Place) -> Edition | None:
        """The edition whose front stands at a place."""
        code = self.tree_path(place).strip("/")
        return next((edition for edition in self.editions if edition.code == code), None)

    def tree_path(self, place: Place) -> str:
        """The tree path of a place."""
        for edition in self.editions:
            if edition.host and folder_of(edition.host) == place.host:
                return f"/{edition.code}{place.path}"
        return place.path
