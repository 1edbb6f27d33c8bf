"""A story that readers have as soon as it is there."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import page_published, published

from broadsheet.editions.indexing import indexed_once
from broadsheet.editions.models import Section
from broadsheet.kit import clock
from broadsheet.stories.models import Story


@transaction.atomic
def publish_new(section: Section, story: Story, user: Any) -> Story:
    """Put a new story into ``section``, published, with its first version; returns ``story``.

    It leaves what adding a draft, saving a version and publishing that leave: rows, log, signals,
    an entry in the ledger. It is written once instead of three times, and checked once: a flash
    has no time for more. Raises ValidationError, by field, for what is not fit for readers;
    ValueError for a story with an hour of its own, which Wagtail's way is for. Whether ``user`` may
    is the caller's to ask.
    """
    if story.go_live_at is not None:
        raise ValueError("a story that waits for its hour is no story for now")
    now = clock.now()
    story.live, story.has_unpublished_changes = True, False
    story.last_published_at = now
    story.first_published_at = story.first_published_at or now
    with indexed_once():
        section.add_child(instance=story)
        revision = story.save_revision(user=user, clean=False, changed=False)
    # Which version it is that readers have, the desk alone sees.
    Page.objects.filter(pk=story.pk).update(live_revision=revision)
    story.live_revision = revision
    page_published.send(sender=Story, instance=story, revision=revision)
    published.send(sender=Story, instance=story, revision=revision)
    log(
        instance=story,
        action="wagtail.publish",
        user=user,
        revision=revision,
        content_changed=True,
    )
    return story
