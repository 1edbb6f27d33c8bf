"""How the ledger follows items of the ticker."""

from __future__ import annotations

from broadsheet.editions.following import code_of
from broadsheet.ledger import tags
from broadsheet.ledger.subjects import State, Subject, register
from broadsheet.live.models import BreakingItem
from broadsheet.live.selectors import LABEL, page_of_items

#: What readers are never shown.
_IGNORED = frozenset({"created_at", "translation_key"})


def follow_breaking_items() -> None:
    """Follow items of the ticker."""
    register(
        Subject(
            model=BreakingItem,
            label=LABEL,
            ignored=_IGNORED,
            is_public=_is_shown,
            address=_address,
            touches=_touches,
        )
    )


def _is_shown(state: State) -> bool:
    values = state.values
    return bool(values["published_at"]) and values["status"] != BreakingItem.Status.WITHDRAWN


def _address(state: State) -> str:
    """Where it stands: the page of its edition's items."""
    code = code_of(state.values["locale"])
    return page_of_items(code) if code else ""


def _touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    states = [state for state in (before, after) if state is not None]
    # Fragments say how far the ledger had come when they were made: every change is theirs.
    touched = {tags.address(_address(state)): "" for state in states}
    if before is None or after is None or fields & {"published_at", "locale"}:
        since = min(tags.place_of(state.values["published_at"]) for state in states)
        for state in states:
            touched[tags.records_of(LABEL, state.values["locale"])] = since
    return touched
