"""Writes the demo stories into their editions and publishes them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from broadsheet.demo.blocks import body_of, points_of
from broadsheet.demo.catalogue import clip_file
from broadsheet.desk.founding import section_key, shared_key
from broadsheet.editions.indexing import indexed_once
from broadsheet.editions.models import Edition, Section
from broadsheet.ledger.recording import update_followed
from broadsheet.media.models import Clip, Picture
from broadsheet.people.models import Agency, Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import CLIP_KINDS
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Dossier, Region, Topic


class StoryWriter:
    """Writes stories of one edition; what they refer to is looked up once."""

    def __init__(self, edition: Edition, pictures: dict[str, Picture], now: datetime) -> None:
        self.edition, self.pictures, self.now = edition, pictures, now
        self.language = edition.code
        locale = edition.locale
        self.sections = {s.translation_key: s for s in Section.objects.filter(locale=locale)}
        self.found = {
            kind: {record.translation_key: record for record in model.objects.filter(locale=locale)}
            for kind, model in {
                "region": Region,
                "topic": Topic,
                "dossier": Dossier,
                "author": Author,
                "agency": Agency,
                "programme": Programme,
            }.items()
        }
        self.written: dict[str, Story] = {}

    def write(self, plan: dict[str, Any]) -> Story | None:
        """Write and publish one story; None where this edition does not carry it."""
        words = plan.get(self.language)
        if words is None:
            return None
        published = self.now - timedelta(hours=plan["hours_ago"])
        story = self._story(plan, words, published)
        with transaction.atomic(), indexed_once():
            self._publish(story, plan)
        if "updated_hours_ago" in plan:
            updated = self.now - timedelta(hours=plan["updated_hours_ago"])
            update_followed(Story.objects.filter(pk=story.pk), updated_at=updated)
        self.written[plan["key"]] = story
        return story

    def _publish(self, story: Story, plan: dict[str, Any]) -> None:
        self._section(plan["section"]).add_child(instance=story)
        story.further_sections = [self._section(key) for key in plan.get("further_sections", ())]
        story.regions = self._records("region", plan.get("regions", ()))
        story.topics = self._records("topic", plan.get("topics", ()))
        story.dossiers = self._records("dossier", plan.get("dossiers", ()))
        story.agencies = self._records("agency", plan.get("agencies", ()))
        story.bylines = [
            Byline(author=self._record("author", line["author"]), role=line["role"])
            for line in plan.get("bylines", ())
        ]
        story.save_revision().publish()

    def _story(self, plan: dict[str, Any], words: dict[str, Any], published: datetime) -> Story:
        return Story(
            live=False,
            locale=self.edition.locale,
            translation_key=shared_key("story", plan["key"]),
            title=words["headline"],
            slug=words["slug"],
            kind=plan["kind"],
            short_headline=words.get("short_headline", ""),
            standfirst=words.get("standfirst", ""),
            dateline=words.get("dateline", ""),
            search_description=words.get("seo_description", ""),
            picture=self.pictures.get(plan.get("picture", "")),
            picture_alt=words.get("picture_alt", ""),
            picture_caption=words.get("picture_caption", ""),
            text_alternative=words.get("text_alternative", ""),
            # As JSON: Wagtail takes a list for values as blocks give them, and drops list items.
            points=json.dumps(points_of(words)),
            body=json.dumps(body_of(words, self.pictures, self.written, published)),
            clip=self._clip(plan, words),
            programme=self._record("programme", plan["programme"]) if "programme" in plan else None,
            season=plan.get("season"),
            episode=plan.get("episode"),
            published_at=published,
            first_published_at=published,
        )

    def _clip(self, plan: dict[str, Any], words: dict[str, Any]) -> Clip | None:
        file = clip_file(plan["key"])
        if plan["kind"] not in CLIP_KINDS or file is None:
            return None
        clip = Clip(
            locale=self.edition.locale,
            translation_key=shared_key("clip", plan["key"]),
            title=words["headline"],
            poster=self.pictures.get(plan.get("picture", "")),
            seconds=plan.get("duration", 0),
            size=file.stat().st_size,
            transcript=words.get("transcript", ""),
            chapters=words.get("chapters", ""),
        )
        if lines := words.get("captions"):
            clip.captions.save(f"{plan['key']}.vtt", ContentFile(lines.encode()), save=False)
        clip.file.save(file.name, ContentFile(file.read_bytes()), save=False)
        clip.save()
        return clip

    def _section(self, key: str) -> Section:
        return self.sections[section_key(key)]

    def _record(self, kind: str, key: str) -> Any:
        return self.found[kind][shared_key(kind, key)]

    def _records(self, kind: str, keys: Any) -> list[Any]:
        return [self._record(kind, key) for key in keys]
