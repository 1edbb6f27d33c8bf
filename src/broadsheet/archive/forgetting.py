"""What is forgotten of a story that is taken down for legal reasons."""

from broadsheet.archive.models import SourceRecord
from broadsheet.stories.models import Story


def forget_story(story: Story) -> None:
    """Keep no word of a story's source: only that it came in, so that it does not again."""
    rows = SourceRecord.objects.filter(became="stories.story", object_id=story.pk)
    rows.update(kept={}, digest="")
