"""Fills a newsroom with a great many published stories, fast: rows are written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

BATCH = 2000
_HEADLINES = (
    "Harbour reopens its second berth to grain ships",
    "Parliament puts off the vote on the water law",
    "Farmers count what the frost has left",
    "A night train comes back after thirty years",
    "Central bank leaves its rate where it is",
    "Clinics on the coast begin the autumn vaccination",
    "Orchestra plays for the valley that paid for it",
)
_PARAGRAPH = (
    "The port authority said on Tuesday that the berth had been dredged to eleven metres, a depth "
    "that lets in ships which until now had to unload further south. Two of them were waiting."
)


def fill(sections: Sequence[Any], count: int, *, authors: Sequence[Any] = ()) -> list[int]:
    """Add ``count`` published stories, spread over ``sections``, a minute apart up to now.

    Each has a body of eight paragraphs, and a byline where there are ``authors`` of its edition.
    They have no revisions, are not indexed for search and signal nothing. Returns their ids, the
    oldest first.
    """
    from django.db import transaction
    from wagtail.models import Page

    from broadsheet.stories.models import Byline

    with transaction.atomic():
        made = _Maker(sections, count)
        ids: list[int] = []
        for pages in _batches(made.pages()):
            Page.objects.bulk_create(pages)
            _insert_stories(made.story(page) for page in pages)
            ids += [page.pk for page in pages]
            _credit(Byline, pages, authors)
        made.count_children()
    return ids


class _Maker:
    """Makes rows; knows the next free path under each section."""

    def __init__(self, sections: Sequence[Any], count: int) -> None:
        from django.contrib.contenttypes.models import ContentType
        from django.utils import timezone

        from broadsheet.editions.models import Edition
        from broadsheet.stories.models import Story

        self.sections, self.count = list(sections), count
        self.story_type = ContentType.objects.get_for_model(Story)
        self.editions = {e.locale_id: e.pk for e in Edition.objects.all()}
        self.now: datetime = timezone.now()
        self.next_step = {s.pk: _last_step(s) + 1 for s in self.sections}
        self.added = dict.fromkeys(self.next_step, 0)
        self.home: dict[str, Any] = {}
        self.body = [
            {"type": "paragraph", "value": f"<p>{_PARAGRAPH}</p>", "id": str(uuid4())}
            for _ in range(8)
        ]

    def pages(self) -> Iterator[Any]:
        from wagtail.models import Page

        for number in range(self.count):
            section = self.sections[number % len(self.sections)]
            step = self.next_step[section.pk]
            self.next_step[section.pk] += 1
            self.added[section.pk] += 1
            path = Page._get_path(section.path, section.depth + 1, step)
            self.home[path] = section
            headline = f"{_HEADLINES[number % len(_HEADLINES)]} ({number})"
            slug = f"many-{step}-{number}"
            then = self.now - timedelta(minutes=self.count - number)
            yield Page(
                path=path,
                depth=section.depth + 1,
                title=headline,
                draft_title=headline,
                slug=slug,
                url_path=f"{section.url_path}{slug}/",
                live=True,
                has_unpublished_changes=False,
                content_type=self.story_type,
                locale_id=section.locale_id,
                first_published_at=then,
                last_published_at=then,
                latest_revision_created_at=then,
            )

    def story(self, page: Any) -> Any:
        from broadsheet.stories.kinds import Kind
        from broadsheet.stories.models import Story

        section = self.home.pop(page.path)
        kinds = (Kind.NEWS, Kind.NEWS, Kind.NEWS, Kind.ANALYSIS, Kind.FEATURE)
        return Story(
            page_ptr_id=page.pk,
            kind=kinds[page.pk % len(kinds)],
            standfirst=_PARAGRAPH[:200],
            edition_id=self.editions[section.locale_id],
            home_section_id=section.pk,
            body=self.body,
            published_at=page.first_published_at,
            touched_at=page.first_published_at,
            minutes=2,
        )

    def count_children(self) -> None:
        from django.db.models import F
        from wagtail.models import Page

        for pk, added in self.added.items():
            Page.objects.filter(pk=pk).update(numchild=F("numchild") + added)


def _last_step(section: Any) -> int:
    from wagtail.models import Page

    last = Page.objects.filter(path__startswith=section.path, depth=section.depth + 1).last()
    return Page._str2int(last.path[-Page.steplen :]) if last else 0


def _insert_stories(stories: Iterable[Any]) -> None:
    """Write the stories' own rows; Django's ``bulk_create`` refuses models that inherit tables."""
    from django.db import connection

    from broadsheet.stories.models import Story

    fields = Story._meta.local_concrete_fields
    name = connection.ops.quote_name
    columns = ", ".join(name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = name(Story._meta.db_table)
    # Every body is the same, and turning one into JSON takes longer than all the rest of its row.
    same: dict[str, Any] = {}
    rows = []
    for story in stories:
        for field in fields:
            if field.name in {"body", "points"} and field.name not in same:
                same[field.name] = field.get_db_prep_save(field.pre_save(story, True), connection)
        rows.append(
            [
                same[field.name]
                if field.name in same
                else field.get_db_prep_save(field.pre_save(story, True), connection)
                for field in fields
            ]
        )
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _credit(model: Any, pages: list[Any], authors: Sequence[Any]) -> None:
    by_locale: dict[int, list[Any]] = {}
    for author in authors:
        by_locale.setdefault(author.locale_id, []).append(author)
    model.objects.bulk_create(
        model(story_id=page.pk, author=ours[page.pk % len(ours)], sort_order=0)
        for page in pages
        if (ours := by_locale.get(page.locale_id))
    )


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def index_for_search(ids: Sequence[int]) -> None:
    """Put these stories into the search index."""
    from wagtail.search.backends import get_search_backend

    from broadsheet.stories.models import Story

    backend = get_search_backend()
    index = backend.get_index_for_model(Story)
    for start in range(0, len(ids), BATCH):
        index.add_items(Story, list(Story.objects.filter(pk__in=ids[start : start + BATCH])))
