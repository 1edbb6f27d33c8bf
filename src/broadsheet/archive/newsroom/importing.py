"""Brings a whole newsroom into one that has no editions yet: the same rows, with the same ids.

Lot by lot, each a transaction; what is there already is passed over, so that an interrupted import
goes on. What the rows alone do not give is made with them: the ledger's entries (``backfill``), the
search index, the index of references.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from wagtail.models import Page, PageLogEntry, Revision

from broadsheet.archive.bulk.rows import insert
from broadsheet.archive.newsroom.exporting import FORMAT
from broadsheet.archive.newsroom.following import follow
from broadsheet.archive.newsroom.tables import (
    AFTER_PAGES,
    BEFORE_PAGES,
    OWNED,
    PAGES,
    inner_tables,
    model_of,
)
from broadsheet.archive.newsroom.values import BadRow, Row, from_json
from broadsheet.desk.roles import establish_roles
from broadsheet.editions.models import Edition
from broadsheet.ledger.acting import acting
from broadsheet.ledger.sequencer import sequence
from broadsheet.media.renditions import make_renditions, pictures_lacking_renditions

_LOT = 200
#: Characters of one line: a page with all its versions.
_LONGEST = 64_000_000
_SINGLE = frozenset({*BEFORE_PAGES, *AFTER_PAGES})
Progress = Callable[[int, int], None]


class NotANewsroom(Exception):
    """Why a folder cannot be brought in, in one line."""


def import_newsroom(folder: Path, progress: Progress) -> dict[str, int]:
    """Bring in what ``export_newsroom`` wrote; returns how many records of each kind were added.

    Raises NotANewsroom, OSError, and the database's OperationalError.
    """
    file = folder / "newsroom.jsonl"
    promised = _check(file)
    counts: dict[str, int] = {}
    size = file.stat().st_size
    with acting(backfill=True):
        lines = _lines(file, promised, lambda count: progress(count, size))
        while lot := list(islice(lines, _LOT)):
            for label, some in groupby(lot, key=lambda line: str(line[1].get("table"))):
                counts[label] = counts.get(label, 0) + _take_in(label, list(some), folder)
            sequence()
        _settle()
        sequence()
    return counts


def _check(file: Path) -> int:
    """Whether a file may be brought in; returns how many records it says it has, or -1."""
    mark = Path(settings.HOME) / "imports" / "newsroom-begun"
    with file.open("rb") as held:
        first = held.readline(10_000)
    try:
        head = json.loads(first)
    except ValueError:
        head = None
    if not isinstance(head, dict) or head.get("broadsheet") != "newsroom":
        raise NotANewsroom(f"{file} is no newsroom's export")
    if head.get("format") != FORMAT:
        raise NotANewsroom("it was written by a newer Broadsheet")
    begun = str(file.stat().st_size)
    going_on = mark.exists() and mark.read_text() == begun
    if Edition.objects.exists() and not going_on:
        raise NotANewsroom(
            "this newsroom has editions already; make one with “broadsheet init --bare”"
        )
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(begun)
    promised = head.get("records")
    return promised if isinstance(promised, int) else -1


def _lines(file: Path, promised: int, progress: Callable[[int], None]) -> Iterator[tuple[int, Row]]:
    """The lines behind the first, with their numbers; in the end, all that were promised."""
    count = 0
    with file.open("rb") as held:
        for number in range(1, 1 << 62):
            line = held.readline(_LONGEST)
            count += len(line)
            if not line:
                if promised not in (-1, number - 2):
                    raise NotANewsroom(
                        f"it breaks off behind line {number - 1}: {number - 2:,} of {promised:,} "
                        "records came in; copy it anew, and run it again"
                    )
                return
            if number == 1:
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NotANewsroom(f"line {number} cannot be read") from error
            if not isinstance(found, dict):
                raise NotANewsroom(f"line {number} holds no record")
            yield number, found
            if number % _LOT == 0:
                progress(count)


def _take_in(label: str, lines: list[tuple[int, Row]], folder: Path) -> int:
    """Write one lot of one table; returns how many of them were not there."""
    if label not in _SINGLE and label not in PAGES:
        raise NotANewsroom(f"line {lines[0][0]}: no table “{label[:60]}” is brought in")
    number = lines[0][0]
    try:
        with transaction.atomic():
            if label in PAGES:
                return _take_pages(label, [line for _, line in lines])
            return _take_rows(label, [line.get("row") for _, line in lines], folder)
    except (BadRow, IntegrityError, SuspiciousFileOperation, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise NotANewsroom(f"line {number} or soon after it: {reason}") from error


def _take_rows(label: str, found: list[Any], folder: Path) -> int:
    model = model_of(label)
    rows = _missing(model, [from_json(model, row) for row in found])
    for row in rows:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and row.get(field.attname):
                _take_file(str(row[field.attname]), folder / "media")
    if label == "editions.edition":
        # Its front is a page, and pages come later.
        rows = [{**row, "front_id": None} for row in rows]
    insert(model, rows)
    if label in OWNED:
        owner, attribute = OWNED[label]
        follow(model_of(owner), sorted({row[attribute] for row in rows}))
    else:
        follow(model, [row[_key(model)] for row in rows])
    return len(rows)


def _take_pages(label: str, lines: list[Row]) -> int:
    pages = [from_json(Page, line["row"]) for line in lines]
    wanted = {row["id"] for row in _missing(Page, pages)}
    some = [(page, line) for page, line in zip(pages, lines, strict=True) if page["id"] in wanted]
    insert(Page, [page for page, _ in some])
    for name, (model, _) in _own_first(label):
        insert(model, [from_json(model, row) for _, line in some for row in line["inner"][name]])
    for model, name in ((Revision, "revisions"), (PageLogEntry, "log")):
        insert(model, [from_json(model, row) for _, line in some for row in line[name]])
    follow(model_of(label), sorted(wanted))
    return len(wanted)


def _own_first(label: str) -> list[tuple[str, tuple[type[models.Model], str]]]:
    return sorted(inner_tables(label).items(), key=lambda item: item[0] != label)


def _missing(model: type[models.Model], rows: list[Row]) -> list[Row]:
    """The rows that are not there; those of a bare database are made what they are to be."""
    key = _key(model)
    ids = [row[key] for row in rows]
    there = set(model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
    if model._meta.label_lower in _OF_A_BARE_DATABASE:
        for row in rows:
            if row[key] in there:
                model._base_manager.filter(pk=row[key]).update(**row)
    return [row for row in rows if row[key] not in there]


#: Tables of which the migrations make a first row.
_OF_A_BARE_DATABASE = frozenset(
    {"wagtailcore.locale", "wagtailcore.collection", "wagtailcore.page", "wagtailcore.site"}
)


def _key(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return model._meta.pk.attname


def _take_file(name: str, media: Path) -> None:
    """Store a file of the export under its own name, if it is there and the storage lacks it."""
    root = media.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file() or default_storage.exists(name):
        return
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as held:
        stored = default_storage.save(name, File(held))
    if stored != name:
        default_storage.delete(stored)
        raise BadRow(f"the file {name[:80]} cannot be stored under its name")


def _settle() -> None:
    """What can be done only when everything is there."""
    with transaction.atomic():
        for edition in Edition.objects.select_related("locale"):
            front = Page.objects.filter(depth=2, slug=edition.code, locale=edition.locale).first()
            if front is not None and edition.front_id != front.pk:
                edition.front = front
                edition.save(update_fields=["front"])
        establish_roles()
        _reset_sequences()
    for picture in pictures_lacking_renditions():
        with suppress(OSError, ValueError):
            make_renditions(picture)
    (Path(settings.HOME) / "imports" / "newsroom-begun").unlink(missing_ok=True)


def _reset_sequences() -> None:
    """Have PostgreSQL's sequences go on behind the ids that came in."""
    labels = [*BEFORE_PAGES, *PAGES, *AFTER_PAGES, "wagtailcore.revision"]
    labels += ["wagtailcore.pagelogentry", *(name for page in PAGES for name in inner_tables(page))]
    found = [model_of(label) for label in dict.fromkeys(labels)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
