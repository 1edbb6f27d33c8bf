"""What the ticker does when something else happens."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete

from broadsheet.live.publishing import forget_story
from broadsheet.stories.models import Story


def connect() -> None:
    """Listen to stories being deleted."""
    pre_delete.connect(_before_a_story_goes, sender=Story, dispatch_uid="live.story_goes")


def _before_a_story_goes(sender: type[Story], instance: Story, **kwargs: Any) -> None:
    forget_story(instance.pk)
