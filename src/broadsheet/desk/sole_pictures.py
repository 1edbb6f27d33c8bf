"""Which pictures a story alone uses."""

from __future__ import annotations

from wagtail.models import ReferenceIndex

from broadsheet.media.models import Picture
from broadsheet.stories.checks import body_pictures
from broadsheet.stories.models import Story


def pictures_only_of(story: Story) -> list[Picture]:
    """The pictures of ``story``, live or in its latest draft, that nothing else uses."""
    found: dict[int, Picture] = {}
    for version in (story, story.get_latest_revision_as_object()):
        pictures = [picture for picture, _alt in body_pictures(version)]
        for picture in (version.picture, *pictures):
            if picture is not None:
                found.setdefault(picture.pk, picture)
    return [picture for picture in found.values() if not _used_elsewhere(picture, story)]


def _used_elsewhere(picture: Picture, story: Story) -> bool:
    uses = ReferenceIndex.get_references_to(picture)
    own = story.get_base_content_type()
    return uses.exclude(base_content_type=own, object_id=str(story.pk)).exists()
