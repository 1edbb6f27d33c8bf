"""The first page's panel of what should be online, or offline, by now and is not."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from broadsheet.desk.models import MissedHour
from broadsheet.desk.reach import SEEING, roots_of
from broadsheet.desk.scheduled import standing_misses
from broadsheet.stories.checks import publishing_errors
from broadsheet.stories.models import Story

SHOWN = 20


class MissedPanel(Component):
    """What could not be published at its hour, why, and when it is tried again."""

    name = "missed"
    template_name = "desk/missed_panel.html"

    def __init__(self, user: Any, order: int) -> None:
        self.user, self.order = user, order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Heading and rows; reasons in the language of whoever looks."""
        roots = roots_of(self.user, SEEING)
        mine = (each for each in standing_misses() if _within(each.page, roots))
        missed: list[Any] = list(islice(mine, SHOWN))
        for each in missed:
            each.reasons = reasons_of(each)
        return {"heading": _("Could not be published"), "missed": missed}


def reasons_of(missed: MissedHour) -> list[str]:
    """Why, in an editor's words: what is wrong with the version now, or what was said then."""
    if missed.unexpected:
        return [_("A fault of the program's; tell whoever runs it: %s") % missed.reason]
    version = missed.revision.as_object() if missed.revision is not None else None
    if isinstance(version, Story) and (errors := publishing_errors(version)):
        return [str(message) for messages in errors.values() for message in messages]
    return [missed.reason]


def _within(page: Page, roots: set[str]) -> bool:
    return any(page.path.startswith(root) for root in roots)
