"""What speaks against publishing a story that has posts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from broadsheet.live.models import Post
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story


def why_no_other_kind(story: Story) -> Iterator[str]:
    """A live page with posts stays one: as another kind it would lose them. At most one query."""
    if story.pk and story.kind != Kind.LIVE and Post.objects.filter(story_id=story.pk).exists():
        yield _("This live page has posts; it stays a live page. Close it instead.")
