"""How the ledger follows streams and slots."""

from __future__ import annotations

from broadsheet.editions.following import code_of
from broadsheet.ledger import tags
from broadsheet.ledger.subjects import State, Subject, register
from broadsheet.live.channel.selectors import SLOT, STREAM, channel_of, slots_tag
from broadsheet.live.models import ScheduleSlot, Stream

#: What is another list of streams.
_LISTED = frozenset({"sort_order", "slug", "locale"})


def follow_channel() -> None:
    """Follow streams and slots. How a stream was found at the last look is the desk's."""
    register(Subject(model=Stream, label=STREAM, address=_address, touches=_touches))
    register(Subject(model=ScheduleSlot, label=SLOT, touches=_slot_touches))


def _address(state: State) -> str:
    code = code_of(state.values["locale"])
    return f"/{code}/{Stream.place}/{state.values['slug']}/" if code else ""


def _touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    touched = {}
    for state in filter(None, (before, after)):
        touched[tags.address(_address(state))] = ""
        # Pages of the channel say how far the ledger had come when they were made.
        touched[tags.address(channel_of(code_of(state.values["locale"])))] = ""
        touched[tags.translations(state.values["translation_key"])] = ""
        if before is None or after is None or fields & _LISTED:
            touched[tags.records_of(STREAM, state.values["locale"])] = ""
    return touched


def _slot_touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    return {slots_tag(state.values["stream"]): "" for state in filter(None, (before, after))}
