"""The columns of the list of stories."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageTitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets.button import Button, ButtonWithDropdown

from broadsheet.stories.models import Story


class HeadlineColumn(PageTitleColumn):
    """The headline with the code of its edition; leads to the form, or where that is not allowed
    to the draft."""

    cell_template_name = "desk/headline_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["edition_code"] = instance.listed_edition.code
        context["direction"] = instance.listed_edition.direction
        context["buttons"] = _buttons(instance, context["page_perms"])
        return context


def _buttons(story: Story, permissions: Any) -> list[ButtonWithDropdown]:
    def place(name: str) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[story.pk])

    buttons = []
    if permissions.can_edit():
        buttons.append(Button(_("Edit"), url=place("edit"), icon_name="edit", priority=10))
    if not story.live or story.has_unpublished_changes:
        buttons.append(
            Button(_("View draft"), url=place("view_draft"), icon_name="draft", priority=20)
        )
    buttons.append(
        Button(
            _("Translate to…"),
            url=reverse("desk_translate", args=[story.pk]),
            icon_name="globe",
            priority=30,
        )
    )
    if permissions.can_move():
        buttons.append(
            Button(_("Move"), url=place("move"), icon_name="arrow-right-full", priority=40)
        )
    if permissions.can_unpublish():
        buttons.append(
            Button(_("Unpublish"), url=place("unpublish"), icon_name="download", priority=50)
        )
    buttons.append(Button(_("History"), url=place("history"), icon_name="history", priority=60))
    return [
        ButtonWithDropdown(
            buttons=buttons,
            icon_name="dots-horizontal",
            attrs={"aria-label": _("More about “%(headline)s”") % {"headline": story.draft_title}},
        )
    ]


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
    DateColumn(
        "published_at", label=gettext_lazy("Published"), sort_key="published_at", width="9%"
    ),
    DateColumn("touched_at", label=gettext_lazy("Updated"), sort_key="touched_at", width="9%"),
    Column("who", label=gettext_lazy("Who"), accessor=_who, width="9%"),
]
