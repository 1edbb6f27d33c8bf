"""Where new stories stand in the page tree: paths and slugs that are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from wagtail.models import Page

from broadsheet.editions.models import Section
from broadsheet.editions.models.edition_page import slug_fault
from broadsheet.kit.slugs import make_slug

#: Steps left free before each lot. Others who write meanwhile do not see our rows and take the very
#: next step: a lot that is being written must not have taken it already.
GAP = 16
#: Bytes of a slug, so that a number still fits behind it; the depth of stories in the tree.
_SLUG, _DEPTH = 120, 5
#: Numbers behind a slug that are asked for at once.
_AT_ONCE = 50


class SectionFull(Exception):
    """A section has no more places: the tree's paths end at 1,679,615 children."""


class Places:
    """Gives places in sections, for one transaction."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}
        self._given: dict[int, int] = defaultdict(int)

    def path_in(self, section: Section) -> str:
        """The next path under a section. Raises SectionFull."""
        step = self._next.get(section.pk)
        if step is None:
            step = _last_step(section) + 1 + GAP
        if step >= len(Page.alphabet) ** Page.steplen:
            raise SectionFull(section.title)
        self._next[section.pk] = step + 1
        self._given[section.pk] += 1
        return Page._get_path(section.path, section.depth + 1, step)

    def count_children(self) -> None:
        """Have sections know how many children they were given, always in the same order."""
        for pk in sorted(self._given):
            Page.objects.filter(pk=pk).update(numchild=F("numchild") + self._given[pk])
        self._given.clear()


def _last_step(section: Section) -> int:
    under = Page.objects.filter(path__startswith=section.path, depth=section.depth + 1)
    last = under.order_by("path").values_list("path", flat=True).last()
    return Page._str2int(last[-Page.steplen :]) if last else 0


class Slugs:
    """Gives slugs that are free in their section, as Wagtail would; for one run of an import."""

    def __init__(self) -> None:
        #: The last number that was put behind a slug: an archive may have thousands called alike.
        self._numbers: dict[tuple[int, str], int] = {}

    def give(self, wanted: Iterable[tuple[Section, str]]) -> list[str]:
        """A slug for each of (section, words to make it of), in order, all of them different.

        Words without a letter or digit become “story”.
        """
        asked = [(section, _fit(words)) for section, words in wanted]
        taken = {pk: _taken(pk, slugs) for pk, slugs in _by_section(asked).items()}
        return [self._one(section, slug, taken[section.pk]) for section, slug in asked]

    def _one(self, section: Section, slug: str, taken: set[str]) -> str:
        if slug in taken:
            slug = self._numbered(section, slug, taken)
        taken.add(slug)
        return slug

    def _numbered(self, section: Section, slug: str, taken: set[str]) -> str:
        key = (section.pk, slug)
        first = self._numbers.get(key, 1) + 1
        while True:
            numbers = range(first, first + _AT_ONCE)
            taken |= _taken(section.pk, {f"{slug}-{number}" for number in numbers})
            for number in numbers:
                if f"{slug}-{number}" not in taken:
                    self._numbers[key] = number
                    return f"{slug}-{number}"
            first += _AT_ONCE


def _fit(words: str) -> str:
    slug = make_slug(words, limit=_SLUG) or "story"
    return f"{slug}-2" if slug_fault(slug, depth=_DEPTH) else slug


def _by_section(asked: list[tuple[Section, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for section, slug in asked:
        found[section.pk].add(slug)
    return found


def _taken(section_id: int, slugs: set[str]) -> set[str]:
    """Which of some slugs a section's children have."""
    section = Page.objects.filter(pk=section_id).values_list("path", "depth").get()
    rows = Page.objects.filter(slug__in=slugs, path__startswith=section[0], depth=section[1] + 1)
    return set(rows.values_list("slug", flat=True))
