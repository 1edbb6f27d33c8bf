"""Imports wire items from files: each item by itself, none twice, newer versions update."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop
from wagtail.models import Revision

from broadsheet.desk.holds import hold_on
from broadsheet.desk.models import Hold, WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.desk.scheduled import cancel_schedule, is_scheduled, schedule
from broadsheet.desk.story_from_item import (
    NoSection,
    Refusal,
    choose_section,
    fill_story,
    named_section,
    story_time,
)
from broadsheet.desk.taking_down import kill, lift, withdraw
from broadsheet.desk.translation_links import draw_translations, link_later, translation_key
from broadsheet.editions.addresses import readable_address
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.indexing import indexed_once
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.ledger.recording import update_followed
from broadsheet.stories.models import Story
from broadsheet.wire.errors import WireError, shown
from broadsheet.wire.formats.ninjs import MAX_BYTES, scan_ninjs
from broadsheet.wire.item import Item, Status

logger = logging.getLogger(__name__)

Progress = Callable[[Any, str], Iterable[Any]]
#: From a file's bytes and its folder to its items, a bad one's error in its place.
Read = Callable[[bytes, Path], Iterable[Item | WireError]]

_NOTHING_IN_IT = gettext_noop("there is no headline, or nothing to read, in it")
_NO_TAG = gettext_noop("it does not say its language; choose the edition")
_NO_LANGUAGE = gettext_noop("%(language)s is not a language tag, such as en; choose the edition")
_NO_EDITION = gettext_noop("no edition is written in “%(language)s”; choose one")


@dataclass(frozen=True)
class ImportPlan:
    """How items are to be brought in. Empty codes mean: by each item's language and subjects."""

    edition_code: str = ""
    section_slug: str = ""
    publish: bool = False


