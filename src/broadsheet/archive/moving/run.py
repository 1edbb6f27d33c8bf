"""One import of another system's export, from its first record to its report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError

from broadsheet.archive.bulk.places import SectionFull, Slugs
from broadsheet.archive.bulk.statistics import Statistics
from broadsheet.archive.bulk.writing import write_stories
from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.converting import Converted, converted_lots, in_lots
from broadsheet.archive.moving.library import Library
from broadsheet.archive.moving.names import People, topic_names
from broadsheet.archive.moving.old_addresses import keep_free_addresses
from broadsheet.archive.moving.old_listings import LEADING, OldListings
from broadsheet.archive.moving.pages import PageWriter
from broadsheet.archive.moving.plan import Homes, MovePlan
from broadsheet.archive.moving.preparing import Preparer, Ready, Refusal
from broadsheet.archive.moving.records import digest_of, mark_of_story, remember, remembered
from broadsheet.archive.moving.report import Became, Report
from broadsheet.archive.moving.scratch import Scratch
from broadsheet.archive.moving.updating import update, why_kept
from broadsheet.archive.records import (
    Fault,
    ForeignAuthor,
    ForeignPicture,
    ForeignStory,
    ForeignTerm,
    LeftOut,
    NotAnExport,
    Record,
    Site,
    StoryKind,
)
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.editions.addresses import readable_address
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.ledger.acting import acting
from broadsheet.ledger.sequencer import sequence
from broadsheet.stories.models import Story
from broadsheet.wire.errors import shown

logger = logging.getLogger(__name__)

#: Called with the bytes of the file that have been read and the stories that have been dealt with.
Progress = Callable[[int, int], None]
#: A reader of one system's exports: (file, stories, progress) to records.
Reader = Callable[..., Generator[Record]]


@dataclass(frozen=True)
class Source:
    """An export of one site, in as many files as it was written, and what reads them."""

    paths: tuple[Path, ...]
    read: Reader

    @property
    def name(self) -> str:
        """What it is called: the first file, and how many more there are."""
        more = len(self.paths) - 1
        return shown(self.paths[0].name) + (f" and {more} more" if more else "")


def by_site(paths: Iterable[Path], read: Reader) -> list[Source]:
    """Exports, those of one site together: WordPress parts a large one by number or by date.

    Pictures may be in one file, and the stories that show them in another. A file that cannot be
    read stands by itself, so that its import says why.
    """
    found: dict[object, list[Path]] = {}
    for path in paths:
        site: object = path
        with suppress(NotAnExport, OSError), closing(read(path, stories=False)) as records:
            first = next(records, None)
            site = first.address if isinstance(first, Site) else path
        found.setdefault(site, []).append(path)
    return [Source(tuple(some), read) for some in found.values()]


@dataclass(frozen=True)
class _Held:
    """What is known of a story while its body is read: what it became before, and what it says."""

    row: SourceRecord | None
    digest: str


class Move:
    """One run. ``report`` says what became of everything; ``run`` may be interrupted anywhere.

    What a run was killed over was written whole, or is written by the next run.
    """

    def __init__(
        self, source: Source, plan: MovePlan, edition: Edition, homes: Homes, progress: Progress
    ) -> None:
        self.source, self.plan, self.edition = source, plan, edition
        self.homes, self.progress = homes, progress
        self.slugs = Slugs()
        self.statistics = Statistics()
        self.people = People(edition, dry_run=plan.dry_run)
        self.topics = topic_names(edition, dry_run=plan.dry_run)
        self.pages = PageWriter(edition, plan)
        self.term_names: dict[str, str] = {}
        self.listings = OldListings(edition)
        self.done = 0
        self._held: dict[str, _Held] = {}
        #: Bytes of files that are behind, and that are read of the one at hand.
        self._behind = self._read = 0
        self.report = Report(folder_of(source.paths[0]), f"Import of {source.name}", clock.now())

    def run(self) -> Path:
        """Import everything; returns the report's page.

        Raises NotAnExport before anything is written, OSError where the file cannot be read, and
        the database's OperationalError where it fails.
        """
        self.report.folder.mkdir(parents=True, exist_ok=True)
        scratch = self.scratch = Scratch(self.report.folder / "scratch.sqlite3")
        try:
            with acting(backfill=not self.plan.dry_run):
                self.site = self._look_around(scratch)
                self.library = Library(self.plan, self.edition, self.site, scratch)
                self.preparer = Preparer(
                    self.plan, self.edition, self.homes, self.people, self.topics, self.library,
                    self.term_names,
                )  # fmt: skip
                self.report.open()
                for path in self.source.paths:
                    self._take_in_file(path)
                self.report.kept[LEADING] += self.pages.kept
                self.report.kept += self.listings.keep(
                    self.site, self.homes, self.topics, self.people.names, self.plan
                )
        except BaseException:
            scratch.close()
            self._give_up()
            raise
        scratch.close()
        return self._close_report()

    def _give_up(self) -> None:
        """Say in the report how far it came; what is no export leaves none."""
        with suppress(OSError):
            if self.report.is_open:
                self.report.fault = "interrupted; run it again, and it goes on"
                self._close_report()
            else:
                self.report.folder.rmdir()

    def _close_report(self) -> Path:
        self.report.made = {
            "authors": self.people.names.made,
            "topics": self.topics.made,
            "pictures": self.library.made,
            "clips": self.library.clips.made,
        }
        return self.report.close(clock.now())

    def _take_in_file(self, path: Path) -> None:
        # Another file may tell more of the same story: it is another version of it, later.
        self.scratch.forget_stories()
        for lot in converted_lots(self._lots(path), self.edition.locale.language_code):
            self._take_in(lot)
        self._behind += path.stat().st_size
        self._read = 0

    def _look_around(self, scratch: Scratch) -> Site:
        """Learn what stories refer to, be it before them, behind them, or in another file."""
        site = None
        for path in self.source.paths:
            for record in self.source.read(path, stories=False, progress=self._look):
                if isinstance(record, Site):
                    site = site or record
                elif isinstance(record, ForeignAuthor):
                    self.people.introduce(record)
                    self.listings.learn_author(record)
                elif isinstance(record, ForeignTerm):
                    self.listings.learn_term(record)
                    self.term_names.setdefault(record.key, record.name)
                elif isinstance(record, ForeignPicture):
                    scratch.add(record)
            self._behind += path.stat().st_size
        if site is None:
            raise NotAnExport("there is nothing in it")
        return site

    def _look(self, count: int) -> None:
        self.progress(self._behind + count, 0)

    def _stories(self, path: Path) -> Iterator[ForeignStory]:
        """The stories of a file; what else there is to say goes into the report."""
        for record in self.source.read(path, stories=True, progress=self._count):
            if isinstance(record, ForeignStory):
                self.listings.learn_story(record)
                if self._is_new_name(record):
                    yield record
            elif isinstance(record, LeftOut):
                self.report.say(Became.LEFT_OUT, record.what, notes=[record.reason])
            elif isinstance(record, Fault):
                fault = str(record) if len(self.source.paths) == 1 else f"{path.name}: {record}"
                self.report.say(Became.REFUSED, "the file", notes=[fault])
                self.report.fault = "; ".join(filter(None, [self.report.fault, fault]))

    def _count(self, count: int) -> None:
        self._read = count

    def _is_new_name(self, story: ForeignStory) -> bool:
        """Whether no other record of this file had its id before."""
        said = digest_of(story)
        before = self.scratch.first_said(story.key, said)
        if before is None:
            return True
        note = "its id is another record's" if before != said else "it is in the file twice"
        became = Became.REFUSED if before != said else Became.LEFT_OUT
        self.report.say(became, f"{story.kind} {story.key}", title=story.title, notes=[note])
        return False

    def _lots(self, path: Path) -> Iterator[list[ForeignStory]]:
        """The stories that are to be read into blocks, in lots: those that say something new."""
        for some in in_lots(self._stories(path)):
            known = remembered(self.edition, (mark_of_story(self.site, each) for each in some))
            lot = []
            for story in some:
                row = known.get(mark_of_story(self.site, story))
                held = _Held(row, digest_of(story))
                if row is not None and row.digest == held.digest and not self._may_find(row):
                    self._say(Became.UNCHANGED, story)
                    self.done += 1
                else:
                    self._held[story.key] = held
                    lot.append(story)
            yield lot

    def _take_in(self, lot: list[Converted]) -> None:
        self.preparer.make_topics(lot)
        new = [ready for each in lot if (ready := self._prepared(each)) is not None]
        self._write(new)
        for each in lot:
            del self._held[each.story.key]
        self.done += len(lot)
        self.report.flush()
        self.progress(self._behind + self._read, self.done)

    def _may_find(self, row: SourceRecord) -> bool:
        """Whether pictures that were missing may be there now."""
        return row.wanting and (self.plan.media is not None or bool(self.plan.credit))

    def _prepared(self, converted: Converted) -> Ready | None:
        """A story that is to be written anew; everything else is dealt with."""
        theirs = converted.story
        row, digest = self._held[theirs.key].row, self._held[theirs.key].digest
        try:
            if theirs.kind is StoryKind.PAGE:
                became, address, notes = self.pages.take(converted, digest, row, self.site)
                self._say(became, theirs, address=address, notes=notes)
                return None
            ready = self.preparer.prepare(converted, digest)
            if row is None:
                return ready
            self._bring_up_to_date(row, ready)
        except Refusal as refusal:
            self._say(Became.REFUSED, theirs, notes=[str(refusal)])
        except ValidationError as error:
            self._say(Became.REFUSED, theirs, notes=error.messages)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - one story must not stop an archive.
            self._say(Became.REFUSED, theirs, notes=[_reason(theirs, error)])
        return None

    def _bring_up_to_date(self, row: SourceRecord, ready: Ready) -> None:
        story = Story.objects.filter(pk=row.object_id).first()
        reason = why_kept(row, story, ready.converted.story)
        if reason or story is None:
            self._say(Became.KEPT, ready.converted.story, notes=[reason])
            return
        became = Became.UPDATED
        if not self.plan.dry_run:
            became = update(row, story, ready)
            if story.live or ready.new.publish:
                self.report.kept[LEADING] += len(ready.new.old_addresses)
        address = readable_address(self.edition, story.url_path)
        self._say(became, ready.converted.story, address=address, notes=ready.notes)

    def _write(self, ready: list[Ready]) -> None:
        """Write new stories: all at once, or each by itself where one of them spoils it."""
        if not ready:
            return
        if self.plan.dry_run:
            for each in ready:
                self._added(each, "")
            return
        try:
            self._write_lot(ready)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - one story must not stop an archive.
            if len(ready) == 1:
                self._refused(ready[0], error)
                return
            for each in ready:
                again = self._prepared(each.converted)
                self._write([again] if again else [])
            return
        for each in ready:
            self._added(each, readable_address(self.edition, each.new.story.url_path))

    def _write_lot(self, ready: list[Ready]) -> None:
        with all_or_nothing():
            slugs = self.slugs.give((each.new.section, each.slug_words) for each in ready)
            for each, slug in zip(ready, slugs, strict=True):
                each.new.story.slug = slug
            keep_free_addresses(ready)
            write_stories([each.new for each in ready])
            remember(
                self.edition, self.site,
                [
                    (
                        each.converted.story, each.digest, each.new.story.pk,
                        each.new.story.latest_revision_id, each.wanting,
                    )
                    for each in ready
                ],
            )  # fmt: skip
        sequence()
        self.statistics.wrote(len(ready))

    def _refused(self, ready: Ready, error: Exception) -> None:
        theirs = ready.converted.story
        self._say(Became.REFUSED, theirs, notes=[_reason(theirs, error)])

    def _added(self, ready: Ready, address: str) -> None:
        became = Became.ADDED if ready.new.publish else Became.DRAFT
        self.report.kept[LEADING] += len(ready.new.old_addresses)
        self._say(became, ready.converted.story, address=address, notes=ready.notes)

    def _say(
        self,
        became: Became,
        theirs: ForeignStory,
        *,
        address: str = "",
        notes: Sequence[str] = (),
    ) -> None:
        self.report.say(
            became, f"{theirs.kind} {theirs.key}", address=address, title=theirs.title, notes=notes
        )


def _reason(theirs: ForeignStory, error: Exception) -> str:
    """Why a story could not be written, in one line; what nobody expected is logged."""
    if isinstance(error, SectionFull):
        return f"the section “{error}” holds no more stories"
    if isinstance(error, IntegrityError):
        return "somebody took its place meanwhile; run it again"
    logger.error("importing %s failed", shown(theirs.key), exc_info=error)
    return f"a fault of ours, see the log: {shown(f'{type(error).__name__}: {error}')}"


def folder_of(export: Path) -> Path:
    """Where the report of one run goes: a folder that no other run has."""
    base = Path(settings.HOME) / "imports"
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in export.stem)[:60]
    name = f"{stem or 'export'}-{clock.now():%Y%m%dT%H%M%S}"
    folder, number = base / name, 1
    while folder.exists():
        number += 1
        folder = base / f"{name}-{number}"
    return folder
