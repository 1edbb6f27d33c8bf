"""A story that moves keeps telling the truth about its section."""

from typing import Any

from wagtail.signals import post_page_move

from broadsheet.editions.models import Section
from broadsheet.stories.models import Story


def connect() -> None:
    """Listen to moves of stories and of sections."""
    post_page_move.connect(_after_move, dispatch_uid="stories.move")


def _after_move(instance: Any, parent_page_after: Any, **kwargs: Any) -> None:
    page = instance.specific
    if isinstance(page, Story):
        Story.objects.filter(pk=page.pk).update(home_section_id=parent_page_after.pk)
    elif isinstance(page, Section):
        Section.objects.filter(pk=page.pk).update(area_key=parent_page_after.slug)
