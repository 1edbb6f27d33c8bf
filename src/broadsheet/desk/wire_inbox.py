"""The wire inbox: what agencies send, as it comes; the item at its side; one click, one story."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from PIL import Image, UnidentifiedImageError
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from broadsheet.desk.reach import editions_in_reach
from broadsheet.desk.story_from_item import Refusal
from broadsheet.desk.story_of_received import make_story
from broadsheet.desk.wire_choices import choices_of
from broadsheet.desk.wire_places import crumbs
from broadsheet.desk.wire_rows import rows_of
from broadsheet.editions.models import Edition
from broadsheet.wire import handling
from broadsheet.wire.item import Item
from broadsheet.wire.models import ReceivedItem, Source, WordAlert
from broadsheet.wire.pictures import file_of, folder_for
from broadsheet.wire.selectors import (
    PAGE,
    InboxFilter,
    changed_since,
    inbox_page,
    newest_number,
    newest_version,
    sources_with_health,
)
from broadsheet.wire.subjects import named_subjects
from broadsheet.wire.vocabulary import vocabulary
from broadsheet.wire.working import fetcher

MAY_SEE = "wire.view_receiveditem"
MAY_HANDLE = "wire.change_receiveditem"
#: What may be sent to a browser as a picture.
_SHOWN_PICTURES = {"JPEG", "PNG", "WEBP", "GIF", "AVIF"}
#: Seconds that a look at a picture may take.
PATIENCE = 8.0
#: Of how many rows a page says that it shows them.
SHOWN = 400
MOST_ALERTS = 30


class WireMenuItem(MenuItem):
    """ "Wire" in the menu, for those who may see it."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY_SEE))


def wire_menu_item() -> WireMenuItem:
    """The entry of the main menu."""
    return WireMenuItem(
        gettext_lazy("Wire"), reverse("desk_wire"), name="wire", icon_name="mail", order=112
    )


class _Wire:
    """What all of these screens ask first."""

    request: Any
    permission = MAY_SEE

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_breadcrumbs_items(self) -> list[Any]:
        return crumbs(self)

    @cached_property
    def wanted(self) -> InboxFilter:
        """What is to be seen."""
        return InboxFilter.read(self.request.GET.dict())


class InboxView(_Wire, WagtailAdminTemplateMixin, TemplateView):
    """A page of items. Nothing in it needs a script; the script brings what is new, and keys."""

    template_name = "desk/wire.html"
    page_title = gettext_lazy("Wire")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, wanted = self.request.user, self.wanted
        # Taken first: what comes while the page is made is brought by the first look.
        number = newest_number()
        before = self.request.GET.get("before", "")
        start = int(before) if before.isdecimal() and len(before) < 19 else None
        items = inbox_page(wanted, start, PAGE + 1)
        more = items[PAGE - 1].arrived if len(items) > PAGE else None
        sources = sources_with_health()
        asked = {name: value for name, value in vars(wanted).items() if value}
        known = vocabulary()
        return super().get_context_data(**kwargs) | {
            "rows": rows_of(items[:PAGE], user, known),
            "number": number,
            "older": f"?{urlencode({**asked, 'before': more})}" if more else "",
            "query": urlencode(asked),
            "asked": asked,
            "is_first": start is None,
            "choices": choices_of(sources, known, wanted.subject),
            "sources": sources,
            "alerts": WordAlert.objects.filter(user=user),
            "may_handle": user.has_perm(MAY_HANDLE),
            "troubled": any(_problem(source) for source in sources),
            "quarantined": sum(source.quarantined for source in sources),  # type: ignore[attr-defined]
            "may_see_quarantine": user.has_perm("wire.view_delivery"),
            "may_see_sources": user.has_perm("wire.view_source"),
            "may_see_rules": user.has_perm("wire.view_rule"),
        }


class NewRowsView(_Wire, View):
    """What happened behind a number: 204 where nothing did, else rows and the next number."""

    def get(self, request: Any) -> HttpResponse:
        after = request.GET.get("after", "")
        number = int(after) if after.isdecimal() and len(after) < 19 else 0
        newest = newest_number()
        if newest <= number:
            return HttpResponse(status=204)
        shown = request.GET.get("shown", "")[:10_000].split(",")
        items = changed_since(
            self.wanted, number, [int(each) for each in shown if each.isdecimal()][:SHOWN]
        )
        if len(items) == PAGE:
            newest = items[-1].changed
        rows = rows_of(items, request.user, vocabulary())
        answer = render(request, "desk/wire_rows.html", {"rows": rows})
        answer.headers["X-Wire-Number"] = str(newest)
        return answer


