"""Imports wire items from files: each item by itself, none twice, newer versions update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction

from broadsheet.desk.models import WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.desk.story_from_item import choose_section, fill_story, story_time
from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.stories.models import Story
from broadsheet.wire.errors import WireError
from broadsheet.wire.item import Item, Status
from broadsheet.wire.ninjs import scan_ninjs

#: Translations of one item meet under one key, made from the identifier of the first.
_TRANSLATIONS = UUID("0d8f3a4e-2f55-4f0f-8d8e-6a1f0c0f9e21")

Progress = Callable[[Any, str], Iterable[Any]]


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


class Refusal(Exception):
    """Why an item cannot become a story, in one line."""


def import_folder(path: Path, plan: ImportPlan, *, progress: Progress) -> Iterator[Outcome]:
    """Import one file, or every ``.json`` file under a folder, in order of name.

    Each item is a transaction of its own: an interruption loses at most the item under way, and a
    second run goes on from there. Raises ValueError where the plan names no edition or section.
    """
    editions = EditionSet()
    _check_plan(plan, editions)
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files:
        raise ValueError(f"there is no .json file under {path}")
    for file in progress(files, "Importing"):
        yield from import_file(file, plan, editions)


def import_file(file: Path, plan: ImportPlan, editions: EditionSet) -> Iterator[Outcome]:
    """Import every item of one ninjs file."""
    try:
        found = scan_ninjs(file.read_bytes(), folder=file.parent)
    except WireError as error:
        yield Outcome(Action.REFUSED, str(file), note=str(error))
        return
    except OSError as error:
        yield Outcome(Action.REFUSED, str(file), note=f"cannot be read: {error.strerror}")
        return
    for item in found:
        if isinstance(item, WireError):
            yield Outcome(Action.REFUSED, str(file), note=str(item))
            continue
        try:
            with transaction.atomic():
                yield import_item(item, plan, editions)
        except Refusal as refusal:
            yield Outcome(Action.REFUSED, f"{file}: {item.uri}", note=str(refusal))
        except ValidationError as error:
            yield Outcome(
                Action.REFUSED, f"{file}: {item.uri}", note=" ".join(_messages(error))
            )


def import_item(item: Item, plan: ImportPlan, editions: EditionSet) -> Outcome:
    """Make a story of an item, or bring the story it became up to date.

    Raises Refusal, or Django's ValidationError where it cannot be published as it is.
    """
    edition = _choose_edition(item, plan, editions)
    origin = (
        WireOrigin.objects.select_related("story")
        .filter(edition=edition, uri_mark=mark_of(item.uri))
        .first()
    )
    if item.status is Status.CANCELED:
        return _withdraw(item, origin, edition)
    if origin is None:
        return _add(item, plan, edition)
    if not item.supersedes(Item.model_validate(origin.item)):
        return Outcome(Action.UNCHANGED, item.uri, _address(edition, origin.story))
    return _update(item, origin, plan, edition)


def _add(item: Item, plan: ImportPlan, edition: Edition) -> Outcome:
    section = choose_section(item, edition, plan.section_slug)
    story = Story(live=False, locale=edition.locale, translation_key=_translation_key(item, edition))
    note = fill_story(story, item, edition)
    if not story.title or not (story.body or story.standfirst):
        raise Refusal("there is no headline, or nothing to read, in it")
    story.published_at = story_time(item)
    section.add_child(instance=story)
    _keep_origin(WireOrigin(story=story, edition=edition), item)
    note = "; ".join(filter(None, [note, _settle(story, item, publish=plan.publish)]))
    return Outcome(Action.ADDED, item.uri, _address(edition, story), note)


def _update(item: Item, origin: WireOrigin, plan: ImportPlan, edition: Edition) -> Outcome:
    story = origin.story.get_latest_revision_as_object()
    by_hand = story.latest_revision is not None and story.latest_revision.user_id is not None
    note = fill_story(story, item, edition)
    _keep_origin(origin, item)
    if by_hand:
        story.save_revision(clean=False)
        note = "edited at the desk: the new version waits as a draft"
    else:
        note = _settle(story, item, publish=plan.publish or story.live) or note
    return Outcome(Action.UPDATED, item.uri, _address(edition, story), note)


def _settle(story: Story, item: Item, *, publish: bool) -> str:
    """Save a revision and publish it if it may be; returns why it was not, if it was not."""
    revision = story.save_revision(clean=False)
    if not publish:
        return "draft"
    if item.embargo_unreadable:
        return f"draft: its embargo cannot be read ({item.embargo_unreadable})"
    if item.status is Status.WITHHELD:
        return "draft: withheld by its agency"
    if not item.may_be_published(clock.now()):
        return f"draft: embargoed until {item.embargo.utc:%Y-%m-%d %H:%M} UTC" if item.embargo else ""
    revision.publish()
    story.refresh_from_db()
    return ""


def _withdraw(item: Item, origin: WireOrigin | None, edition: Edition) -> Outcome:
    if origin is None:
        return Outcome(Action.WITHDRAWN, item.uri, note="canceled by its agency; never imported")
    if origin.story.live:
        origin.story.unpublish()
    _keep_origin(origin, item)
    return Outcome(
        Action.WITHDRAWN, item.uri, _address(edition, origin.story), "canceled by its agency"
    )


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
    if not language:
        raise Refusal("it does not say its language; choose the edition with --edition")
    for edition in editions:
        if edition.locale.language_code == language:
            return edition
    for edition in editions:
        if edition.locale.language_code.partition("-")[0] == language.partition("-")[0]:
            return edition
    raise Refusal(f"no edition is written in “{item.language}”; choose one with --edition")


def _translation_key(item: Item, edition: Edition) -> UUID:
    first = min(item.translation_of) if item.translation_of else item.uri
    key = uuid5(_TRANSLATIONS, first)
    taken = Story.objects.filter(translation_key=key, locale_id=edition.locale_id).exists()
    return uuid4() if taken else key


def _address(edition: Edition, story: Story) -> str:
    return address_of(edition, story.url_path, whole=True)


def _check_plan(plan: ImportPlan, editions: EditionSet) -> None:
    codes = [edition.code for edition in editions]
    if not codes:
        raise ValueError('this newsroom has no edition yet; make one with "broadsheet init"')
    if plan.edition_code and plan.edition_code not in codes:
        raise ValueError(f"no edition “{plan.edition_code}”; there are: {', '.join(codes)}")


def _messages(error: ValidationError) -> list[str]:
    if hasattr(error, "error_dict"):
        return [
            f"{field}: {' '.join(found)}" for field, found in error.message_dict.items()
        ]
    return error.messages
