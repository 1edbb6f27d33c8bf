"""Opens a newsroom: the demo's, or an empty one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from broadsheet.demo.catalogue import LANGUAGES, stories
from broadsheet.demo.channel import write_channel
from broadsheet.demo.live_pages import write_live_pages
from broadsheet.demo.menus import write_menus
from broadsheet.demo.pictures import draw_all, picture_keys
from broadsheet.demo.plans import edition_plans
from broadsheet.demo.records import write_records, write_regions
from broadsheet.demo.ticker import write_items
from broadsheet.demo.wire import add_sources
from broadsheet.demo.writing import StoryWriter
from broadsheet.desk.founding import found_newsroom
from broadsheet.editions.models import Edition
from broadsheet.fronts.models import EditionFront, FrontSlot
from broadsheet.media.models import Picture

Step = Callable[[str, int], None]
"""Told what is being done and how many steps it has; then called with ``("", 1)`` for each."""

#: What the demo's editors put on the fronts, lead first.
PICKS = (
    "harbour-second-berth",
    "clinics-at-dawn",
    "river-given-back",
    "water-bill-night",
    "village-exchange",
)


@transaction.atomic
def open_empty(name: str) -> list[Edition]:
    """A newsroom with editions, sections, regions and menus, and nothing written in it."""
    editions = found_newsroom(edition_plans(empty=True, name=name))
    for edition in editions:
        write_regions(edition)
        write_menus(edition, demo=False)
    return editions


@transaction.atomic
def open_bare() -> None:
    """A newsroom without even editions, for a whole one to be brought into."""
    for page in Page.objects.filter(depth=2):
        page.delete()


def draw_demo(step: Step) -> dict[str, Picture]:
    """Draw the demo's pictures into the library, each committed with its sizes.

    What an interrupted run left is thrown away first: nothing refers to it yet.
    """
    for left_over in Picture.objects.all():
        left_over.delete()
    step("Drawing pictures", len(picture_keys()))
    pictures: dict[str, Picture] = {}
    for key, picture in draw_all():
        pictures[key] = picture
        step("", 1)
    return pictures


@transaction.atomic
def open_demo(now: datetime, pictures: dict[str, Picture], step: Step) -> list[Edition]:
    """The whole demo newsroom, its stories published as of ``now``; all of it or nothing."""
    editions = found_newsroom(edition_plans())
    plans = stories()
    step("Writing stories", sum(language in plan for plan in plans for language in LANGUAGES))
    for edition in editions:
        write_regions(edition)
        write_records(edition, pictures)
        write_menus(edition, demo=True)
        _write_stories(edition, plans, pictures, now, step)
        write_channel(edition, pictures, now)
    add_sources()
    return editions


def _write_stories(
    edition: Edition,
    plans: Sequence[dict[str, Any]],
    pictures: dict[str, Picture],
    now: datetime,
    step: Step,
) -> None:
    writer = StoryWriter(edition, pictures, now)
    for plan in _linked_first(plans):
        if writer.write(plan) is not None:
            step("", 1)
    write_live_pages(writer, pictures, now)
    front = EditionFront.objects.get(locale=edition.locale)
    front.slots = [
        FrontSlot(story=writer.written[key], sort_order=order)
        for order, key in enumerate(PICKS)
        if key in writer.written
    ]
    front.save_revision().publish()
    write_items(edition, writer.written, now)


def _linked_first(plans: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stories in an order in which each comes after those that it leads to."""
    by_key = {plan["key"]: plan for plan in plans}
    ordered: dict[str, dict[str, Any]] = {}

    def visit(plan: dict[str, Any], path: tuple[str, ...]) -> None:
        if plan["key"] in ordered or plan["key"] in path:
            return
        words = next(plan[language] for language in LANGUAGES if language in plan)
        for block in words["body"]:
            target = by_key.get(block.get("story", ""))
            if target is not None:
                visit(target, (*path, plan["key"]))
        ordered[plan["key"]] = plan

    for plan in plans:
        visit(plan, ())
    return list(ordered.values())
