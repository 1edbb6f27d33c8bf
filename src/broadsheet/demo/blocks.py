"""Turns the blocks of a demo file into the blocks of a story's body."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Any
from uuid import uuid4

from broadsheet.charts.table_text import read_table
from broadsheet.media.models import Picture
from broadsheet.stories.models import Story

Stored = dict[str, Any]


def body_of(
    words: dict[str, Any],
    pictures: dict[str, Picture],
    written: dict[str, Story],
    published: datetime,
) -> list[Stored]:
    """The body as it is stored. A read-more of a story not (yet) written is left out."""
    made = (_block(block, pictures, written, published) for block in words.get("body", ()))
    return [block for block in made if block is not None]


def points_of(words: dict[str, Any]) -> list[Stored]:
    """The five points of an “in five”."""
    return [
        {"type": "point", "value": {"heading": p["heading"], "text": prose(p["text"])}}
        for p in words.get("points", ())
    ]


def prose(text: str) -> str:
    """A paragraph of a file as stored rich text; files may hold light HTML."""
    return f"<p>{text if '<' in text else escape(text, quote=False)}</p>"


def _block(
    block: dict[str, Any],
    pictures: dict[str, Picture],
    written: dict[str, Story],
    published: datetime,
) -> Stored | None:
    kind = block["type"]
    if kind == "read_more":
        story = written.get(block["story"])
        return {"type": kind, "value": story.pk} if story else None
    makers = {
        "paragraph": lambda: prose(block["text"]),
        "heading": lambda: block["text"],
        "quote": lambda: _quote(block, published),
        "picture": lambda: _picture(block, pictures),
        "gallery": lambda: _gallery(block, pictures),
        "table": lambda: _table(block),
        "chart": lambda: _chart(block),
        "fact_box": lambda: {"title": block["title"], "text": prose(block["text"])},
        "timeline": lambda: _timeline(block),
        "correction": lambda: _correction(block, published),
        "embed": lambda: {"address": block["address"], "title": block["title"]},
    }
    return {"type": kind, "value": makers[kind]()}


def _item(value: Stored) -> Stored:
    # Wagtail knows an item of a list by its id; one without is read as the value itself.
    return {"type": "item", "value": value, "id": str(uuid4())}


def _quote(block: dict[str, Any], published: datetime) -> Stored:
    hours = block.get("said_hours_ago")
    said = published - timedelta(hours=hours) if hours is not None else None
    return {
        "words": block["words"],
        "speaker": block["speaker"],
        "role": block.get("role", ""),
        "organisation": block.get("organisation", ""),
        "said_where": block.get("said_where", ""),
        "said_at": said.isoformat() if said else None,
        "evidence": block.get("evidence", ""),
        "status": block.get("status", "reported"),
    }


def _picture(block: dict[str, Any], pictures: dict[str, Picture]) -> Stored:
    return {
        "picture": pictures[block["picture"]].pk,
        "alt": block.get("alt", ""),
        "caption": block.get("caption", ""),
    }


def _gallery(block: dict[str, Any], pictures: dict[str, Picture]) -> Stored:
    items = [_item(_picture(item, pictures)) for item in block["pictures"]]
    return {"title": block.get("title", ""), "pictures": items}


def _table(block: dict[str, Any]) -> Stored:
    return {
        "data": [block["header"], *block["rows"]],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": block.get("caption", ""),
        "cell": [],
        "mergeCells": [],
    }


def _chart(block: dict[str, Any]) -> Stored:
    read = read_table(block["table"])
    names = ("title", "kind", "unit", "in_words", "note", "source", "source_address")
    return {
        **{name: block.get(name, "") for name in names},
        "decimals": "",
        "table": {"text": block["table"].strip(), **read.to_stored()},
    }


def _timeline(block: dict[str, Any]) -> Stored:
    entries = [
        _item(
            {
                "when": entry["when"],
                "title": entry["title"],
                "text": prose(entry["text"]) if entry.get("text") else "",
            }
        )
        for entry in block["entries"]
    ]
    return {"title": block["title"], "entries": entries}


def _correction(block: dict[str, Any], published: datetime) -> Stored:
    made = published + timedelta(hours=block.get("hours_ago", 0) and 0.5)
    return {"text": prose(block["text"]), "made_at": made.isoformat()}