class Action(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one item: the story's address, or why there is none."""

    action: Action
    where: str
    address: str = ""
    note: str = ""

    @property
    def failed(self) -> bool:
        """Whether the item could not be imported."""
        return self.action is Action.REFUSED

    def line(self) -> str:
        """One line for the person who runs the import."""
        parts = [f"{self.action.value:10}", self.address or self.where]
        return " ".join(parts) + (f"  ({self.note})" if self.note else "")


class PlanError(Exception):
    """Why nothing can be imported as it was asked for, in one line."""


def import_folder(path: Path, plan: ImportPlan, *, progress: Progress) -> Iterator[Outcome]:
    """Import one file, or every ``.json`` file under a folder, in order of name.

    Each item is a transaction of its own: an interruption loses at most the item under way, and a
    second run goes on from there. Raises PlanError, before anything is imported, where there is no
    such file, edition or section.
    """
    editions = EditionSet()
    _check_plan(plan, editions)
    for file in progress(_files(path), "Importing"):
        yield from import_file(file, plan, editions)


def import_files(files: Iterable[Path], plan: ImportPlan, read: Read) -> Iterator[Outcome]:
    """Import files of any format that ``read`` knows. Raises PlanError before any is read."""
    editions = EditionSet()
    _check_plan(plan, editions)
    for file in files:
        yield from import_file(file, plan, editions, read)


def read_ninjs_file(data: bytes, folder: Path) -> Iterable[Item | WireError]:
    """The items of a ninjs file, a bad one's error in its place."""
    return scan_ninjs(data, folder=folder)


def import_file(
    file: Path, plan: ImportPlan, editions: EditionSet, read: Read = read_ninjs_file
) -> Iterator[Outcome]:
    """Import every item of one file."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise WireError(f"the file has {size:,} bytes; {MAX_BYTES:,} are allowed")
        found = read(file.read_bytes(), file.parent)
    except WireError as error:
        yield Outcome(Action.REFUSED, str(file), note=str(error))
        return
    except OSError as error:
        yield Outcome(Action.REFUSED, str(file), note=f"cannot be read: {error.strerror}")
        return
    for item in found:
        if isinstance(item, WireError):
            yield Outcome(Action.REFUSED, str(file), note=str(item))
        else:
            yield _import_alone(item, file, plan, editions)


def _import_alone(item: Item, file: Path, plan: ImportPlan, editions: EditionSet) -> Outcome:
    """Import one item, all of it or nothing; whatever is wrong with it stays its own."""
    try:
        with all_or_nothing():
            return import_item(item, plan, editions)
    except Refusal as refusal:
        reason = str(refusal)
    except ValidationError as error:
        reason = " ".join(_messages(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("importing %s from %s failed", item.uri, file)
        reason = f"a fault of ours, see the log: {shown(f'{type(error).__name__}: {error}')}"
    return Outcome(Action.REFUSED, f"{file}: {item.uri}", note=reason)


def import_item(
    item: Item,
    plan: ImportPlan,
    editions: EditionSet,
    *,
    is_newer: bool = False,
    as_draft: bool = False,
) -> Outcome:
    """Make a story of an item, or bring the story it became up to date.

    ``is_newer`` says that somebody knows it to be, though its version may not tell. With
    ``as_draft`` a newer version waits as a draft, whatever else is so. To be called inside
    ``all_or_nothing``. Raises Refusal, or Django's ValidationError where it cannot be published
    as it is.
    """
    edition = _choose_edition(item, plan, editions)
    origin = (
        WireOrigin.objects.select_related("story")
        .filter(edition=edition, uri_mark=mark_of(item.uri))
        .first()
    )
    kept = _as_kept(origin) if origin else None
    is_newer = is_newer or kept is None or item.supersedes(kept)
    if kept is not None and origin is not None and not is_newer:
        cancels = item.status is Status.CANCELED and kept.status is not Status.CANCELED
        if not cancels or item.version_order < kept.version_order:
            return _unchanged(item, origin, kept, edition)
    if item.status is Status.CANCELED:
        return _withdraw(item, origin, edition)
    if origin is None or origin.story is None:
        return _add(item, origin, plan, edition)
    hold = hold_on(origin.story)
    if hold is not None and hold.verb == Hold.Verb.TAKE_DOWN:
        # Not even as a draft: no copy of its words is to be kept.
        note = "taken down for legal reasons: nothing of it is kept"
        return Outcome(Action.UNCHANGED, item.uri, _address(edition, origin.story), note)
    if hold is not None and hold.by_agency and item.status is Status.USABLE:
        # The agency took the story back, and now gives it again.
        lift(hold, None)
    return _update(item, origin, plan, edition, as_draft=as_draft)


def _as_kept(origin: WireOrigin) -> Item:
    """What decides whether another version is newer, of the item as it was last imported.

    Only that: what else an item holds may look different in a later Broadsheet.
    """
    return Item.model_validate(
        {
            "format": "",
            "format_version": "",
            **{name: origin.item[name] for name in ("uri", "version", "sent", "status")},
        }
    )


def _unchanged(item: Item, origin: WireOrigin, kept: Item, edition: Edition) -> Outcome:
    story = origin.story
    if kept.status is Status.CANCELED:
        note = "canceled by its agency"
    else:
        note = "" if story is not None and story.live else "not published"
    return Outcome(Action.UNCHANGED, item.uri, _address(edition, story) if story else "", note)


@indexed_once()
def _add(item: Item, origin: WireOrigin | None, plan: ImportPlan, edition: Edition) -> Outcome:
    section = choose_section(item, edition, plan.section_slug)
    story = Story(live=False, locale=edition.locale)
    story.translation_key = translation_key(item, edition)
    note = fill_story(story, item, edition)
    if not story.title or not (story.body or story.standfirst):
        raise Refusal(_NOTHING_IN_IT)
    story.published_at = story_time(item)
    section.add_child(instance=story)
    draw_translations(item, story)
    origin = origin or WireOrigin(edition=edition)
    origin.story = story
    _keep_origin(origin, item)
    note = "; ".join(filter(None, [note, _settle(story, item, publish=plan.publish)]))
    return Outcome(Action.ADDED, item.uri, _address(edition, story), note)


def _update(
    item: Item, origin: WireOrigin, plan: ImportPlan, edition: Edition, *, as_draft: bool
) -> Outcome:
    assert origin.story is not None
    story = origin.story.get_latest_revision_as_object()
    waits = "the new version is a draft" if as_draft else _why_it_waits(story, origin)
    note = fill_story(story, item, edition, keep_picture=bool(waits))
    link_later(item, story, edition)
    _keep_origin(origin, item)
    out = story.live or is_scheduled(story)
    if item.status is Status.WITHHELD and not item.embargo_unreadable and out:
        # “Until further notice”: what is out already, or about to be, is taken back, too.
        waits = f"withheld by its agency and {'taken offline' if story.live else 'not scheduled'}"
        story.save_revision(clean=False)
        withdraw(story, None, "withheld by its agency")
    elif waits:
        story.save_revision(clean=False)
    else:
        waits = _settle(story, item, publish=plan.publish or out)
        if not waits:
            update_followed(
                Story.objects.filter(pk=story.pk, updated_at__isnull=False),
                updated_at=story_time(item),
            )
    note = "; ".join(filter(None, [note, waits]))
    return Outcome(Action.UPDATED, item.uri, _address(edition, story), note)


def _why_it_waits(story: Story, origin: WireOrigin) -> str:
    """Why the desk has the last word on a new version of this story; empty if it has not."""
    if hold_on(story) is not None:
        return "killed: the new version waits as a draft"
    if story.locked or story.revisions.filter(user__isnull=False).exists():
        return "edited at the desk: the new version waits as a draft"
    taken_down = story.first_published_at is not None and not story.live
    if taken_down and origin.item["status"] == Status.USABLE:
        return "taken down at the desk: the new version waits as a draft"
    return ""


def _settle(story: Story, item: Item, *, publish: bool) -> str:
    """Save a revision and publish it if it may be; returns why it was not, if it was not."""
    # What an older version was scheduled for no longer holds, be the newer one a draft.
    cancel_schedule(story)
    embargoed = not item.embargo_unreadable and item.embargo is not None
    waits = embargoed and not item.may_be_published(clock.now())
    story.go_live_at = item.embargo.utc if item.embargo is not None and waits else None
    revision = story.save_revision(clean=False)
    if not publish:
        return "draft"
    if item.embargo_unreadable:
        return f"draft: its embargo cannot be read ({item.embargo_unreadable})"
    if item.status is Status.WITHHELD:
        return "draft: withheld by its agency"
    if story.go_live_at is not None:
        return _schedule(story, revision, story.go_live_at)
    revision.publish()
    story.refresh_from_db()
    return ""


def _schedule(story: Story, revision: Revision, at: datetime) -> str:
    """Have the desk's runner publish an embargoed version when its embargo is over."""
    story.check_publishable()
    if story.first_published_at is None:
        update_followed(Story.objects.filter(pk=story.pk), published_at=at)
    schedule(story, revision, at)
    return f"scheduled: embargoed until {at:%Y-%m-%d %H:%M} UTC"


def _withdraw(item: Item, origin: WireOrigin | None, edition: Edition) -> Outcome:
    """Take a story back for good. What was never imported is remembered: it may come late."""
    origin = origin or WireOrigin(edition=edition)
    story = origin.story
    hold = hold_on(story) if story is not None else None
    if story is not None and hold is None:
        kill(story, None, "canceled by its agency")
    if hold is None or hold.verb != Hold.Verb.TAKE_DOWN:
        _keep_origin(origin, item)
    if story is None:
        return Outcome(Action.WITHDRAWN, item.uri, note="canceled by its agency; never imported")
    return Outcome(Action.WITHDRAWN, item.uri, _address(edition, story), "canceled by its agency")


def _keep_origin(origin: WireOrigin, item: Item) -> None:
    origin.uri, origin.uri_mark = item.uri, mark_of(item.uri)
    origin.version = item.version[:200]
    origin.format = f"{item.format} {item.format_version}"[:40]
    origin.source = (item.source or item.provider)[:200]
    origin.language = (item.language or "")[:40]
    origin.sent_at = item.sent.utc if item.sent else None
    origin.item = item.model_dump(mode="json")
    origin.imported_at = clock.now()
    origin.save()


def _choose_edition(item: Item, plan: ImportPlan, editions: EditionSet) -> Edition:
    if plan.edition_code:
        return next(e for e in editions if e.code == plan.edition_code)
    language = (item.language or "").lower()
    if not language and item.language_given:
        raise Refusal(_NO_LANGUAGE, language=shown(item.language_given))
    if not language:
        raise Refusal(_NO_TAG)
    for edition in editions:
        if edition.locale.language_code.lower() == language:
            return edition
    for edition in editions:
        if edition.locale.language_code.partition("-")[0] == language.partition("-")[0]:
            return edition
    raise Refusal(_NO_EDITION, language=item.language or "")


def _address(edition: Edition, story: Story) -> str:
    return readable_address(edition, story.url_path)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise PlanError(f"there is nothing at {path}")
    if not path.is_dir():
        return [path]
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() == ".json" and f.is_file())
    if not files:
        raise PlanError(f"there is no .json file under {path}")
    return files


def _check_plan(plan: ImportPlan, editions: EditionSet) -> None:
    codes = [edition.code for edition in editions]
    if not codes:
        raise PlanError('this newsroom has no edition yet; make one with "broadsheet init"')
    if plan.edition_code and plan.edition_code not in codes:
        raise PlanError(f"no edition “{plan.edition_code}”; there are: {', '.join(codes)}")
    if plan.section_slug:
        asked = [e for e in editions if not plan.edition_code or e.code == plan.edition_code]
        faults = [fault for e in asked if (fault := _section_fault(plan.section_slug, e))]
        if len(faults) == len(asked):
            raise PlanError(faults[0] if len(asked) == 1 else f"{faults[0]}, nor has another")


def _section_fault(slug: str, edition: Edition) -> str:
    try:
        named_section(slug, edition)
    except NoSection as error:
        return str(error)
    return ""


def _messages(error: ValidationError) -> list[str]:
    if hasattr(error, "error_dict"):
        return [f"{field}: {' '.join(found)}" for field, found in error.message_dict.items()]
    return error.messages
