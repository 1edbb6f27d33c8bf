"""Pictures that come after their item: looked for again, put in by themselves or by an editor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wagtail.log_actions import log

from broadsheet.desk.models import LatePictures, WireOrigin
from broadsheet.desk.pictures_from_item import Pictures, take_pictures
from broadsheet.desk.story_from_item import picture_block, show_lead
from broadsheet.kit import clock
from broadsheet.stories.models import Story
from broadsheet.wire.item import Item
from broadsheet.wire.models import ItemVersion
from broadsheet.wire.pictures import folder_for, lacking, with_files
from broadsheet.wire.working import fetcher

#: When a picture is looked for again, after the story was made and after each try.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 10, 45, 180, 540, 900))


def expect_pictures(story: Story, version: ItemVersion, item: Item) -> None:
    """Have the pictures looked for that ``item`` names and has no file of, if there are any.

    In the transaction that makes the story of it, or brings it up to date.
    """
    if not lacking(item):
        LatePictures.objects.filter(story=story).delete()
        return
    told = {"version": version, "tries": 0, "next_at": clock.now() + WAITS[0]}
    LatePictures.objects.update_or_create(story=story, defaults=told)


def item_with_files(version: ItemVersion, seconds: float) -> Item:
    """A version's item with the pictures that can be had by now."""
    folder = folder_for(version.item.source)
    return with_files(version.as_item(), fetcher(), seconds, folder)


def put_in(item: Item, story: Story, user: Any) -> bool:
    """Put the pictures of ``item`` that a story does not show into its newest draft, as a draft.

    False where it shows them all. Inside ``all_or_nothing``.
    """
    origin = WireOrigin.objects.select_related("edition__locale").get(story=story)
    draft: Story = story.get_latest_revision_as_object()
    pictures = missing_of(draft, take_pictures(item, origin.edition))
    if not pictures.taken:
        return False
    taken = list(pictures.taken)
    if draft.picture_id is None:
        show_lead(draft, taken.pop(0))
    draft.body = [*draft.body.get_prep_value(), *map(picture_block, taken)]
    draft.save_revision(user=user, clean=False)
    log(story, "desk.from_wire", user=user, data={"item": item.uri[:500]})
    return True


def missing_of(draft: Story, pictures: Pictures) -> Pictures:
    """Those of an item's pictures that a draft does not show."""
    blocks = draft.body.get_prep_value()
    shown = {block["value"]["picture"] for block in blocks if block["type"] == "picture"}
    shown.add(draft.picture_id)
    missing = [each for each in pictures.taken if each.picture.pk not in shown]
    return Pictures(missing, pictures.left_out, pictures.carried)
