"""Makes a story of an item of the wire: at one click of an editor's, or by a rule."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from broadsheet.desk.importing import ImportPlan, import_item
from broadsheet.desk.late_pictures import expect_pictures, item_with_files
from broadsheet.desk.models import WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.desk.reach import editions_in_reach
from broadsheet.desk.story_from_item import Refusal
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.stories.models import Story
from broadsheet.wire.handling import mark_used
from broadsheet.wire.item import Item
from broadsheet.wire.models import ItemVersion, ReceivedItem
from broadsheet.wire.selectors import newest_version

#: Seconds for which an editor's click may wait for pictures; what is not here by then is left out.
PATIENCE = 6.0
MADE = Sentence(gettext_noop("an editor made a story of it"))


def make_story(received: ReceivedItem, user: Any, edition: Edition | None = None) -> Story:
    """A draft of an item in an edition, or the story that was made of it there before.

    Without ``edition``: the source's, or by the item's language. Raises PermissionDenied where
    ``user`` may not write there, Refusal with a line where nothing can be made of it.
    """
    version = newest_version(received)
    if version is None or received.status == ReceivedItem.Status.CANCELED:
        raise Refusal(gettext_noop("its agency has killed it"))
    edition = edition or received.source.edition
    there = _stories(received, edition)
    if there is not None:
        return there
    item = item_with_files(version, PATIENCE)
    with all_or_nothing():
        story = story_of(item, received, ImportPlan(edition_code=edition.code if edition else ""))
        expect_pictures(story, version, item)
        if not editions_in_reach(user).filter(locale_id=story.locale_id).exists():
            raise PermissionDenied
        if not story.get_parent().permissions_for_user(user).can_add_subpage():
            raise PermissionDenied
        # From now on it is somebody's, and its agency's changes wait for them.
        Story.objects.filter(pk=story.pk).update(owner=user)
        story.owner = user
        log(story, "desk.from_wire", user=user, data={"item": received.identity[:500]})
        mark_used(received, user)
        # What the story was made from is dealt with; rules need not look at it any more.
        received.versions.filter(pk__lte=version.pk, acted_at=None).update(
            acted_at=clock.now(), acted_kept=[MADE.kept()]
        )
    return story


def story_of(item: Item, received: ReceivedItem, plan: ImportPlan) -> Story:
    """Import an item, and remember that it came over the wire. Inside ``all_or_nothing``.

    Raises Refusal, ValidationError.
    """
    import_item(item, plan, EditionSet())
    origins = WireOrigin.objects.filter(uri_mark=mark_of(item.uri), story__isnull=False)
    if plan.edition_code:
        origins = origins.filter(edition__code=plan.edition_code)
    origin = origins.select_related("story").order_by("-imported_at", "-pk").first()
    if origin is None or origin.story is None:
        raise Refusal(gettext_noop("nothing was made of it"))
    origin.received = received
    origin.save(update_fields=["received"])
    return origin.story


def _stories(received: ReceivedItem, edition: Edition | None) -> Story | None:
    origins = WireOrigin.objects.filter(uri_mark=mark_of(received.identity), story__isnull=False)
    if edition is not None:
        origins = origins.filter(edition=edition)
    origin = origins.select_related("story").first()
    return origin.story if origin is not None else None


@transaction.atomic
def bring_in(version: ItemVersion, story: Story, user: Any) -> None:
    """Write a newer version over a story, as a draft: what readers see stays as it is."""
    origin = WireOrigin.objects.select_related("edition").get(story=story)
    item = item_with_files(version, PATIENCE)
    plan = ImportPlan(edition_code=origin.edition.code)
    import_item(item, plan, EditionSet(), is_newer=True, as_draft=True)
    expect_pictures(story, version, item)
    log(story, "desk.from_wire", user=user, data={"item": item.uri[:500]})