class ItemView(_Wire, WagtailAdminTemplateMixin, TemplateView):
    """One item: text, pictures, what is known of it; a page, or the part beside the list."""

    page_title = gettext_lazy("Wire")
    header_icon = "mail"

    def get_template_names(self) -> list[str]:
        beside = "beside" in self.request.GET
        return ["desk/wire_item.html" if beside else "desk/wire_item_page.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = ReceivedItem.objects.select_related("source__edition", "handled_by", "desk")
        received = get_object_or_404(items, pk=self.kwargs["item_id"])
        version = newest_version(received)
        item = version.as_item() if version is not None else None
        known = vocabulary()
        origins = received.origins.filter(story__isnull=False).select_related("story", "edition")
        return super().get_context_data(**kwargs) | {
            "row": rows_of([received], self.request.user, known)[0],
            "received": received,
            "version": version,
            "item": item,
            "subjects": named_subjects(item, get_language() or "en", known) if item else [],
            "versions": received.versions.order_by("-pk")[:20],
            "origins": origins,
            "editions": editions_in_reach(self.request.user),
            "may_handle": self.request.user.has_perm(MAY_HANDLE),
        }


class ItemActView(_Wire, View):
    """One click or one key: take, skip, give back, make a story."""

    permission = MAY_HANDLE
    http_method_names = ["post"]

    def post(self, request: Any, item_id: int, act: str) -> HttpResponse:
        """Back to the list or on to the story; 204 for a script. Raises Http404."""
        received = get_object_or_404(ReceivedItem.objects.select_related("source"), pk=item_id)
        if act == "story":
            return self._make_story(received)
        try:
            if act == "take":
                handling.take(received, request.user)
            elif act == "skip":
                handling.skip(received, request.user)
            elif act == "give-back":
                handling.give_back(received)
            else:
                raise Http404
        except handling.TakenAlready as taken:
            return self._answer(409, _("%s has it already.") % taken)
        return self._answer(204, "")

    def _make_story(self, received: ReceivedItem) -> HttpResponse:
        edition = None
        if code := self.request.POST.get("edition", ""):
            edition = get_object_or_404(Edition.objects.select_related("locale"), code=code)
        try:
            story = make_story(received, self.request.user, edition)
        except Refusal as refusal:
            return self._answer(409, refusal.sentence.told(_))
        except ValidationError as error:
            return self._answer(409, " ".join(error.messages))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[story.pk]))

    def _answer(self, status: int, said: str) -> HttpResponse:
        if "json" in self.request.headers.get("Accept", ""):
            return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
        if said:
            messages.error(self.request, said)
        query = self.request.POST.get("query", "")
        return HttpResponseRedirect(f"{reverse('desk_wire')}?{query}" if query else _inbox())


class PictureView(_Wire, View):
    """A picture of an item, as far as it is one; fetched where it lies elsewhere."""

    def get(self, request: Any, item_id: int, number: int) -> Any:
        """The picture. Raises Http404 where it cannot be had."""
        received = get_object_or_404(ReceivedItem.objects.select_related("source"), pk=item_id)
        version = newest_version(received)
        item = version.as_item() if version is not None else None
        pictures = _pictures(item) if item is not None else []
        if number >= len(pictures):
            raise Http404
        folder = folder_for(received.source)
        file = file_of(pictures[number], fetcher(), PATIENCE, folder)
        if file is None:
            raise Http404
        try:
            with Image.open(file) as opened:
                kind = opened.format or ""
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise Http404 from error
        if kind not in _SHOWN_PICTURES:
            raise Http404
        answer = HttpResponse(file.read_bytes(), content_type=f"image/{kind.lower()}")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


class AlertsView(_Wire, View):
    """Words that somebody wants to be told of: one more, or one less."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Back to the list."""
        words = " ".join(request.POST.get("words", "").split())[:100]
        own = WordAlert.objects.filter(user=request.user)
        if remove := request.POST.get("remove", ""):
            own.filter(pk=int(remove) if remove.isdecimal() else 0).delete()
        elif words and own.count() < MOST_ALERTS:
            WordAlert.objects.get_or_create(user=request.user, words=words)
        return HttpResponseRedirect(_inbox())


def _pictures(item: Item) -> list[Item]:
    return [each.item for each in item.pictures]


def _problem(source: Source) -> str:
    health = getattr(source, "health", None)
    return health.problem if health is not None and source.active else ""


def _inbox() -> str:
    return reverse("desk_wire")
