"""How the ledger follows stories: what of them readers see, and which listings they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import Page

from broadsheet.editions.following import BOOKKEEPING, address_touches, is_live, tree_path
from broadsheet.ledger import tags
from broadsheet.ledger.subjects import State, Subject, register
from broadsheet.stories.models import Byline, Story

#: Changes of these move a story within its listings, or between the places of a front.
_PLACING = frozenset({"published_at", "kind", "home_section", "edition"})
#: Changes of these move an episode within its programme.
_NUMBERING = frozenset({"season", "episode"})
_GATHERING = {
    "further_sections": "editions.section",
    "regions": "topics.region",
    "topics": "topics.topic",
    "dossiers": "topics.dossier",
    "agencies": "people.agency",
}
#: Where a byline's author stands among what makes one byline different from another.
_AUTHOR = [
    field.attname
    for field in Byline._meta.concrete_fields
    if not field.primary_key and field.name not in {"story", "sort_order"}
].index("author_id")


def follow_stories() -> None:
    """Follow stories."""
    register(
        Subject(
            model=Story,
            label="page",
            # Where it stands among its siblings shows nowhere: listings go by time.
            ignored=BOOKKEEPING | {"path", "touched_at", "minor_change"},
            relations=("bylines", *_GATHERING),
            is_public=is_live,
            address=tree_path,
            touches=_touches,
            is_page=True,
            settle=settle,
            corrects=_corrects,
        )
    )


def settle(page: Page) -> None:
    """Have a story say which section it stands in, however it came there."""
    if type(page) is Page:
        parent = page.get_parent()
        Story.objects.filter(pk=page.pk).exclude(home_section_id=parent.pk).update(
            home_section_id=parent.pk
        )


def _touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    touched = address_touches(before, after, fields)
    old, new = (_listings(state) if state else set() for state in (before, after))
    changed = old | new if not (before and after) or fields & _PLACING else old ^ new
    if fields & _NUMBERING:
        changed |= {_episodes(state) for state in (before, after) if state} - {""}
    if changed:
        times = [state.values["published_at"] for state in (before, after) if state]
        since = tags.place_of(_oldest(times))
        touched.update(dict.fromkeys(changed, since))
    return touched


def _oldest(times: list[datetime | None]) -> datetime | None:
    known = [time for time in times if time]
    return min(known) if len(known) == len(times) else None


def _listings(state: State) -> set[str]:
    values = state.values
    listings = {
        tags.stories_of("editions.edition", values["edition"]),
        tags.stories_of(f"kind.{values['kind']}", values["edition"]),
        tags.stories_of("editions.section", values["home_section"]),
    }
    if episodes := _episodes(state):
        listings.add(episodes)
    for relation, label in _GATHERING.items():
        listings |= {tags.stories_of(label, pk) for pk in state.relations[relation]}
    for line in state.relations["bylines"]:
        listings.add(tags.stories_of("people.author", line[_AUTHOR]))
    return listings


def _episodes(state: State) -> str:
    """The listing of the programme that a story is an episode of; empty for none."""
    programme = state.values["programme"]
    return tags.stories_of("programmes.programme", programme) if programme else ""


def _corrects(before: State, after: State) -> bool:
    return _corrections(after) > _corrections(before)


def _corrections(state: State) -> int:
    body: Any = state.values["body"]
    return sum(1 for block in body if block["type"] == "correction")
