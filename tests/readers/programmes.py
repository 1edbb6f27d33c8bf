"""Programmes and episodes to order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from broadsheet.editions.models import Edition
from broadsheet.media.models import Clip
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from tests.newsroom import make_record, make_story, section_of
from tests.readers.writing import make_clip

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_programme(edition: Edition, name: str = "Night Signals", **fields: Any) -> Programme:
    """A podcast of an edition, unless ``fields`` say otherwise."""
    hosts = fields.pop("hosts", [])
    given = {"kind": Programme.Kind.PODCAST, **fields}
    programme = make_record(Programme, edition, name, **given)
    programme.hosts = hosts
    programme.save()
    return programme


def make_sound(edition: Edition, **fields: Any) -> Clip:
    """An audio clip that lies in the newsroom, three minutes long."""
    given = {"address": "", "file": "clips/waves.mp3", "size": 4321, "seconds": 180, **fields}
    return make_clip(edition, "Waves", **given)


def make_episode(programme: Programme, number: int, **fields: Any) -> Story:
    """An audio episode, published ``number`` weeks after a Monday in March."""
    edition = programme.locale.edition
    given = {"kind": Kind.AUDIO, "season": 1, "episode": number, **fields}
    given.setdefault("clip", make_sound(edition))
    with time_machine.travel(MONDAY + timedelta(weeks=number), tick=False):
        return make_story(
            section_of(edition, "newsfeed"), f"Signal {number}", programme=programme, **given
        )
