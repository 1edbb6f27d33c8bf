"""``broadsheet wire``: what comes on the wire, looked at from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.config.opened import Trouble, counted, one_line, open_newsroom

if TYPE_CHECKING:
    from broadsheet.wire.formats.reading import WireFile

#: The name of standard input among files.
STDIN = "-"


@click.group()
def wire() -> None:
    """What agencies and feeds send."""


@wire.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--short", is_flag=True, help="Leave out what is empty.")
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where the file came from; relative links start here.",
)
@click.option(
    "--content-type",
    default="",
    metavar="TYPE",
    help='What the sender\'s server called it, e.g. "text/plain; charset=windows-1256".',
)
def read(files: tuple[str, ...], short: bool, address: str, content_type: str) -> None:
    """Show what wire files would become: one JSON object a line, the item every format ends in.

    FILE is a file, a folder (everything in it is read) or "-" for standard input. RSS, Atom, JSON
    Feed, ninjs, NewsML-G2, NewsML 1, NITF and IPTC 7901 are told apart by their content. Nothing is
    fetched, nothing is kept, and no newsroom is needed.

    \b
    broadsheet wire read story.xml
    broadsheet wire read --short drop/ | jq .headline
    curl -s https://news.example.org/rss.xml | broadsheet wire read -

    What cannot be read is said on stderr ("file: item 3: why"), and the exit status is 1; the other
    items are shown all the same.
    """
    failed = False
    for name, path in _progress(_listed(files)):
        try:
            found = _read(path, address, content_type)
        except _Unreadable as error:
            failed = True
            click.echo(f"{name}: {error}", err=True)
            continue
        for number, entry in enumerate(found.entries, start=1):
            if isinstance(entry, ValueError):
                failed = True
                click.echo(f"{name}: item {number}: {entry}", err=True)
            else:
                click.echo(entry.model_dump_json(exclude_defaults=short))
    sys.exit(1 if failed else 0)


@wire.command("topics")
@click.argument("file", metavar="FILE|ADDRESS")
def topics(file: str) -> None:
    """Load IPTC's Media Topics: names in many languages, what is broader, what replaced what.

    FILE is IPTC's own JSON of the vocabulary, or "-" for standard input; ADDRESS is where it is
    published, beginning with https://. All of it is taken, or nothing. Run it again for each of
    IPTC's releases: it adds and changes, and takes nothing away.

    \b
    broadsheet wire topics mediatopics.json
    broadsheet wire topics "https://cv.iptc.org/newscodes/mediatopic?format=json&lang=x-all"

    Items that are here already are sorted anew. Media Topics are IPTC's, under CC BY 4.0.
    """
    open_newsroom()
    from django.db import OperationalError

    from broadsheet.wire.errors import WireError
    from broadsheet.wire.formats.vocabulary import read_vocabulary
    from broadsheet.wire.loading_vocabulary import load_vocabulary, sort_items_anew

    try:
        found = read_vocabulary(_vocabulary_bytes(file))
        loaded = load_vocabulary(found)
        with counted("Sorting items") as progress:
            items = sort_items_anew(progress)
    except WireError as error:
        raise Trouble(f"{file}: {error}") from error
    except OperationalError as error:
        raise Trouble(f"the database failed, run it again: {one_line(error)}") from error
    click.echo(
        f"{loaded.added:,} topics added, {loaded.changed:,} changed ({loaded.retired:,} retired), "
        f"{loaded.unchanged:,} as they were; {items:,} items sorted anew"
    )


def _vocabulary_bytes(file: str) -> bytes:
    """A file, standard input or an address. Raises Trouble."""
    from broadsheet.wire.formats.vocabulary import MAX_BYTES

    if file.startswith(("http://", "https://")):
        from broadsheet.wire.transports.fetching import Limits, Refusal
        from broadsheet.wire.working import fetcher

        limits = Limits(wire_bytes=MAX_BYTES, body_bytes=MAX_BYTES, total=300.0)
        try:
            return fetcher().fetch(file, limits=limits, accept="application/json").body
        except Refusal as refusal:
            raise Trouble(f"{file}: {refusal}") from refusal
    if file == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{file}: cannot be opened: {error.strerror}") from error


@wire.command("prune")
@click.option(
    "--days",
    type=click.IntRange(1, 36_500),
    help="Keep so many days. Default: BROADSHEET_WIRE_DAYS.",
)
def prune(days: int | None) -> None:
    """Remove old items of the wire, files that were taken, and pictures that were fetched.

    The worker does it once a day; by hand it is needed only to make room. Items that stories were
    made from, and the quarantine, stay. Interrupted, it goes on when it is run again.
    """
    open_newsroom()
    from django.conf import settings
    from django.db import DatabaseError

    from broadsheet.wire.pruning import prune as prune_wire

    days = days or settings.BROADSHEET_WIRE_DAYS
    if not days:
        raise Trouble("BROADSHEET_WIRE_DAYS is 0: everything is kept; say how long with --days")
    try:
        pruned = prune_wire(days)
    except (DatabaseError, OSError) as error:
        raise Trouble(f"not all was removed: {one_line(error)}") from error
    click.echo(f"Removed {pruned.items:,} items and {pruned.files:,} files.")


class _Unreadable(Exception):
    """A file of which nothing could be read; one line."""


def _read(path: Path | None, address: str, content_type: str) -> WireFile:
    from broadsheet.wire.errors import WireError
    from broadsheet.wire.formats.reading import MAX_BYTES, read_any

    try:
        if path is None:
            data, folder = sys.stdin.buffer.read(MAX_BYTES + 1), None
        else:
            with path.open("rb") as file:
                data, folder = file.read(MAX_BYTES + 1), path.parent
    except OSError as error:
        raise _Unreadable(f"cannot be opened: {error.strerror}") from error
    try:
        return read_any(data, content_type=content_type, folder=folder, address=address)
    except WireError as error:
        raise _Unreadable(str(error)) from error


def _listed(files: tuple[str, ...]) -> list[tuple[str, Path | None]]:
    """Each file by the name it is spoken of; folders with all that is in them, in order."""
    found: list[tuple[str, Path | None]] = []
    for name in files:
        path = Path(name)
        if name == STDIN:
            found.append((name, None))
        elif path.is_dir():
            inside = (each for each in path.rglob("*") if each.is_file())
            found.extend((str(each), each) for each in sorted(inside) if not _hidden(each, path))
        else:
            found.append((name, path))
    return found


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _progress(
    files: list[tuple[str, Path | None]],
) -> Iterator[tuple[str, Path | None]]:
    """The files with a bar on stderr, where that is a terminal and the items go elsewhere."""
    if len(files) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from files
        return
    with click.progressbar(files, label="Reading", file=sys.stderr) as bar:
        yield from bar
