"""An agency changes or kills what a story was made from: done at once, or told to the desk at once.

What nobody at the desk has touched follows its agency by itself. What somebody has written on is
theirs: they are told, on the story and on the first page, and decide.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from broadsheet.desk.holds import hold_on
from broadsheet.desk.importing import Action, ImportPlan, Outcome, import_item
from broadsheet.desk.late_pictures import expect_pictures, item_with_files, put_in
from broadsheet.desk.models import UpstreamChange, WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.desk.story_of_received import PATIENCE, bring_in
from broadsheet.desk.taking_down import AlreadyHeld, kill
from broadsheet.editions.edition_set import EditionSet
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.stories.models import Story
from broadsheet.wire.item import Item, Status
from broadsheet.wire.models import ItemVersion

Kind = UpstreamChange.Kind
_KINDS = {
    Status.USABLE: Kind.UPDATE,
    Status.WITHHELD: Kind.WITHHELD,
    Status.CANCELED: Kind.KILL,
}


#: As ``UpstreamChange.Kind`` names them.
_TOLD = {
    Kind.UPDATE: gettext_noop("a newer version"),
    Kind.WITHHELD: gettext_noop("withheld for now"),
    Kind.KILL: gettext_noop("killed"),
}
_FOLLOWED = {
    Action.ADDED: gettext_noop("a story was made"),
    Action.UPDATED: gettext_noop("the story was updated"),
    Action.UNCHANGED: gettext_noop("the story stays as it was"),
    Action.WITHDRAWN: gettext_noop("the story was killed"),
}


def origins_of(version: ItemVersion) -> list[WireOrigin]:
    """The stories that were made from earlier versions of an item, in all editions."""
    marked = WireOrigin.objects.filter(uri_mark=mark_of(version.item.identity), story__isnull=False)
    return list(marked.select_related("story", "edition"))


def stood_on() -> Q:
    """Which received items may not go: stories were made from them, or follow their identifier."""
    made = WireOrigin.objects.filter(received=OuterRef("pk"))
    named = WireOrigin.objects.filter(uri_mark=OuterRef("uri_mark"))
    told = UpstreamChange.objects.filter(version__item=OuterRef("pk"))
    return Q(Exists(made)) | Q(Exists(named)) | Q(Exists(told))


def follow(version: ItemVersion, item: Item, origin: WireOrigin) -> Sentence:
    """Bring a story up to its agency's new version, or tell the desk of it; returns what was done.

    Inside ``all_or_nothing``. Raises Refusal, ValidationError.
    """
    story = origin.story
    assert story is not None
    if not is_touched(story):
        outcome = _bring_up_to_date(item, origin)
        if item.status is not Status.CANCELED:
            expect_pictures(story, version, item)
        return Sentence(_FOLLOWED[outcome.action])
    change, made = UpstreamChange.objects.get_or_create(
        story=story, version=version, defaults={"kind": _KINDS[item.status], "at": clock.now()}
    )
    if made:
        # What came before it is answered by whatever answers this one.
        open_changes(story).exclude(pk=change.pk).update(settled_at=clock.now())
        log(story, "desk.upstream", data={"kind": change.kind, "version": version.version[:100]})
    kind = Sentence(_TOLD[Kind(change.kind)])
    return Sentence(gettext_noop("the desk is told: %(kind)s"), {"kind": kind})


def _bring_up_to_date(item: Item, origin: WireOrigin) -> Outcome:
    plan = ImportPlan(edition_code=origin.edition.code)
    return import_item(item, plan, EditionSet(), is_newer=True)


def is_touched(story: Story) -> bool:
    """Whether somebody at the desk has made a story theirs."""
    return (
        story.owner_id is not None
        or story.locked
        or story.revisions.filter(user__isnull=False).exists()
    )


def open_changes(story: Story) -> Any:
    """What its agency did and nobody has settled."""
    return UpstreamChange.objects.filter(story_id=story.pk, settled_at=None)


def open_changes_in(stories: Any) -> Any:
    """The same of any number of stories, the newest first."""
    found = UpstreamChange.objects.filter(settled_at=None, story__in=stories)
    return found.select_related("story__edition", "version__item__source")


@transaction.atomic
def settle(change: UpstreamChange, user: Any, how: str) -> None:
    """Do what an editor decided: ``bring_in`` the version as a draft, ``kill``, or ``leave`` it.

    Raises PermissionDenied; ValueError for another word.
    """
    story = change.story
    may = story.permissions_for_user(user)
    if not may.can_edit():
        raise PermissionDenied
    if how == "bring_in" and change.kind == Kind.PICTURES:
        with all_or_nothing():
            put_in(item_with_files(change.version, PATIENCE), story, user)
    elif how == "bring_in":
        bring_in(change.version, story, user)
    elif how == "kill":
        if not user.has_perm("desk.kill_story") and not may.can_unpublish():
            raise PermissionDenied
        try:
            if hold_on(story) is None:
                # In its agency's name: lifted when the agency gives the story again.
                kill(story, None, "killed by its agency")
        except AlreadyHeld:
            pass
    elif how != "leave":
        raise ValueError(f"nothing can be settled by {how!r}")
    open_changes(story).filter(at__lte=change.at).update(settled_at=clock.now(), settled_by=user)
