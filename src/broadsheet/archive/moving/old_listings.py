"""Old addresses of what a site listed by itself: categories, tags, authors, months, feeds.

No export holds them; they follow from what it holds and from how the systems name such pages. Each
leads to the nearest thing that there is here: a category to its section or topic, a tag to its
topic, an author to theirs. Days, months and years have no page here: those under which stories
stood answer that they are gone. A site that named such pages otherwise keeps nothing by this, and
loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from broadsheet.archive.moving.names import Names
from broadsheet.archive.moving.old_addresses import old_path
from broadsheet.archive.moving.plan import Homes, MovePlan
from broadsheet.archive.records import (
    ForeignAuthor,
    ForeignStory,
    ForeignTerm,
    Site,
    Standing,
    StoryKind,
)
from broadsheet.editions.models import Edition, RemovedAddress
from broadsheet.kit import clock

#: Terms, authors and days of one site that are remembered; an archive of a century has fewer.
MOST = 50_000
#: Categories above one another.
_DEEPEST = 8
#: Places of an edition with records of their own: what is missing there leads nowhere else, so that
#: two old addresses can never lead to each other.
_RECORDS = frozenset({"topic", "author", "agency", "region", "coverage", "programme"})

#: What the report says of them.
LEADING, LISTED = "that lead to stories and pages", "that lead to listings"
FEEDS, GONE = "that lead to feeds", "answered as gone"


@dataclass(frozen=True)
class _Target:
    """A page of ours, and the address behind its own where a record's page is meant."""

    page_id: int
    tree_path: str
    route: str = ""

    @property
    def whole(self) -> str:
        return self.tree_path + self.route


