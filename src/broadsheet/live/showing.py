"""From items to what readers are shown of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import machine_time, write_moment
from broadsheet.live.models import BreakingItem
from broadsheet.live.presentation import ItemView
from broadsheet.live.selectors import page_of_items, stories_led_to


def views_of(
    items: Sequence[BreakingItem], edition: Edition, *, headlines: bool = False
) -> tuple[ItemView, ...]:
    """What is shown of items, in the active language. At most one query."""
    stories = stories_led_to(items, edition, headlines=headlines)
    return tuple(_view(item, edition, stories) for item in items)


def item_html(item: BreakingItem, edition: Edition) -> str:
    """The ``<li>`` of an item, as the ticker's fragment has it."""
    with override(edition.locale.language_code):
        (view,) = views_of([item], edition)
        return render_to_string("live/item.html", {"item": view}, using="jinja2").strip()


def _view(item: BreakingItem, edition: Edition, stories: dict[int, tuple[str, str]]) -> ItemView:
    path, headline = stories.get(item.story_id or 0, ("", ""))
    here = address_of(edition, page_of_items(edition.code)) + f"#item-{item.pk}"
    story = address_of(edition, path) if path else ""
    return ItemView(
        pk=item.pk,
        text=item.text,
        speaker=item.speaker,
        attribution=_attribution(item),
        said=write_moment(edition, item.said_at),
        at=machine_time(item.published_at or item.created_at),
        status=item.status,
        status_label=str(BreakingItem.Status(item.status).label),
        address=story or here,
        story=story,
        headline=headline,
    )


def _attribution(item: BreakingItem) -> str:
    """Role and place: “mayor, Port Salim”."""
    if item.role and item.place:
        return _("%(role)s, %(place)s") % {"role": item.role, "place": item.place}
    return item.role or item.place
