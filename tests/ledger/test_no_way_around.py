"""Django tells nobody of ``QuerySet.update`` and its like: each such write has its reason here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import broadsheet

ROOT = Path(broadsheet.__file__).parent
UNSEEN = {"bulk_create", "bulk_update", "_raw_delete"}

#: Where rows are written that no signal tells of, and why the ledger may miss it.
REASONS = {
    "archive/bulk/listed_records.py:make_records": "it writes the entries itself, and is compared",
    "archive/bulk/places.py:count_children": "how many children a section has: bookkeeping",
    "archive/forgetting.py:forget_story": "what is kept beside a story: readers see nothing of it",
    "archive/newsroom/importing.py:_missing": "first rows of a bare database: there are no readers",
    "archive/moving/old_listings.py:_redirect": "no page stood there: edges ask each minute",
    "archive/moving/old_listings.py:_say_gone": "the same",
    "archive/moving/updating.py:_write": "a draft's own dates, before its version is published",
    "desk/acting_on_wire.py:_keep": "where the rules' thread stands: only the worker reads it",
    "desk/scheduled.py:_expire": "when a draft will be published; readers see nothing of it",
    "desk/scheduled.py:cancel_schedule": "the same",
    "desk/scheduled.py:schedule": "when a draft will be published; readers see nothing of it",
    "desk/story_of_received.py:make_story": "a draft's owner, and an item that was dealt with",
    "desk/taking_down.py:_empty_history": "what the desk's log says of a story that is gone",
    "desk/upstream.py:follow": "what the desk is told of agencies' changes",
    "desk/upstream.py:settle": "the same",
    "desk/wire_records.py:save": "when a source is asked next",
    "editions/following.py:settle_section": "inside the move that the ledger compares",
    "editions/search_index.py:_refresh_title_norms": "how the desk's search weighs a title",
    "editions/redirects.py:keep_old_addresses": "inside the move, which names every address",
    "ledger/recording.py:update_followed": "this is the way that writes an entry",
    "media/encoding.py:_keep": "how far an encoding is: only the desk sees it",
    "media/encoding.py:try_again": "the same",
    "press/impressions.py:_strike_one": "the press's own records",
    "stories/following.py:settle": "inside the move that the ledger compares",
    "stories/publishing.py:publish_new": "which version is live, which the desk alone sees",
    "wire/erasing.py:erase_waiting": "when files of a forgotten item were searched for",
    "wire/folders.py:_note": "when a source is asked next",
    "wire/grouping.py:_keep_bands": "items of the wire: no reader sees one",
    "wire/grouping.py:ungroup": "the same",
    "wire/loading_vocabulary.py:_sort": "what received items are about: no reader sees one",
    "wire/loading_vocabulary.py:_write_matches": "the vocabulary: stories have their own topics",
    "wire/loading_vocabulary.py:load_vocabulary": "the same",
    "wire/polling.py:_note_success": "when a source is asked next",
    "wire/polling.py:note_failure": "the same",
    "wire/reading.py:quarantine": "what could not be read: only the desk sees it",
    "wire/receiving.py:_add": "items of the wire: no reader sees one",
    "wire/receiving.py:_update": "the same",
    "wire/remembering.py:remember": "what is left of pruned items: no reader sees one",
    "wire/remembering.py:states_of": "the same",
    "wire/subscribing.py:subscribe": "a source's subscription",
}


def unseen_writes() -> Iterator[str]:
    for file in sorted(ROOT.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        for function in ast.walk(ast.parse(file.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if _is_unseen(call):
                    yield f"{file.relative_to(ROOT)}:{function.name}"


def _is_unseen(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr in UNSEEN:
        return True
    # A dictionary's update is given a dictionary; a query's, fields by name.
    named = node.keywords and not node.args
    return node.func.attr == "update" and bool(named) and _is_query(node.func.value)


def _is_query(node: ast.AST) -> bool:
    """Whether an expression looks like a query: ``….filter(…)``, a name of rows."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"filter", "exclude", "all"}
    return isinstance(node, ast.Name) and node.id in {"rows", "found", "query"}


def test_every_write_that_django_tells_nobody_of_has_its_reason():
    assert set(unseen_writes()) == set(REASONS)
