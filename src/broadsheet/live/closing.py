"""The end of a live page: it takes no more posts, and begins with a summary as a story does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.kit.safe_html import clean_fragment, plain_text
from broadsheet.live.post_words import MOST_MARKUP
from broadsheet.live.posting import held_page
from broadsheet.stories.models import Story


@transaction.atomic
def close_page(story: Story, summary: str, user: Any) -> Story:
    """Close a live page. ``summary`` (markup) is put before the story's own body, and published.

    A draft that somebody is working on gets the summary too, and stays a draft. One that is closed
    already stays as it is. Raises ValidationError for an empty summary or a page that is not
    published.
    """
    # Both of its tables, in the order in which a save takes them.
    Story.objects.select_for_update().get(pk=story.pk)
    page = held_page(story.pk)
    if not page.live:
        raise ValidationError(_("Only a published live page can be closed."))
    if not page.is_running:
        return page
    if len(summary) > MOST_MARKUP or not plain_text(summary):
        raise ValidationError({"summary": [_("Say in a few sentences what happened.")]})
    block = {"type": "paragraph", "value": _as_paragraphs(summary), "id": str(uuid4())}
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    page.closed_at = clock.now()
    page.save(update_fields=["closed_at"], clean=False)
    page.body = [block, *page.body.get_prep_value()]
    page.save_revision(user=user).publish(user=user)
    if draft is not None:
        draft.body = [block, *draft.body.get_prep_value()]
        draft.save_revision(user=user)
    return Story.objects.get(pk=page.pk)


@transaction.atomic
def reopen_page(story: Story) -> Story:
    """Have a closed live page take posts again. Its summary stays in the story's body."""
    page = held_page(story.pk)
    if not page.is_running:
        page.closed_at = None
        page.save(update_fields=["closed_at"], clean=False)
    return page


def _as_paragraphs(summary: str) -> str:
    cleaned = clean_fragment(summary)
    return cleaned if cleaned.startswith("<") else f"<p>{cleaned}</p>"
