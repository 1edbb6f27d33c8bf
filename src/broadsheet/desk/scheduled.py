"""Carries out schedules: what is due goes online, what has expired goes offline.

One transaction and one try a page. A page that cannot be published stays scheduled, is tried again
later and is shown to the desk; it neither stops another nor makes it forgotten. Wagtail's own
command loses the schedules of all that follow a failure, and looks once a minute at best.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from broadsheet.desk.models import MissedHour
from broadsheet.kit import clock

logger = logging.getLogger(__name__)

Duty = MissedHour.Duty

#: How long to wait after a first failure; doubled after each further one.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
#: Compared with it, a column is known not to be NULL, so that its partial index can be used.
_EVER = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What became of one schedule; ``reason`` is empty where it was carried out."""

    page_id: int
    duty: Duty
    due_at: datetime
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether the page stays as it was, and is tried again."""
        return bool(self.reason)

    def line(self) -> str:
        """One line for a person at a terminal or a log."""
        said = f"{self.duty.value} page {self.page_id}, due {self.due_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"{said}: {self.reason}" if self.failed else said


@dataclass(frozen=True)
class _Due:
    """A schedule: ``pk`` is the revision's to publish, or the page's that expires."""

    duty: Duty
    pk: int
    page_id: int
    at: datetime


def run_due() -> list[Outcome]:
    """Carry out what is due now."""
    return publish_due(clock.now())


def publish_due(now: datetime) -> list[Outcome]:
    """Carry out every schedule that is due at ``now``; returns what became of each.

    May run in several processes at once: each schedule is carried out once. Raises DatabaseError
    only where not even the list of what is due can be read.
    """
    outcomes = []
    for due in what_is_due(now):
        outcome = _carry_out(due, now)
        if outcome is not None:
            outcomes.append(outcome)
    return outcomes


def what_is_due(now: datetime) -> list[_Due]:
    """What ``publish_due`` would try at ``now``: what expires first, each in order of its hour."""
    missed = _missed()
    due = [
        *_expiring(_expiries().filter(expire_at__lte=now)),
        *_waiting(_scheduled().filter(approved_go_live_at__lte=now)),
    ]
    return [each for each in due if _next_try(each, missed) <= now]


def next_due(now: datetime) -> datetime | None:
    """The next moment at which something is to be done, ``now`` at the earliest; None: nothing.

    What has failed counts from its next try.
    """
    missed = _missed()
    past = [
        *_expiring(_expiries().filter(expire_at__lte=now)),
        *_waiting(_scheduled().filter(approved_go_live_at__lte=now)),
    ]
    to_come = [
        *_expiring(_expiries().filter(expire_at__gt=now)[:1]),
        *_waiting(_scheduled().filter(approved_go_live_at__gt=now)[:1]),
    ]
    tries = [_next_try(each, missed) for each in past + to_come]
    return max(now, min(tries)) if tries else None


def schedule(page: Page, revision: Revision, at: datetime) -> None:
    """Have ``revision`` published ``at`` that hour, and no other; what is live stays live.

    The same as publishing through Wagtail's form with "go live at", but by the newsroom's clock.
    """
    with transaction.atomic():
        page.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
        revision.approved_go_live_at = at
        revision.save(update_fields=["approved_go_live_at"])
        if not page.live:
            Page.objects.filter(pk=page.pk).update(go_live_at=at, expired=False)


def is_scheduled(page: Page) -> bool:
    """Whether a version of ``page`` waits for its hour."""
    return page.revisions.filter(approved_go_live_at__isnull=False).exists()


def cancel_schedule(page: Page) -> None:
    """Forget that a version of ``page`` was to be published."""
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    MissedHour.objects.filter(page_id=page.pk, duty=Duty.PUBLISH).delete()


def standing_misses() -> Iterator[MissedHour]:
    """What should have happened and has not, oldest first: schedules that still stand."""
    for missed in MissedHour.objects.select_related("page", "revision").order_by("due_at"):
        if missed.revision is not None:
            stands = missed.revision.approved_go_live_at == missed.due_at
        else:
            stands = missed.page.live and missed.page.expire_at == missed.due_at
        if stands:
            yield missed


def _expiries() -> Any:
    return Page.objects.order_by("expire_at", "pk").filter(live=True, expire_at__gt=_EVER)


def _scheduled() -> Any:
    return Revision.page_revisions.order_by("approved_go_live_at", "pk").filter(
        approved_go_live_at__gt=_EVER
    )


def _waiting(revisions: Any) -> Iterator[_Due]:
    for pk, page_id, at in revisions.values_list("pk", "object_id", "approved_go_live_at"):
        yield _Due(Duty.PUBLISH, pk, int(page_id), at)


def _expiring(pages: Any) -> Iterator[_Due]:
    for pk, at in pages.values_list("pk", "expire_at"):
        yield _Due(Duty.EXPIRE, pk, pk, at)


def _missed() -> dict[tuple[str, int], MissedHour]:
    return {(missed.duty, missed.page_id): missed for missed in MissedHour.objects.all()}


def _next_try(due: _Due, missed: dict[tuple[str, int], MissedHour]) -> datetime:
    """When this schedule is to be tried: at its hour, or when it has rested after a failure."""
    last = missed.get((due.duty.value, due.page_id))
    if last is None or not _is_of(last, due):
        return due.at
    return last.next_try_at


def _is_of(missed: MissedHour, due: _Due) -> bool:
    version = due.pk if due.duty is Duty.PUBLISH else None
    return missed.due_at == due.at and missed.revision_id == version


def _carry_out(due: _Due, now: datetime) -> Outcome | None:
    """One try. None where there was nothing to do any more, or another process is at it."""
    try:
        with transaction.atomic():
            done = _publish(due, now) if due.duty is Duty.PUBLISH else _expire(due, now)
            MissedHour.objects.filter(page_id=due.page_id, duty=due.duty).delete()
    except ValidationError as error:
        reason, unexpected = " ".join(error.messages), False
    except Exception as error:
        # Whatever it is, it must not keep the other stories of this hour from readers.
        logger.exception("scheduled: %s of page %d failed", due.duty.value, due.page_id)
        reason, unexpected = f"{type(error).__name__}: {error}"[:2000], True
    else:
        return Outcome(due.page_id, due.duty, due.at) if done else None
    _remember(due, now, reason, unexpected)
    return Outcome(due.page_id, due.duty, due.at, reason)


def _publish(due: _Due, now: datetime) -> bool:
    # Looked up once more under a lock: meanwhile it may have been cancelled, killed, deleted or
    # published by another worker. SQLite's transactions lock as a whole.
    revision = (
        Revision.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=due.pk, approved_go_live_at__lte=now)
        .first()
    )
    if revision is None:
        return False
    action = PublishPageRevisionAction(revision, log_action="wagtail.publish.scheduled")
    page = action.object
    if page.go_live_at is not None and page.go_live_at > timezone.now():
        # Wagtail asks the machine's clock, which may have been set back since ours was asked; it
        # would schedule the story once more instead of publishing it.
        page.go_live_at = None
    action.execute(skip_permission_checks=True)
    return True


def _expire(due: _Due, now: datetime) -> bool:
    locked = Page.objects.select_for_update(skip_locked=True, of=("self",))
    found = locked.filter(pk=due.pk, live=True, expire_at__lte=now).first()
    if found is None:
        return False
    page = found.specific
    # Wagtail forgets the schedules of what goes offline; a version that is to come back at an
    # hour of its own was promised, too.
    waiting = list(page.revisions.filter(approved_go_live_at__gt=_EVER))
    action = UnpublishPageAction(page, set_expired=True, log_action="wagtail.unpublish.scheduled")
    action.execute(skip_permission_checks=True)
    for revision in waiting:
        at = revision.approved_go_live_at
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at)
    return True


def _remember(due: _Due, now: datetime, reason: str, unexpected: bool) -> None:
    """Keep what failed, and when to try again. Failing that, it is tried again at once."""
    try:
        with transaction.atomic():
            last = MissedHour.objects.filter(page_id=due.page_id, duty=due.duty).first()
            tries = last.tries + 1 if last is not None and _is_of(last, due) else 1
            wait = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
            MissedHour.objects.update_or_create(
                page_id=due.page_id,
                duty=due.duty,
                defaults={
                    "revision_id": due.pk if due.duty is Duty.PUBLISH else None,
                    "due_at": due.at,
                    "tries": tries,
                    "tried_at": now,
                    "next_try_at": now + wait,
                    "reason": reason,
                    "unexpected": unexpected,
                },
            )
    except DatabaseError:
        logger.warning("scheduled: the failure of page %d could not be kept", due.page_id)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
