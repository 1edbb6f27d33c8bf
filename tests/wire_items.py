"""Agency items as files, and their import as the command does it."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from broadsheet.desk.importing import ImportPlan, Outcome, import_folder
from broadsheet.desk.models import WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.stories.models import Story

_number = count(1)


def an_item(uri: str = "", **properties: Any) -> dict[str, Any]:
    """A ninjs 1.4 item that may be published; ``properties`` replace and add."""
    number = next(_number)
    item = {
        "uri": uri or f"urn:agency:{number}",
        "version": "1",
        "versioncreated": "2026-11-20T09:30:00+02:00",
        "type": "text",
        "pubstatus": "usable",
        "language": "en",
        "headline": f"The harbour opens its gate {number}",
        "body_text": "The first ship came in at dawn.\n\nThe second waited for the tide.",
        "infosource": [{"name": "Coastal News Agency"}],
    }
    item.update(properties)
    return {name: value for name, value in item.items() if value is not None}


def write_items(folder: Path, *items: dict[str, Any], name: str = "") -> Path:
    """Write items into one file of ``folder``; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (name or f"{next(_number):05}.json")
    content = items[0] if len(items) == 1 else list(items)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def bring_in(
    path: Path, *, publish: bool = True, edition: str = "", section: str = ""
) -> list[Outcome]:
    """Import a file or a folder; published unless told otherwise."""
    plan = ImportPlan(edition_code=edition, section_slug=section, publish=publish)
    return list(import_folder(path, plan, progress=lambda items, label: items))


class Agency:
    """Sends items into a folder of its own, one file an item, and has them imported at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sends(
        self, *, publish: bool = True, edition: str = "", section: str = "", **item: Any
    ) -> Outcome:
        """Import one item; returns what became of it."""
        file = write_items(self.folder, an_item(**item))
        (outcome,) = bring_in(file, publish=publish, edition=edition, section=section)
        return outcome


def story_of(uri: str) -> Story:
    """The story that an item became."""
    return WireOrigin.objects.get(uri_mark=mark_of(uri)).story
