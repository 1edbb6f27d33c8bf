"""Screens for subjects, people and clips: lists, forms, choosers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from broadsheet.desk.encoding_screens import EncodingColumn, encoding_panel
from broadsheet.desk.poster_screens import frames_panel
from broadsheet.desk.record_form import RecordForm
from broadsheet.media.models import Clip
from broadsheet.people.models import Agency, Author
from broadsheet.programmes.models import Programme
from broadsheet.topics.models import Dossier, Region, Topic


def record_form_of(model: Any, panels: list[Any] | None = None) -> ObjectList:
    """``panels``, or else the model's own, with the link to its counterparts."""
    own = model.panels if panels is None else panels
    return ObjectList(
        [FieldPanel("edition"), *own, FieldPanel("same_as")], base_form_class=RecordForm
    )


class RecordScreens(SnippetViewSet):
    """What the screens of all records have in common."""

    list_display = ["name", LocaleColumn(label=_("Edition"))]
    list_per_page = 50
    copy_view_enabled = False

    def get_edit_handler(self) -> Any:
        return record_form_of(self.model).bind_to_model(self.model)


class Topics(RecordScreens):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")


class Regions(RecordScreens):
    model = Region
    icon = "globe"
    menu_label = _("Regions")
    list_display = ["name", LocaleColumn(label=_("Edition")), "sort_order"]


class Dossiers(RecordScreens):
    model = Dossier
    icon = "folder-open-inverse"
    menu_label = _("Dossiers")
    list_display = ["name", LocaleColumn(label=_("Edition")), "open"]
    list_filter = ["open"]


class Programmes(RecordScreens):
    model = Programme
    icon = "list-ul"
    menu_label = _("Programmes")
    menu_order = 305
    add_to_admin_menu = True
    list_display = ["name", "kind", LocaleColumn(label=_("Edition"))]
    list_filter = ["kind"]


class Authors(RecordScreens):
    model = Author
    icon = "user"
    menu_label = _("Authors")
    list_display = ["name", "title", LocaleColumn(label=_("Edition"))]


class Agencies(RecordScreens):
    model = Agency
    icon = "group"
    menu_label = _("Agencies")


class Clips(RecordScreens):
    model = Clip
    icon = "media"
    menu_label = _("Clips")
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "title",
        LocaleColumn(label=_("Edition")),
        "seconds",
        EncodingColumn("encoding", label=_("Renditions")),
    ]
    index_template_name = "desk/clips.html"
    edit_template_name = "desk/clip_form.html"

    def get_queryset(self, request: Any) -> Any:
        return Clip.objects.select_related("encoding", "locale")

    def get_edit_handler(self) -> Any:
        panels = [*self.model.panels[:2], encoding_panel(), frames_panel()]
        panels += self.model.panels[2:]
        return record_form_of(self.model, panels).bind_to_model(self.model)


class Subjects(SnippetViewSetGroup):
    """Topics, regions, dossiers."""

    items = (Topics, Regions, Dossiers)
    menu_label = _("Subjects")
    menu_icon = "tag"
    menu_order = 210


class People(SnippetViewSetGroup):
    """Authors and agencies."""

    items = (Authors, Agencies)
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 220
