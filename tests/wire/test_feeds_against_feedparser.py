"""Our reader of feeds beside feedparser, on every feed of the shared test data.

Titles, addresses, ids and dates must agree. Where they do not, the reason stands below; a reason
that no file needs any more is a failure too.
"""

import calendar
import warnings
from datetime import UTC, datetime
from typing import Any

import feedparser

from broadsheet.kit.safe_html import plain_text
from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.item import Item
from tests.shared_data import SHARED_DATA, needs_shared_data

RELATIVE = "we start relative addresses at the feed's own link; feedparser needs to be told"
GUESSED = "feedparser lets an undeclared encoding pass for windows-1252; we refuse to guess"
EXPLAINED = {
    ("atom__must__entry_content_type4.xml", "entry"): "an entry of white space says nothing",
    ("bozo_linenoise.xml", "file"): GUESSED,
    ("chardet__euckr.xml", "file"): GUESSED,
    ("chardet__koi8r.xml", "file"): GUESSED,
    ("chardet__tis620.xml", "file"): GUESSED,
    ("rss_incomplete_cdata.xml", "title"): "the file ends inside the title; we keep what is there",
    ("compressed.xml", "count"): "we unpack a gzip file; feedparser leaves that to its caller",
    ("illegally-nested.xml", "count"): "each item holds an empty <item/>, which is no story",
    ("tpm-with-empty-base.atom", "link"): RELATIVE,
    ("atom__atom_relative.xml", "link"): RELATIVE,
    ("SamRuby.xml", "link"): RELATIVE,
    ("feed-utf16le.xml", "count"): "UTF-16 without a mark; feedparser does not see it",
    ("rss2__rss_2.0_nbcny.xml", "created"): "'02:02:33 PM' is afternoon; feedparser drops the PM",
    ("rss2__rss_2.0_nbcny.xml", "sent"): "as above",
    ("DuplicateContentAtomFeed.xml", "file"): "a feed inside a web page is not a feed",
    ("InvalidDateFormat.xml", "sent"): "'1518478934' is no date; feedparser makes 2015-07-03 of it",
    ("uolNoticias.rss", "created"): "'Seg, 24 Set 2018' is Portuguese; feedparser cannot read it",
    ("uolNoticias.rss", "sent"): "as above",
}


@needs_shared_data
def test_feedparser_and_we_read_the_same_or_the_difference_is_explained():
    used: set[tuple[str, str]] = set()
    unexplained: list[str] = []
    compared = 0
    for path in sorted((SHARED_DATA / "feeds").rglob("*")):
        if not path.is_file() or path.suffix == ".json":
            continue
        for field, theirs, ours in _differences(path.read_bytes()):
            if (path.name, field) in EXPLAINED:
                used.add((path.name, field))
            else:
                unexplained.append(f"{path.name} {field}: theirs {theirs!r}, ours {ours!r}")
        compared += 1
    assert unexplained == []
    assert set(EXPLAINED) == used
    assert compared > 200


def _differences(data: bytes) -> list[tuple[str, Any, Any]]:
    with warnings.catch_warnings(action="ignore"):
        theirs = feedparser.parse(data).entries
    try:
        ours = read_any(data).entries
    except WireError as error:
        return [("file", len(theirs), str(error))] if theirs else []
    if len(theirs) != len(ours):
        return [("count", len(theirs), len(ours))]
    found = []
    for their, our in zip(theirs, ours, strict=True):
        if not isinstance(our, Item):
            if their.get("title") or their.get("summary") or their.get("content"):
                found.append(("entry", their.get("title"), str(our)))
            continue
        published, updated = _moment(their, "published"), _moment(their, "updated")
        pairs = {
            "title": (plain_text(their.get("title", "")), our.headline),
            "link": (their.get("link", ""), our.link),
            "id": (their.get("id") or our.uri, our.uri),
            "created": (published or updated, _whole_second(our.created)),
            "sent": (updated or published, _whole_second(our.sent)),
        }
        found.extend((name, *pair) for name, pair in pairs.items() if pair[0] != pair[1])
    return found


def _moment(entry: Any, name: str) -> datetime | None:
    # Asking feedparser for a missing "updated" would give it "published".
    parsed = dict.get(entry, f"{name}_parsed")
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


def _whole_second(moment: Any) -> datetime | None:
    return moment.utc.replace(microsecond=0) if moment else None
