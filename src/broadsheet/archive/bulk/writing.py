"""Writes new stories a lot at a time: every row that creating and publishing each would leave.

``tests/archive/test_equal_to_the_slow_way.py`` compares all tables of the database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from broadsheet.archive.bulk.entries import entry_of
from broadsheet.archive.bulk.places import Places
from broadsheet.archive.bulk.revisions import version_of
from broadsheet.archive.bulk.rows import JsonText, insert, reserve_ids
from broadsheet.archive.bulk.search_entries import index_new
from broadsheet.archive.bulk.usage import references_of
from broadsheet.editions.models import Section
from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.ledger.waking import wake_after_commit
from broadsheet.stories.models import Byline, Story

STREAMS = ("points", "body")
Row = dict[str, Any]


@dataclass
class NewStory:
    """A story that is to be written: unsaved, and fit for readers where ``publish`` says so.

    Its section, edition, locale, slug, body with ids, and measures are set. ``relations`` are ids
    by the name of a many-to-many field; ``old_addresses`` tree paths that lead to it from now on.
    """

    story: Story
    section: Section
    publish: bool
    bylines: list[tuple[int, str]] = field(default_factory=list)
    relations: dict[str, list[int]] = field(default_factory=dict)
    old_addresses: tuple[str, ...] = ()
    #: When it was last published; None for now.
    last_published_at: datetime | None = None


def write_stories(stories: Sequence[NewStory]) -> None:
    """Write new stories, all or none, and give them their ids.

    Raises places.SectionFull; IntegrityError where somebody took a place or a slug meanwhile.
    """
    if not stories:
        return
    with transaction.atomic():
        lot = _Lot(stories)
        lot.place()
        lot.write()


class _Lot:
    """The rows of one lot of stories."""

    def __init__(self, stories: Sequence[NewStory]) -> None:
        self.stories = stories
        self.now = clock.now()
        self.story_type = ContentType.objects.get_for_model(Story).pk
        self.page_type = ContentType.objects.get_for_model(Page).pk
        self.places = Places()
        self.own: list[Row] = []
        self.bylines: list[Row] = []
        self.revisions: list[Row] = []
        self.log: list[Row] = []
        self.entries: list[Row] = []
        self.references: list[Row] = []
        self.redirects: list[Row] = []
        self.related: dict[str, list[Row]] = defaultdict(list)

    def place(self) -> None:
        """Make every row, as it will stand."""
        pages = reserve_ids(Page, len(self.stories))
        revisions = reserve_ids(Revision, len(self.stories))
        lines = iter(reserve_ids(Byline, sum(len(new.bylines) for new in self.stories)))
        for new, page_id, revision_id in zip(self.stories, pages, revisions, strict=True):
            story = new.story
            story.id = story.page_ptr_id = page_id
            bylines: list[Row] = [
                {"id": next(lines), "sort_order": n, "story_id": page_id, "author_id": author,
                 "role": role}
                for n, (author, role) in enumerate(new.bylines)
            ]  # fmt: skip
            self.bylines += bylines
            self._place_in_tree(story, new.section)
            self._log(story, "wagtail.create")
            streams = {name: _as_json(getattr(story, name)) for name in STREAMS}
            self._keep_version(new, streams, bylines, revision_id)
            if new.publish:
                self._publish(new, bylines, revision_id)
            else:
                story.has_unpublished_changes = True
            self.own.append({**story.__dict__, **streams})
            self.references += references_of(story, bylines)
            self._relate(new)

    def write(self) -> None:
        """Write the rows."""
        insert(Page, self.own)
        insert(Story, self.own)
        insert(Byline, self.bylines)
        insert(Revision, self.revisions)
        for name, rows in self.related.items():
            insert(_through(name)[0], rows)
        insert(PageLogEntry, self.log)
        insert(ReferenceIndex, self.references)
        insert(Redirect, self.redirects)
        insert(Entry, self.entries)
        stories = [new.story for new in self.stories]
        index_new(stories)
        for story in stories:
            story._state.adding, story._state.db = False, "default"
        self.places.count_children()
        if self.entries:
            wake_after_commit()

    def _place_in_tree(self, story: Story, section: Section) -> None:
        story.path = self.places.path_in(section)
        story.depth, story.numchild = section.depth + 1, 0
        story.url_path = f"{section.url_path}{story.slug}/"
        story.content_type_id = self.story_type
        story.draft_title = story.title
        story.live = story.has_unpublished_changes = False
        story.touched_at = self.now

    def _keep_version(
        self, new: NewStory, streams: dict[str, JsonText], bylines: list[Row], revision_id: int
    ) -> None:
        story = new.story
        content = version_of(story, dict(streams), bylines, new.relations)
        self.revisions.append(
            {
                "id": revision_id,
                "content_type_id": self.story_type,
                "base_content_type_id": self.page_type,
                "object_id": str(story.pk),
                "created_at": self.now,
                "content": JsonText(json.dumps(content, cls=DjangoJSONEncoder)),
                "object_str": str(story),
            }
        )
        story.latest_revision_id = revision_id
        story.latest_revision_created_at = self.now

    def _publish(self, new: NewStory, bylines: list[Row], revision_id: int) -> None:
        story = new.story
        story.live = True
        story.live_revision_id = revision_id
        story.last_published_at = new.last_published_at or self.now
        story.first_published_at = story.first_published_at or story.last_published_at
        story.published_at = story.published_at or story.first_published_at
        self._log(story, "wagtail.publish", revision_id)
        self.entries.append(entry_of(story, bylines, new.relations, new.old_addresses))
        self.redirects += [
            {
                "old_path": Redirect.normalise_path(path),
                "redirect_page_id": story.pk,
                "automatically_created": True,
                "created_at": self.now,
            }
            for path in new.old_addresses
        ]

    def _log(self, story: Story, action: str, revision_id: int | None = None) -> None:
        self.log.append(
            {
                "content_type_id": self.story_type,
                "page_id": story.pk,
                "label": story.get_admin_display_title(),
                "action": action,
                "timestamp": self.now,
                "data": JsonText("{}"),
                "revision_id": revision_id,
                "content_changed": True,
            }
        )

    def _relate(self, new: NewStory) -> None:
        for name, keys in new.relations.items():
            _, own, other = _through(name)
            self.related[name] += [{own: new.story.pk, other: key} for key in keys]


def _as_json(stream: StreamValue) -> JsonText:
    return JsonText(json.dumps(stream.get_prep_value(), cls=DjangoJSONEncoder))


@cache
def _through(name: str) -> tuple[Any, str, str]:
    """The table of a many-to-many field, with the attributes of its two keys."""
    field: Any = Story._meta.get_field(name)
    through = field.remote_field.through
    return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
