"""The desk's first page: what went wrong, what waits, what you have begun, what readers see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from broadsheet.desk.missed_panel import MissedPanel
from broadsheet.desk.reach import stories_in_reach
from broadsheet.desk.story_filters import with_status
from broadsheet.desk.upstream_screens import UpstreamPanel
from broadsheet.stories.models import Story

SHOWN = 8


class StoriesPanel(Component):
    """The first eight stories of one kind of work, each with where it stands."""

    name = "stories"
    template_name = "desk/home_panel.html"

    def __init__(self, heading: str, stories: QuerySet[Story], order: int) -> None:
        self.heading, self.stories, self.order = heading, stories, order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Heading and stories. One query, which is made when the page is."""
        return {"heading": self.heading, "stories": list(self.stories[:SHOWN])}


def home_panels(request: HttpRequest) -> list[Component]:
    """The panels of whoever has signed in."""
    mine = Story.objects.filter(stories_in_reach(request.user)).defer("body", "points")
    mine = mine.select_related("edition", "home_section")
    waiting = with_status(mine, "review")
    begun = mine.filter(owner=request.user, has_unpublished_changes=True)
    newest = mine.filter(live=True).order_by("-published_at")
    return [
        MissedPanel(request.user, 90),
        UpstreamPanel(request.user, 95),
        StoriesPanel(_("Waiting for approval"), waiting.order_by("-touched_at"), 100),
        StoriesPanel(_("You have begun"), begun.order_by("-touched_at"), 110),
        StoriesPanel(_("Newest on the site"), newest, 120),
    ]
