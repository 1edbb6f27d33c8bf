"""Taking stories from readers: withdraw, kill, take down; and lifting a hold.

Withdrawn, a story may be published again by any editor. Killed, it may not until a chief lifts the
hold. Taken down, nothing of it is left but an emptied page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from modelcluster.models import get_all_child_relations
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry
from wagtail.search import index

from broadsheet.desk.holds import hold_on
from broadsheet.desk.models import Hold, WireOrigin
from broadsheet.desk.scheduled import cancel_schedule
from broadsheet.desk.sole_pictures import pictures_only_of
from broadsheet.kit import clock
from broadsheet.ledger import tags
from broadsheet.ledger.acting import acting
from broadsheet.ledger.models import Entry
from broadsheet.ledger.subjects import subject_of
from broadsheet.ledger.waking import wake_after_commit
from broadsheet.live.models import Post
from broadsheet.stories.models import Story
from broadsheet.wire.handling import forget
from broadsheet.wire.item import Status

#: What is left of an agency's item: enough to know it again, and to let no older version in.
_KEPT_OF_AN_ITEM = ("uri", "version", "sent")


#: What the page's history says: action, label, message.
LOGGED = (
    ("withdraw", gettext_lazy("Withdraw"), gettext_lazy("Withdrawn")),
    ("kill", gettext_lazy("Kill"), gettext_lazy("Killed")),
    ("take_down", gettext_lazy("Take down"), gettext_lazy("Taken down for legal reasons")),
    ("lift", gettext_lazy("Lift the hold"), gettext_lazy("Hold lifted")),
    ("from_wire", gettext_lazy("From the wire"), gettext_lazy("Brought in from the wire")),
    ("upstream", gettext_lazy("Changed upstream"), gettext_lazy("Changed or killed by its agency")),
)


class AlreadyHeld(Exception):
    """The story is held already; whoever takes it down for good lifts nothing by it."""


@transaction.atomic
def withdraw(story: Story, user: Any, reason: str) -> None:
    """Take a story offline. Its address answers 410; an editor may publish it again."""
    story = _locked(story.pk)
    _take_offline(story, user, "withdraw", {"reason": reason})
    _log(story, user, "withdraw", reason)


@transaction.atomic
def kill(story: Story, user: Any, reason: str) -> Hold:
    """Take a story offline, if it is there, and hold it. ``user`` is None for an agency.

    Raises AlreadyHeld.
    """
    story = _locked(story.pk)
    if hold_on(story) is not None:
        raise AlreadyHeld
    hold = _hold(story, user, Hold.Verb.KILL, reason)
    _take_offline(story, user, "kill", {"reason": reason})
    _log(story, user, "kill", reason)
    return hold


#: A port: what a package above keeps of stories' words, and how it forgets them.
_forgetting: list[Callable[[Story], object]] = []


def also_forget(listener: Callable[[Story], object]) -> None:
    """Have ``listener`` called in the transaction of every legal take-down."""
    _forgetting.append(listener)


@transaction.atomic
def take_down(story: Story, user: Any, reason: str) -> Hold:
    """Remove every copy of a story but an emptied page, and hold that. It cannot be undone.

    The page is emptied and not deleted: its address goes on answering 410 and cannot be taken by
    another story, the agency's next version finds it and does not come in anew, and the hold has
    something to stand on. A story that was killed before is taken down for good by this.
    """
    story = _locked(story.pk)
    before = hold_on(story)
    if before is not None and before.verb == Hold.Verb.TAKE_DOWN:
        raise AlreadyHeld
    if before is not None:
        _lift(before, user)
    hold = _hold(story, user, Hold.Verb.TAKE_DOWN, reason)
    hold.pictures = [picture.pk for picture in pictures_only_of(story)]
    hold.save(update_fields=["pictures"])
    detail = {"legal": True, "reason": reason}
    was_live = story.live
    _stop_what_waits(story, user)
    with acting("withdraw", detail=detail):
        for alias in story.aliases.all():
            alias.specific.delete()
        _empty(story)
    if not was_live:
        _enter_by_hand(story, "withdraw", detail)
    _empty_history(story)
    _log(story, user, "take_down", reason)
    transaction.on_commit(lambda: index.remove_object(story))
    return hold


@transaction.atomic
def lift(hold: Hold, user: Any) -> None:
    """Let a held story be published again. It stays offline until somebody does."""
    _lift(hold, user)
    if hold.story is not None:
        _log(hold.story, user, "lift", "")


def _lift(hold: Hold, user: Any) -> None:
    hold.lifted_at, hold.lifted_by = clock.now(), user
    hold.save(update_fields=["lifted_at", "lifted_by"])


def _locked(pk: int) -> Story:
    """The story as it is stored, which nobody else changes before we are done."""
    list(Page.objects.select_for_update(of=("self",)).filter(pk=pk).values("pk"))
    return Story.objects.get(pk=pk)


def _hold(story: Story, user: Any, verb: Hold.Verb, reason: str) -> Hold:
    return Hold.objects.create(
        story=story,
        tree_path=story.url_path,
        verb=verb,
        reason=reason,
        by=user,
        by_agency=user is None,
        at=clock.now(),
    )


def _stop_what_waits(story: Story, user: Any) -> None:
    """Nothing that was begun before may bring the story back: no schedule, no approval."""
    cancel_schedule(story)
    state = story.current_workflow_state
    if state is not None:
        state.cancel(user=user)


def _take_offline(story: Story, user: Any, verb: str, detail: dict[str, Any]) -> None:
    _stop_what_waits(story, user)
    was_live = story.live
    with acting(verb, detail=detail):
        action = UnpublishPageAction(story, user=user, log_action=False)
        action.execute(skip_permission_checks=True)
    if not was_live:
        _enter_by_hand(story, verb, detail)


def _enter_by_hand(story: Story, verb: str, detail: dict[str, Any]) -> None:
    """Write the entry for a story that readers no longer see, but whose old copies they may."""
    subject = subject_of(Story)
    if subject is None or story.first_published_at is None:
        return
    Entry.objects.create(
        verb=verb,
        label=subject.label,
        model=Story._meta.label_lower,
        object_id=story.pk,
        old_address=story.url_path,
        touches={tags.address(story.url_path): ""},
        detail=detail,
    )
    wake_after_commit()


def _empty(story: Story) -> None:
    """Empty every field that holds words, pictures or records, and keep one bare version."""
    story.live, story.expired, story.live_revision = False, False, None
    for field in Story._meta.get_fields():
        if not isinstance(field, models.Field) or field.model not in (Story, Page):
            continue
        if isinstance(field, StreamField):
            setattr(story, field.name, [])
        elif field.name in _EMPTIED_OF_A_PAGE or (field.model is Story and _is_words(field)):
            setattr(story, field.name, "")
        elif field.model is Story and (field.many_to_many or _is_record(field)):
            setattr(story, field.name, [] if field.many_to_many else None)
    for post in Post.objects.filter(story=story):
        post.delete()
    for relation in get_all_child_relations(Story):
        setattr(story, relation.get_accessor_name(), [])
    with override(story.locale.language_code):
        story.title = story.draft_title = _("Taken down")
    story.go_live_at = story.expire_at = None
    story.has_unpublished_changes = True
    story.latest_revision = None
    story.save(clean=False)
    story.revisions.all().delete()
    story.save_revision(clean=False, changed=False)


#: The slug stays: it is the address that answers 410.
_EMPTIED_OF_A_PAGE = ("seo_title", "search_description")


def _is_words(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and field.blank


def _is_record(field: models.Field) -> bool:
    return bool(field.many_to_one and field.null)


def _empty_history(story: Story) -> None:
    """The page's log keeps who did what and when, without the headlines; so does its origin."""
    PageLogEntry.objects.filter(page_id=story.pk).update(label=story.title, data={})
    origin = WireOrigin.objects.filter(story_id=story.pk).first()
    if origin is not None:
        kept = {name: origin.item.get(name) for name in _KEPT_OF_AN_ITEM}
        origin.item = {**kept, "status": Status.CANCELED.value}
        origin.save(update_fields=["item"])
        if origin.received is not None:
            forget(origin.received)
    for forget_further in _forgetting:
        forget_further(story)


def _log(story: Story, user: Any, action: str, reason: str) -> None:
    data = {"reason": reason} if reason else None
    log(instance=story, action=f"desk.{action}", user=user, data=data)
