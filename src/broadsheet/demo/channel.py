"""The demo's channel: its streams, and a week of programmes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from broadsheet.demo.broadcast import ADDRESS
from broadsheet.demo.catalogue import channel
from broadsheet.desk.founding import shared_key
from broadsheet.editions.models import Edition
from broadsheet.live.models import ScheduleSlot, Stream
from broadsheet.media.models import Picture
from broadsheet.programmes.models import Programme


def write_channel(edition: Edition, pictures: Mapping[str, Picture], now: datetime) -> None:
    """Found an edition's streams, off air until there is something to be seen, with one week of the
    same programmes on each."""
    for order, plan in enumerate(channel()["stream"]):
        said = ("name", "slug", "description", "captions_note", "notice")
        stream = Stream.objects.create(
            locale=edition.locale,
            translation_key=shared_key("stream", plan["key"]),
            kind=plan["kind"],
            address=f"{ADDRESS}{plan['playlist']}",
            poster=pictures.get(plan["poster"]),
            sort_order=order,
            **{name: plan[name][edition.code] for name in said},
        )
        _write_schedule(edition, stream, now)


def _write_schedule(edition: Edition, stream: Stream, now: datetime) -> None:
    shows = {show["key"]: show for show in channel()["show"]}
    keys = {shared_key("programme", key): key for key in shows}
    found = Programme.objects.filter(locale=edition.locale, translation_key__in=keys)
    programmes = {keys[programme.translation_key]: programme for programme in found}
    today = now.astimezone(ZoneInfo(edition.time_zone)).date()
    for slot in channel()["slot"]:
        show, programme = shows[slot["show"]], programmes.get(slot["show"])
        common = {
            "stream": stream,
            "starts": slot["at"],
            "minutes": slot["minutes"],
            "programme": programme,
            "title": "" if programme else show["title"][edition.code],
            "note": show["note"][edition.code],
        }
        for weekday in slot.get("days", ()):
            ScheduleSlot.objects.create(**common, weekday=weekday)
        if "in_days" in slot:
            ScheduleSlot.objects.create(**common, day=today + timedelta(days=slot["in_days"]))
