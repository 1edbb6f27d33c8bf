"""Authors and topics of an edition, found by name or made; each looked up once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError

from broadsheet.archive.bulk.listed_records import make_records
from broadsheet.archive.records import ForeignAuthor
from broadsheet.editions.models import Edition
from broadsheet.editions.models.listed_record import ListedRecord
from broadsheet.kit.slugs import make_slug
from broadsheet.people.models import Author
from broadsheet.stories.block_values import fitting
from broadsheet.topics.models import Topic

#: Topics of one story: a field of tags was a place for anything.
MOST_TOPICS = 30


class Names:
    """The records of one model in one edition, by name and by address."""

    def __init__(self, model: type[ListedRecord], edition: Edition, *, dry_run: bool) -> None:
        self.model, self.edition, self.dry_run = model, edition, dry_run
        #: How many were made, or would be.
        self.made = 0
        self._by_name: dict[str, int] = {}
        self._by_slug: dict[str, int] = {}
        rows = model._default_manager.filter(locale_id=edition.locale_id)
        for pk, name, slug in rows.order_by("-pk").values_list("pk", "name", "slug"):
            self._by_name[name.casefold()] = self._by_slug[slug] = pk

    def find_or_make(self, name: str, about: str = "") -> int | None:
        """The id of a name's record; None for a name that no address can be made of.

        “AFP” and “Afp” are one: they would have the same page.
        """
        name = _fit(name)
        known = self._by_name.get(name.casefold())
        if known is not None:
            return known
        slug = make_slug(name)
        if not slug:
            return None
        if slug not in self._by_slug:
            self._by_slug[slug] = self._make(name, slug, about)
        self._by_name[name.casefold()] = self._by_slug[slug]
        return self._by_slug[slug]

    def make_all(self, names: Iterable[str]) -> None:
        """Make the records of those names that have none, at once; a dry run makes none.

        Where somebody made one of them meanwhile, none is: ``find_or_make`` goes on from there.
        """
        missing: dict[str, str] = {}
        for name in map(_fit, names):
            slug = "" if self.dry_run or name.casefold() in self._by_name else make_slug(name)
            if slug and slug not in self._by_slug:
                missing.setdefault(slug, name)
        locale_id = self.edition.locale_id
        try:
            ids = make_records(
                [
                    self.model(name=name, slug=slug, locale_id=locale_id)
                    for slug, name in missing.items()
                ]
            )
        except IntegrityError:
            return
        self.made += len(ids)
        for (slug, name), pk in zip(missing.items(), ids, strict=True):
            self._by_name[name.casefold()] = self._by_slug[slug] = pk

    def slugs_by_name(self) -> dict[str, str]:
        """The slug of every record, by its name, case-folded."""
        slugs = {pk: slug for slug, pk in self._by_slug.items()}
        return {name: slugs[pk] for name, pk in self._by_name.items() if pk in slugs}

    def _make(self, name: str, slug: str, about: str) -> int:
        self.made += 1
        if self.dry_run:
            return -self.made
        record = self.model(
            name=name, slug=slug, description=fitting(about, 600), locale_id=self.edition.locale_id
        )
        record.save()
        return int(record.pk)


def _fit(name: str) -> str:
    return fitting(name.strip(), 120)


class People:
    """The authors of an export: what their keys stand for, and who they are here."""

    def __init__(self, edition: Edition, *, dry_run: bool) -> None:
        self.names = Names(Author, edition, dry_run=dry_run)
        self._introduced: dict[str, ForeignAuthor] = {}

    def introduce(self, author: ForeignAuthor) -> None:
        """Learn what an author's keys stand for."""
        for key in author.keys:
            self._introduced.setdefault(key.casefold(), author)

    def ids(self, keys: Iterable[str], names: dict[str, str]) -> list[int]:
        """The authors of a story, each once, in order."""
        found: dict[int, None] = {}
        for key in keys:
            author = self._introduced.get(key.casefold())
            if author is None:
                author = self._introduced.get(key.casefold().removeprefix("cap-"))
            name = author.name if author else names.get(key) or key.partition("@")[0]
            pk = self.names.find_or_make(name, author.about if author else "")
            if pk is not None:
                found[pk] = None
        return list(found)


def topic_names(edition: Edition, *, dry_run: bool) -> Names:
    """The topics of an edition."""
    return Names(Topic, edition, dry_run=dry_run)
