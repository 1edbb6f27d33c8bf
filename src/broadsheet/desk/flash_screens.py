"""The screen of a flash: a line, Enter; then how soon readers had it, and a minute to undo it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.users.models import UserProfile

from broadsheet.desk.flash_form import FlashForm
from broadsheet.desk.flashing import MAY_SEND, TooLate, note_reach, send_flash, undo_flash
from broadsheet.desk.models import Flash
from broadsheet.desk.places import Screen
from broadsheet.desk.reach import editions_in_reach
from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.live.models import Post
from broadsheet.live.selectors import newest_change, page_of_items
from broadsheet.stories.models import Story

SHOWN = 20
#: With the browser's own key for it (Alt, Alt+Shift or Control+Option) from anywhere in the desk.
KEY = "b"


class FlashMenuItem(MenuItem):
    """ "Flash" in the menu, for those who may send one."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY_SEND))


def flash_menu_item() -> FlashMenuItem:
    """The entry of the main menu, with its key."""
    return FlashMenuItem(
        gettext_lazy("Flash"),
        reverse("desk_flash"),
        name="flash",
        icon_name="warning",
        order=114,
        attrs={"accesskey": KEY},
    )


class FlashView(Screen, FormView):
    """The form, the flash that was just sent, and the last ones."""

    template_name = "desk/flash.html"
    form_class = FlashForm
    page_title = gettext_lazy("Flash")
    header_icon = "warning"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(MAY_SEND) or not self.editions:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def editions(self) -> list[Edition]:
        """The editions this user may write for, their own language's first."""
        language = UserProfile.get_for_user(self.request.user).get_preferred_language()
        found = list(editions_in_reach(self.request.user))
        return sorted(found, key=lambda each: each.locale.language_code != language)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "editions": self.editions}

    def form_valid(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        try:
            flash = send_flash(
                said["lines"], said["section"], self.request.user, said["token"], said["status"]
            )
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return self.form_invalid(form)
        address = f"{reverse('desk_flash')}?sent={flash.pk}"
        if "application/json" in self.request.headers.get("Accept", ""):
            return JsonResponse(_told(flash, address))
        return HttpResponseRedirect(address)

    def form_invalid(self, form: Any) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(form=form))
        # Whoever asks for JSON shows the page as it is.
        answer.status_code = 422 if "json" in self.request.headers.get("Accept", "") else 200
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.request.GET.get("sent", "")
        flashes = Flash.objects.prefetch_related(
            "parts__edition", "parts__item", "parts__story", "parts__post__story"
        )
        just_sent = flashes.filter(pk=sent).first() if sent.isdecimal() else None
        streams = [
            {
                "edition": edition.code,
                "address": address_of(edition, page_of_items(edition.code)) + "events",
                "after": newest_change(edition.code),
            }
            for edition in self.editions
        ]
        return super().get_context_data(**kwargs) | {
            "streams": streams,
            "sent": just_sent,
            "seconds_left": just_sent.seconds_left(clock.now()) if just_sent else 0,
            "flashes": flashes.select_related("sent_by")[:SHOWN],
        }


class UndoView(View):
    """One click, within a minute."""

    def post(self, request: Any, flash_id: int) -> HttpResponse:
        """Go back to the flash. Raises PermissionDenied, Http404."""
        flash = get_object_or_404(Flash, pk=flash_id)
        try:
            stay = undo_flash(flash, request.user)
        except TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Undone: readers are told, and the stories are offline."))
            for each in stay:
                messages.warning(request, _what_stays(each))
        return HttpResponseRedirect(f"{reverse('desk_flash')}?sent={flash.pk}")


class ReachedView(View):
    """Takes how long a flash took to readers, as the sender's page saw it."""

    def post(self, request: Any, flash_id: int) -> HttpResponse:
        """204; 400 for what is no time. Raises PermissionDenied, Http404."""
        flash = get_object_or_404(Flash, pk=flash_id)
        if flash.sent_by_id != request.user.pk:
            raise PermissionDenied
        try:
            told = json.loads(request.body)
            note_reach(flash, told if isinstance(told, dict) else {})
        except (ValueError, ValidationError):
            return HttpResponse(status=400)
        return HttpResponse(status=204)


def _what_stays(each: Story | Post) -> str:
    if isinstance(each, Post):
        line = _("The post on “%(headline)s” was edited meanwhile and stays.")
        return line % {"headline": each.story.title}
    line = _("“%(headline)s” was edited meanwhile and stays.")
    return line % {"headline": each.draft_title}


def _told(flash: Flash, address: str) -> dict[str, Any]:
    items = flash.parts.values_list("edition__code", "item_id")
    return {
        "address": address,
        "reached": reverse("desk_flash_reached", args=[flash.pk]),
        "items": dict(items),
    }
