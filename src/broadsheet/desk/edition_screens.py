"""Screens for editions, their areas and sections, and their fronts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from broadsheet.desk.edition_form import edition_edit_handler
from broadsheet.desk.reach import area_name, editions_in_reach
from broadsheet.desk.wire_choices import topic_name
from broadsheet.editions.models import Area, Edition, Section, StandingPage
from broadsheet.fronts.models import EditionFront
from broadsheet.wire.vocabulary import vocabulary


def menu_item_for(permission: str) -> type[MenuItem]:
    """A menu item that is shown to those who have ``permission``."""

    class PermittedMenuItem(MenuItem):
        def is_shown(self, request: Any) -> bool:
            return request.user.has_perm(permission)

    return PermittedMenuItem


class Editions(ModelViewSet):
    """The editions themselves."""

    model = Edition
    icon = "site"
    menu_label = _("Editions")
    list_display = ["name", "code", "host", "sort_order"]
    search_fields = ["name", "code"]
    search_backend_name = None
    copy_view_enabled = False

    def get_edit_handler(self) -> Any:
        return edition_edit_handler().bind_to_model(Edition)


class StructureIndexView(IndexView):
    """A short list of the pages that an edition is built of, edition by edition."""

    base_filterset_class = None
    filterset_class = None
    default_ordering = "path"
    show_locale_labels = True

    def get_base_queryset(self) -> QuerySet:
        editions = editions_in_reach(self.request.user)
        pages = self.model.objects.filter(locale__in=editions.values("locale"))
        return self.annotate_queryset(pages)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("path")


class FrontIndexView(StructureIndexView):
    """The fronts; a new one comes with its edition."""

    def get_add_url(self) -> None:
        return None


_TITLE = PageTitleColumn("title", label=_("Title"), classname="title")
_UPDATED = DateColumn("latest_revision_created_at", label=_("Updated"), width="15%")
_STATUS = PageStatusColumn("status", label=_("Status"), width="15%")


class StructureListing(PageListingViewSet):
    """What the lists of sections, areas and standing pages have in common."""

    index_view_class = StructureIndexView
    columns = [_TITLE, _UPDATED, _STATUS]
    filterset_class = None


class SectionIndexView(StructureIndexView):
    """The sections, with the names of the Media Topics that they claim."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        known = vocabulary()
        for section in context["object_list"]:
            names = [topic_name(code, known) for code in section.subjects.split()]
            section.subject_names = " · ".join(names)
        return context


class Sections(StructureListing):
    index_view_class = SectionIndexView
    name = "sections"
    model = Section
    icon = "list-ul"
    menu_label = _("Sections")
    menu_item_class = menu_item_for("editions.change_section")
    columns = [
        _TITLE,
        Column("area", label=_("Area"), accessor=lambda s: area_name(s.area_key), width="15%"),
        Column("subject_names", label=_("IPTC subjects"), width="30%"),
        _STATUS,
    ]


class Areas(StructureListing):
    name = "areas"
    model = Area
    icon = "folder-open-inverse"
    menu_label = _("Areas")
    menu_item_class = menu_item_for("editions.change_section")


class StandingPages(StructureListing):
    name = "standing_pages"
    model = StandingPage
    icon = "doc-full-inverse"
    menu_label = _("Standing pages")
    menu_item_class = menu_item_for("editions.change_standingpage")


class Fronts(StructureListing):
    """The fronts, each a click away from its form."""

    name = "fronts"
    model = EditionFront
    index_view_class = FrontIndexView
    icon = "home"
    menu_label = _("Fronts")
    menu_name = "fronts"
    menu_order = 20
    add_to_admin_menu = True
    menu_item_class = menu_item_for("fronts.change_editionfront")


class EditionScreens(ViewSetGroup):
    """Editions and what they are built of."""

    items = (Editions, Sections, Areas, StandingPages)
    menu_label = _("Editions")
    menu_icon = "site"
    menu_order = 400
