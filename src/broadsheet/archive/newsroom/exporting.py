"""Writes a newsroom into a folder: ``newsroom.jsonl``, and ``media/`` with its files.

A line for every record, a page's with everything that is its own: rows, versions, log. In the order
of ids, so that the same newsroom always gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models
from wagtail.models import Page, PageLogEntry, Revision

from broadsheet.archive.newsroom.tables import (
    AFTER_PAGES,
    BEFORE_PAGES,
    PAGES,
    inner_tables,
    model_of,
)
from broadsheet.archive.newsroom.values import Row, columns_of, to_json

FORMAT = 1
#: Pages that are looked up at once.
_LOT = 200
Progress = Callable[[int, int], None]


def export_newsroom(folder: Path, progress: Progress) -> dict[str, int]:
    """Write everything of the newsroom into an empty folder; returns how many records of each kind.

    ``progress`` is told how many records of how many are written. Raises OSError. Nobody should
    write meanwhile: the desk may be read, not edited.
    """
    media = folder / "media"
    media.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    total = _count()
    part = folder / "newsroom.jsonl.part"
    with part.open("w", encoding="utf-8") as out:
        _write(out, {"broadsheet": "newsroom", "format": FORMAT, "records": total})
        for number, (label, line) in enumerate(_lines(media), start=1):
            _write(out, line)
            counts[label] = counts.get(label, 0) + 1
            if number % _LOT == 0:
                progress(number, total)
    part.replace(folder / "newsroom.jsonl")
    progress(total, total)
    return counts


def _write(out: Any, line: Row) -> None:
    out.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


def _count() -> int:
    rows = sum(model_of(label)._base_manager.count() for label in (*BEFORE_PAGES, *AFTER_PAGES))
    return rows + Page.objects.count()


def _lines(media: Path) -> Iterator[tuple[str, Row]]:
    for label in BEFORE_PAGES:
        yield from _rows(label, media)
    yield from _pages()
    for label in AFTER_PAGES:
        yield from _rows(label, media)


def _rows(label: str, media: Path) -> Iterator[tuple[str, Row]]:
    model = model_of(label)
    files = [f.attname for f in model._meta.concrete_fields if isinstance(f, models.FileField)]
    rows = model._base_manager.order_by("pk").values(*columns_of(model))
    for row in rows.iterator(chunk_size=_LOT):
        for name in files:
            if row[name]:
                _copy(str(row[name]), media)
            row[name] = str(row[name] or "")
        yield label, {"table": label, "row": to_json(model, row)}


def _copy(name: str, media: Path) -> None:
    """Copy a stored file, unless the folder has it; one that is gone is left out."""
    target = media / name
    if target.exists() or not default_storage.exists(name):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with default_storage.open(name) as held, part.open("wb") as out:
        shutil.copyfileobj(held, out)
    part.replace(target)


def _pages() -> Iterator[tuple[str, Row]]:
    """Parents before their children, and what is copied before its copies."""
    types = {ContentType.objects.get_for_model(model_of(label)).pk: label for label in PAGES}
    columns = columns_of(Page)
    ordered = Page._base_manager.order_by(
        models.F("alias_of").asc(nulls_first=True), "depth", "pk"
    ).values(*columns)
    rows = ordered.iterator(chunk_size=_LOT)
    while lot := list(islice(rows, _LOT)):
        for type_id, some in groupby(lot, key=lambda row: row["content_type_id"]):
            yield from _pages_of(types[type_id], list(some))


def _pages_of(label: str, pages: list[Row]) -> Iterator[tuple[str, Row]]:
    ids = [page["id"] for page in pages]
    inner = {
        name: _grouped(model, attribute, ids)
        for name, (model, attribute) in inner_tables(label).items()
    }
    texts = [str(pk) for pk in ids]
    page_type = ContentType.objects.get_for_model(Page).pk
    revisions = _grouped(Revision, "object_id", texts, base_content_type_id=page_type)
    log = _grouped(PageLogEntry, "page_id", ids)
    for page in pages:
        pk = page["id"]
        line = {
            "table": label,
            "row": to_json(Page, page),
            "inner": {name: rows.get(pk, []) for name, rows in inner.items()},
            "revisions": revisions.get(str(pk), []),
            "log": log.get(pk, []),
        }
        yield label, line


def _grouped(
    model: type[models.Model], attribute: str, ids: list[Any], **also: Any
) -> dict[Any, list[Row]]:
    """The rows of a table that belong to some pages, by page, in the order of their ids."""
    found: dict[Any, list[Row]] = {}
    rows = model._base_manager.filter(**{f"{attribute}__in": ids}, **also).order_by("pk")
    for row in rows.values(*columns_of(model)):
        found.setdefault(row[attribute], []).append(to_json(model, row))
    return found
