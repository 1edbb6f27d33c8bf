"""What the desk sees of an agency's changes: on the story, on the first page, while one writes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from broadsheet.desk.lineage import lineage, new_paragraphs
from broadsheet.desk.models import UpstreamChange, WireOrigin
from broadsheet.desk.reach import stories_in_reach
from broadsheet.desk.story_from_item import Refusal
from broadsheet.desk.upstream import open_changes, open_changes_in, settle
from broadsheet.desk.wire_places import crumbs
from broadsheet.stories.models import Story

SHOWN = 20
HOWS = ("bring_in", "kill", "leave")


class OriginView(WagtailAdminTemplateMixin, TemplateView):
    """Where a story came from: its paragraphs, its agency's versions, and what is to be decided."""

    template_name = "desk/wire_origin.html"
    page_title = gettext_lazy("From the wire")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[Any]:
        return crumbs(self)

    def get_page_subtitle(self) -> str:
        return self.story.draft_title

    def dispatch(self, request: Any, story_id: int, *args: Any, **kwargs: Any) -> Any:
        self.story = get_object_or_404(Story, pk=story_id)
        if not self.story.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        origins = WireOrigin.objects.select_related("received__source")
        changes = open_changes(self.story).select_related("version")
        draft = self.story.get_latest_revision_as_object()
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "origin": origins.filter(story=self.story).first(),
            "changes": changes,
            "lines": lineage(draft),
            "fresh": new_paragraphs(draft) if changes else [],
            "may_kill": self.request.user.has_perm("desk.kill_story"),
        }


class SettleView(View):
    """One click: bring the new version in as a draft, kill, or leave it as it is."""

    http_method_names = ["post"]

    def post(self, request: Any, change_id: int, how: str) -> HttpResponse:
        """Do it and go on to the story. Raises Http404, PermissionDenied."""
        changes = UpstreamChange.objects.select_related("story", "version__item")
        change = get_object_or_404(changes, pk=change_id, settled_at=None)
        edit = HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[change.story_id]))
        if how not in HOWS:
            raise PermissionDenied
        try:
            settle(change, request.user, how)
        except Refusal as refusal:
            messages.error(request, refusal.sentence.told(_))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return edit


class OpenChangesView(View):
    """Whether something has to be decided on a story: asked by its form while somebody writes."""

    def get(self, request: Any, story_id: int) -> HttpResponse:
        """``{"words": …, "address": …}``; 204 where there is nothing. Raises Http404."""
        story = get_object_or_404(Story, pk=story_id)
        if not story.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        change = open_changes(story).first()
        if change is None:
            return HttpResponse(status=204)
        address = reverse("desk_wire_origin", args=[story.pk])
        return JsonResponse({"words": said_of(change), "address": address, "look": _("Look")})


class OriginButton(PageMenuItem):
    """ "From the wire…" in the menu of a story that came over it."""

    label = gettext_lazy("From the wire…")
    icon_name = "mail"
    url_name = "desk_wire_origin"

    def is_shown(self, user: Any) -> bool:
        return (
            issubclass(self.page.specific_class or Page, Story)
            and WireOrigin.objects.filter(story_id=self.page.pk).exists()
            and self.page.permissions_for_user(user).can_edit()
        )


class UpstreamPanel(Component):
    """The first page's panel of what agencies did to what stories were made from."""

    name = "upstream"
    template_name = "desk/upstream_panel.html"

    def __init__(self, user: Any, order: int) -> None:
        self.user, self.order = user, order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Heading and rows. One query."""
        stories = Story.objects.filter(stories_in_reach(self.user)).values("pk")
        changes = list(open_changes_in(stories)[:SHOWN])
        return {"heading": _("Changed or killed by agencies"), "changes": changes}


def said_of(change: UpstreamChange) -> str:
    """A change in a sentence for editors."""
    if change.kind == UpstreamChange.Kind.KILL:
        return _("The agency has killed the item that this story was made from.")
    if change.kind == UpstreamChange.Kind.WITHHELD:
        return _("The agency withholds the item that this story was made from.")
    if change.kind == UpstreamChange.Kind.PICTURES:
        return _("Pictures have come that were not there when this story was made.")
    return _("The agency has sent a newer version of the item that this story was made from.")


def tell_of_changes(request: HttpRequest, page: Page) -> None:
    """When a story is opened whose agency has changed something: say so before anybody writes."""
    if request.method != "GET":
        return
    change = open_changes(page).first()
    if change is not None:
        link = reverse("desk_wire_origin", args=[page.pk])
        told = format_html('{} <a href="{}">{}</a>', said_of(change), link, _("Look"))
        messages.warning(request, told)


def watch_changes() -> SafeString:
    """The module that asks for changes while a story's form is open."""
    from django.templatetags.static import static

    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>',
        static("broadsheet/desk/wire.css"),
        static("broadsheet/desk/upstream.js"),
    )
