"""Holds: while one is in force, its story is not published, whatever route is taken.

The form, the approval and the bulk action ask ``stories.checks`` and say so to the editor. What
does not ask (a script, an import, a schedule) is refused at the save itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from broadsheet.desk.models import Hold
from broadsheet.stories.checks import also_ask
from broadsheet.stories.models import Story


def connect() -> None:
    """Keep held stories from being published or scheduled."""
    also_ask(what_holds)
    pre_save.connect(_before_story, sender=Story, dispatch_uid="desk.hold.story")
    pre_save.connect(_before_revision, sender=Revision, dispatch_uid="desk.hold.revision")


def holds_in_force() -> QuerySet[Hold]:
    """The holds that nobody has lifted."""
    return Hold.objects.filter(lifted_at=None, story__isnull=False)


def held_stories() -> QuerySet[Hold, Any]:
    """The ids of the stories that are held, for a condition on stories."""
    return holds_in_force().order_by().values_list("story_id", flat=True)


def hold_on(story: Page) -> Hold | None:
    """The hold that is in force on ``story``, if any."""
    return Hold.objects.filter(story_id=story.pk, lifted_at=None).first() if story.pk else None


def what_holds(story: Story) -> Iterator[str]:
    """Why ``story`` is held, for the editor who wants to publish it; nothing if it is not."""
    hold = hold_on(story)
    if hold is not None:
        yield said_of(hold)


def said_of(hold: Hold) -> str:
    """A hold in a sentence for editors."""
    if hold.verb == Hold.Verb.TAKE_DOWN:
        return _(
            "This story was taken down for legal reasons. It cannot be published until a chief "
            "lifts the hold."
        )
    return _(
        "This story was killed: “%(reason)s”. It cannot be published until a chief lifts the hold."
    ) % {"reason": hold.reason}


def _before_story(
    sender: type[Model],
    instance: Story,
    raw: bool = False,
    using: str = "default",
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    if raw or not instance.live or not instance.pk:
        return
    if update_fields is not None and "live" not in update_fields:
        return
    if connections[using].features.has_select_for_update:
        # A kill that is under way holds the same row: whoever comes second sees what the first did.
        list(Page.objects.select_for_update(of=("self",)).filter(pk=instance.pk).values("pk"))
    _refuse(instance.pk)


def _before_revision(
    sender: type[Model], instance: Revision, raw: bool = False, **kwargs: Any
) -> None:
    if raw or instance.approved_go_live_at is None:
        return
    if instance.base_content_type.model_class() is Page:
        _refuse(int(instance.object_id))


def _refuse(story_id: int) -> None:
    hold = Hold.objects.filter(story_id=story_id, lifted_at=None).first()
    if hold is not None:
        raise ValidationError(said_of(hold))
