"""``broadsheet import`` and ``export``: whole sites, and whole newsrooms, moving house."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from broadsheet.config.opened import Trouble, counted, one_line, open_newsroom

Command = TypeVar("Command", bound=Callable[..., Any])


def _moving_house(command: Command) -> Command:
    """The options of every import of another system's export."""
    options = [
        click.argument(
            "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
        ),
        click.option("--edition", required=True, help="Edition (code) to import into."),
        click.option("--section", required=True, help="Section (slug) of what no --map names."),
        click.option(
            "--map",
            "categories",
            multiple=True,
            metavar="CATEGORY=SECTION[:KIND]",
            help="Section (slug) of a category, and what kind its stories are; may be repeated.",
        ),
        click.option(
            "--media",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="Folder of the old site's uploads; without it, no pictures, and clips are links.",
        ),
        click.option("--credit", default="", help="Credit of pictures that name nobody."),
        click.option("--drafts", is_flag=True, help="Everything waits as a draft."),
        click.option("--dry-run", is_flag=True, help="Write the report, and nothing else."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("wxr")
@_moving_house
def import_wxr(files: tuple[Path, ...], **options: Any) -> None:
    """Import a WordPress site from its export FILES (WXR 1.0 to 1.2).

    Runs again without adding anything twice; an interrupted import goes on. Nothing is sent to
    anybody. Prints where the report is. Exit status 1 if anything was refused.
    """
    from broadsheet.archive.wxr.reading import read_wxr

    _move_house(files, read_wxr, options)


@click.command("jsonl")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def import_jsonl(folder: Path) -> None:
    """Bring a whole newsroom in from the FOLDER that "export jsonl" wrote.

    Into a newsroom without editions only (make one with "init --bare"). An interrupted import goes
    on when it is run again. Accounts are not in it: make them with "adduser".
    """
    open_newsroom()
    from django.db import OperationalError

    from broadsheet.archive.newsroom.importing import NotANewsroom, import_newsroom

    try:
        with counted("Importing") as progress:
            counts = import_newsroom(folder, progress)
    except NotANewsroom as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{error.filename or folder}: {error.strerror}") from error
    except OperationalError as error:
        raise Trouble(f"the database failed, run it again: {one_line(error)}") from error
    click.echo(", ".join(f"{count:,} {label}" for label, count in counts.items() if count))


@click.group("export")
def export_group() -> None:
    """Take the newsroom out of the database, into files."""


@export_group.command("jsonl")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_jsonl(folder: Path) -> None:
    """Write everything of the newsroom into a FOLDER: newsroom.jsonl and media/.

    Editions, pages, stories with all their versions, records, pictures, redirects, holds. No
    accounts, and nothing that readers wrote. The same newsroom gives the same bytes.
    """
    open_newsroom()
    from broadsheet.archive.newsroom.exporting import export_newsroom

    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} is not empty")
    try:
        with counted("Exporting") as progress:
            counts = export_newsroom(folder, progress)
    except OSError as error:
        raise Trouble(f"{error.filename or folder}: {error.strerror}") from error
    click.echo(", ".join(f"{count:,} {label}" for label, count in counts.items()))


@click.command("ghost")
@_moving_house
def import_ghost(files: tuple[Path, ...], **options: Any) -> None:
    """Import a Ghost site from its export FILES (Ghost 1 to 6).

    Runs again without adding anything twice; an interrupted import goes on. Accounts, members and
    settings are not read. Prints where the report is. Exit status 1 if anything was refused.
    """
    from broadsheet.archive.ghost.reading import read_ghost

    _move_house(files, read_ghost, options)


@click.command("newsml")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--edition", default="", help="Edition to import into; else by each item's language.")
@click.option("--section", default="", help="Section (slug); else by the item's subjects.")
@click.option("--publish", is_flag=True, help="Publish at once; else they wait as drafts.")
def import_newsml(files: tuple[Path, ...], edition: str, section: str, publish: bool) -> None:
    """Import agencies' items from FILES: NewsML-G2, NewsML 1, NITF, IPTC 7901, feeds.

    As "import ninjs" does: an item that is there already adds nothing, a newer version updates its
    story. Exit status 1 if any item could not be imported; the others still are.
    """
    open_newsroom()
    from django.db import OperationalError

    from broadsheet.desk.importing import ImportPlan, PlanError, import_files
    from broadsheet.wire.formats.reading import read_any

    plan = ImportPlan(edition_code=edition, section_slug=section, publish=publish)
    failed = False
    try:
        for outcome in import_files(
            files, plan, lambda data, folder: read_any(data, folder=folder).entries
        ):
            failed |= outcome.failed
            click.echo(outcome.line(), err=outcome.failed)
    except PlanError as error:
        raise Trouble(str(error)) from error
    except OperationalError as error:
        raise Trouble(f"the database failed, run it again: {one_line(error)}") from error
    sys.exit(1 if failed else 0)


def _move_house(files: tuple[Path, ...], read: Any, options: dict[str, Any]) -> None:
    open_newsroom()
    from broadsheet.archive.moving.plan import MovePlan, PlanError, find_edition, read_homes
    from broadsheet.archive.moving.run import Source, by_site

    plan = MovePlan(options.pop("edition"), **options)
    try:
        edition = find_edition(plan.edition_code)
        homes = read_homes(plan, edition)
    except PlanError as error:
        raise Trouble(str(error)) from error
    sources = by_site(files, read) if len(files) > 1 else [Source(files, read)]
    failed = [source for source in sources if not _move_one(source, plan, edition, homes)]
    sys.exit(1 if failed else 0)


def _move_one(source: Any, plan: Any, edition: Any, homes: Any) -> bool:
    """Import one site's export; returns whether nothing was refused."""
    from concurrent.futures.process import BrokenProcessPool

    from django.db import OperationalError

    from broadsheet.archive.moving.report import FAILED
    from broadsheet.archive.moving.run import Move
    from broadsheet.archive.records import NotAnExport

    name = source.name
    try:
        size = sum(path.stat().st_size for path in source.paths)
        with _rate(name, 2 * size) as progress:
            move = Move(source, plan, edition, homes, progress)
            page = move.run()
    except NotAnExport as error:
        click.secho(f"{name}: {error}", fg="red", err=True)
        return False
    except OSError as error:
        raise Trouble(f"{error.filename or name} failed: {error.strerror}") from error
    except (OperationalError, BrokenProcessPool) as error:
        raise Trouble(f"interrupted, run it again: {one_line(error)}") from error
    counts = ", ".join(f"{count:,} {key.value}" for key, count in move.report.counts.most_common())
    click.echo(f"{name}: {counts or 'nothing in it'}\n  {page}")
    if move.report.fault:
        click.secho(f"{name}: {move.report.fault}", fg="red", err=True)
    return not any(move.report.counts[key] for key in FAILED)


@contextmanager
def _rate(name: str, size: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar by bytes, with stories a second, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda count, stories: None
        return
    began = time.monotonic()
    with click.progressbar(length=size, label=name[:30], file=sys.stderr) as bar:

        def tell(count: int, stories: int) -> None:
            if stories:
                rate = stories / max(time.monotonic() - began, 0.001)
                bar.label = f"{name[:30]} {stories:,} ({rate:,.0f}/s)"
            bar.update(max(0, count - bar.pos))

        yield tell
