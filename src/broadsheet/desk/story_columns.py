"""The columns of the list of stories."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageTitleColumn
from wagtail.admin.utils import get_user_display_name

from broadsheet.stories.models import Story


class HeadlineColumn(PageTitleColumn):
    """The headline with the code of its edition; leads to the form of those who may edit it."""

    header_template_name = "desk/headline_header.html"
    cell_template_name = "desk/headline_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["edition_code"] = instance.listed_edition.code
        context["direction"] = instance.listed_edition.direction
        context["edit"] = _place("edit", instance.pk) if context["page_perms"].can_edit() else ""
        context["actions"] = _actions(instance)
        return context


def _place(name: str, pk: int) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[pk])


def _actions(story: Story) -> list[tuple[str, str]]:
    """What can be done from the list; the rest is in the form's own menus."""
    actions = []
    if not story.live or story.has_unpublished_changes:
        actions.append((_("View draft"), _place("view_draft", story.pk)))
    actions.append((_("Translate to…"), reverse("desk_translate", args=[story.pk])))
    actions.append((_("History"), _place("history", story.pk)))
    return actions


class StatusColumn(Column):
    """Live, draft, scheduled, in review."""

    cell_template_name = "desk/status_cell.html"

    def get_value(self, instance: Any) -> str:
        if instance.listed_review:
            return str(_("live, in review") if instance.live else _("in review"))
        return str(instance.status_string)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["address"] = instance.listed_address
        return context


class MomentColumn(Column):
    """A date with its time, in the user's own zone."""

    cell_template_name = "desk/moment_cell.html"


def _who(story: Any) -> str:
    worker = story.listed_worker
    return get_user_display_name(worker) if worker else ""


#: ``listed_…`` are set on every row by the view: one query for all rows instead of one for each.
COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    HeadlineColumn("title", label=gettext_lazy("Headline"), classname="title"),
    Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", width="8%"),
    Column(
        "section",
        label=gettext_lazy("Section"),
        accessor=lambda story: story.listed_section.title,
        width="10%",
    ),
    Column(
        "edition",
        label=gettext_lazy("Edition"),
        accessor=lambda story: story.listed_edition.name,
        width="10%",
    ),
    StatusColumn("status", label=gettext_lazy("Status"), width="9%"),
    MomentColumn(
        "published_at", label=gettext_lazy("Published"), sort_key="published_at", width="9%"
    ),
    MomentColumn("touched_at", label=gettext_lazy("Updated"), sort_key="touched_at", width="9%"),
    Column("who", label=gettext_lazy("Who"), accessor=_who, width="9%"),
]
