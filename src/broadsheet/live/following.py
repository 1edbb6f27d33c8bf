"""How the ledger follows items of the ticker, and posts of live pages."""

from __future__ import annotations

from broadsheet.editions.following import code_of
from broadsheet.ledger import tags
from broadsheet.ledger.subjects import State, Subject, register
from broadsheet.live.models import BreakingItem, Post
from broadsheet.live.post_pages import POSTS, last_of_next, page_that_fills
from broadsheet.live.selectors import LABEL, page_of_items
from broadsheet.stories.models import Story

#: What readers are never shown.
_IGNORED = frozenset({"created_at", "translation_key"})
_IGNORED_OF_POSTS = frozenset({"version", "token", "written_by", "changed_at", "picture"})


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


def follow_posts() -> None:
    """Follow posts of live pages."""
    register(
        Subject(
            model=Post,
            label=POSTS,
            ignored=_IGNORED_OF_POSTS,
            relations=("authors",),
            is_public=_is_there,
            address=_page_of_a_post,
            touches=_touches_of_a_post,
        )
    )


def _is_there(state: State) -> bool:
    return state.values["deleted_at"] is None


def _page_of_a_post(state: State) -> str:
    paths = Story.objects.filter(pk=state.values["story"]).values_list("url_path", flat=True)
    return paths.first() or ""


def _touches_of_a_post(
    before: State | None, after: State | None, fields: set[str]
) -> dict[str, str]:
    """The page itself, always: it says how far the ledger had come. Older ones only through the
    posts that they hold."""
    state = after or before
    assert state is not None
    story, number = state.values["story"], state.values["number"]
    touched = {tags.address(_page_of_a_post(state)): ""}
    if before is None:
        touched[tags.numbered(POSTS, story)] = tags.place_of_number(number)
        if number == last_of_next(full := page_that_fills(number)):
            touched[tags.full_page(POSTS, story, full)] = ""
    return touched
