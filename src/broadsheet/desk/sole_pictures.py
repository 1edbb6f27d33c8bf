"""Which pictures a story alone uses, its posts included."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from broadsheet.live.models import Post
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
    for post in Post.objects.filter(story=story, picture__isnull=False).select_related("picture"):
        if post.picture is not None:
            found.setdefault(post.picture.pk, post.picture)
    return [picture for picture in found.values() if not _used_elsewhere(picture, story)]


def _used_elsewhere(picture: Picture, story: Story) -> bool:
    uses = ReferenceIndex.get_references_to(picture)
    own = story.get_base_content_type()
    posts = [str(pk) for pk in Post.objects.filter(story=story).values_list("pk", flat=True)]
    others = uses.exclude(base_content_type=own, object_id=str(story.pk)).exclude(
        base_content_type=ContentType.objects.get_for_model(Post), object_id__in=posts
    )
    return others.exists()