@dataclass
class OldListings:
    """What is learnt of a site's own listings while its export is read."""

    edition: Edition
    _terms: dict[tuple[str, bool], ForeignTerm] = field(default_factory=dict)
    _authors: dict[str, ForeignAuthor] = field(default_factory=dict)
    _days: set[date] = field(default_factory=set)

    def learn_term(self, term: ForeignTerm) -> None:
        """A category or a tag that the export tells of."""
        if len(self._terms) < MOST:
            self._terms.setdefault((term.key, term.is_category), term)

    def learn_author(self, author: ForeignAuthor) -> None:
        """An author with a page."""
        if len(self._authors) < MOST and (author.slug or author.number):
            self._authors.setdefault(author.slug or author.number, author)

    def learn_story(self, story: ForeignStory) -> None:
        """What a story says of them: terms that nothing else tells of, and its day."""
        for keys, category in ((story.categories, True), (story.tags, False)):
            for key in keys:
                name = story.term_names.get(key) or key
                self.learn_term(ForeignTerm(key, name, is_category=category))
        for key, name in story.author_names.items():
            if key.startswith("cap-"):
                self.learn_author(ForeignAuthor((key,), name, slug=key.removeprefix("cap-")))
        day = _day_of(story)
        if day is not None and len(self._days) < MOST:
            self._days.add(day)

    def keep(
        self, site: Site, homes: Homes, topics: Names, authors: Names, plan: MovePlan
    ) -> Counter[str]:
        """Have what is free lead somewhere; returns how many addresses do now, by where.

        What is kept already, by an import before or by somebody's hand, stays as it is.
        """
        self._ghost = site.source == "ghost"
        self._base = _base_of(site)
        self._front = self.edition.front
        assert self._front is not None, "an edition in use has a front"
        listed = dict(self._of_terms(homes, topics.slugs_by_name()))
        listed |= dict(self._of_authors(authors.slugs_by_name()))
        with transaction.atomic():
            return Counter(
                {
                    LISTED: self._redirect(listed, write=not plan.dry_run),
                    FEEDS: self._redirect(dict(self._of_feeds()), write=not plan.dry_run),
                    GONE: 0 if self._ghost else self._say_gone(write=not plan.dry_run),
                }
            )

    def _of_terms(self, homes: Homes, topics: dict[str, str]) -> Iterator[tuple[str, _Target]]:
        for (key, category), term in self._terms.items():
            home = None
            if category or self._ghost:
                home = homes.by_category.get(key.casefold()) or homes.by_category.get(
                    term.name.casefold()
                )
            topic = topics.get(term.name.strip().casefold())
            if home is not None:
                target = _Target(home.section.pk, home.section.url_path)
            elif topic:
                target = self._record("topic", topic)
            else:
                continue
            place = "category" if category and not self._ghost else "tag"
            for words in dict.fromkeys((key, "/".join(self._above(term)))):
                yield from self._at(f"{place}/{words}/", target)
            if term.number.isdecimal():
                yield from self._at(f"?cat={term.number}", target)

    def _above(self, term: ForeignTerm) -> list[str]:
        """The keys of the categories above one, the highest first, and its own."""
        keys = [term.key]
        while term.is_category and term.parent and len(keys) < _DEEPEST:
            above = self._terms.get((term.parent, True))
            if above is None or above.key in keys:
                break
            keys.insert(0, above.key)
            term = above
        return keys

    def _of_authors(self, authors: dict[str, str]) -> Iterator[tuple[str, _Target]]:
        for author in self._authors.values():
            slug = authors.get(author.name.strip().casefold())
            if slug is None:
                continue
            target = self._record("author", slug)
            if author.slug:
                yield from self._at(f"author/{author.slug}/", target)
            if author.number.isdecimal():
                yield from self._at(f"?author={author.number}", target)

    def _of_feeds(self) -> Iterator[tuple[str, _Target]]:
        yield from self._at("rss/" if self._ghost else "feed/", self._record("rss.xml"))
        if self._base:
            yield from self._at("", self._record())

    def _record(self, *parts: str) -> _Target:
        front = self._front
        assert front is not None
        route = "/".join(parts)
        if len(parts) > 1:
            route += "/"
        return _Target(front.pk, front.url_path, route)

    def _at(self, words: str, target: _Target) -> Iterator[tuple[str, _Target]]:
        path = old_path(f"{self._base}/{words}", self.edition)
        if path and len(path) <= 240 and len(target.route) <= 240:
            yield path, target

    def _redirect(self, wanted: dict[str, _Target], *, write: bool) -> int:
        codes = set(Edition.objects.values_list("code", flat=True))
        rows = {
            Redirect.normalise_path(path): target
            for path, target in wanted.items()
            if not _is_record(path, codes) or path == target.whole
        }
        paths = list(rows)
        for start in range(0, len(paths), 500):
            some = paths[start : start + 500]
            taken = Redirect.objects.filter(old_path__in=some, site=None)
            for path in taken.values_list("old_path", flat=True):
                rows.pop(path, None)
        if write:
            Redirect.objects.bulk_create(
                [
                    Redirect(
                        old_path=path,
                        redirect_page_id=target.page_id,
                        redirect_page_route_path=f"/{target.route}" if target.route else "",
                        automatically_created=True,
                    )
                    for path, target in rows.items()
                ],
                batch_size=500,
            )
        return len(rows)

    def _say_gone(self, *, write: bool) -> int:
        periods = {"comments/feed/"}
        for day in self._days:
            year, month = f"{day.year:04}/", f"{day.month:02}/"
            periods |= {year, year + month, f"{year}{month}{day.day:02}/"}
        paths = [old_path(f"{self._base}/{words}", self.edition) for words in sorted(periods)]
        known: set[str] = set()
        for start in range(0, len(paths), 500):
            rows = RemovedAddress.objects.filter(tree_path__in=paths[start : start + 500])
            known |= set(rows.values_list("tree_path", flat=True))
        new = [path for path in paths if path not in known]
        if write:
            RemovedAddress.objects.bulk_create(
                [RemovedAddress(tree_path=path, removed_at=clock.now()) for path in new],
                batch_size=500,
            )
        return len(new)


def _day_of(story: ForeignStory) -> date | None:
    """The day under which readers found a story, by the site's own clock."""
    if story.kind is not StoryKind.POST or story.standing is not Standing.PUBLIC:
        return None
    if story.published_at is None or story.published_at > clock.now():
        return None
    try:
        ahead = timedelta(minutes=story.kept.get("offset_minutes") or 0)
        return (story.published_at + ahead).date()
    except OverflowError:
        return None


def _base_of(site: Site) -> str:
    """What stood before every address of a site that lived under a path; Ghost does not tell."""
    if not site.address.startswith(("http://", "https://")):
        return ""
    try:
        return urlsplit(site.address).path.rstrip("/")
    except ValueError:
        return ""


def _is_record(tree_path: str, codes: set[str]) -> bool:
    parts = tree_path.split("/")
    return len(parts) > 2 and parts[1] in codes and parts[2] in _RECORDS
