"""The ticker's screen: one line on top, Enter publishes; a button for all that may follow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from broadsheet.desk.places import Screen
from broadsheet.desk.reach import editions_in_reach
from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem
from broadsheet.live.selectors import page_of_items

Status = BreakingItem.Status

#: How many items the screen shows; older ones are in the list of all items.
SHOWN = 50
MAY_ADD = "live.add_breakingitem"
MAY_PUBLISH = "live.publish_breakingitem"
MAY_CHANGE = "live.change_breakingitem"
#: Where the edition that somebody worked on last is remembered.
LAST_EDITION = "ticker_edition"

#: What may be done with an item: its word in the address, and what the history calls it.
ACTS = {
    "publish": "wagtail.publish",
    "confirm": "wagtail.edit",
    "deny": "wagtail.edit",
    "withdraw": "wagtail.edit",
}


class LineForm(forms.ModelForm):
    """An item in one line."""

    class Meta:
        model = BreakingItem
        fields = ("text", "speaker", "role", "place", "status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in Status.choices if choice[0] != Status.WITHDRAWN]
        self.fields["status"] = forms.ChoiceField(
            choices=offered, label=gettext_lazy("status"), initial=Status.REPORTED
        )
        self.fields["text"].widget.attrs["autofocus"] = True
        for name, field in self.fields.items():
            field.help_text = ""
            # The title says what the field is when words stand in it; the label is for all.
            field.widget.attrs.update({"placeholder": field.label, "data-field": name})


class TickerMenuItem(MenuItem):
    """ "Ticker" in the menu, for those who may write for it."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY_ADD))


def ticker_menu_item() -> TickerMenuItem:
    """The entry of the main menu."""
    return TickerMenuItem(
        gettext_lazy("Ticker"),
        reverse("desk_ticker"),
        name="ticker",
        icon_name="warning",
        order=115,
    )


class TickerView(Screen, FormView):
    """The newest items of one edition, and a line to add one."""

    template_name = "desk/ticker.html"
    form_class = LineForm
    page_title = gettext_lazy("Ticker")
    header_icon = "warning"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(MAY_ADD) or not self.editions:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def editions(self) -> list[Edition]:
        """The editions whose ticker this user may write for."""
        return list(editions_in_reach(self.request.user))

    @cached_property
    def edition(self) -> Edition:
        """The one that was asked for; else the last one worked on, the one in the user's language,
        the first. Raises PermissionDenied for one out of reach."""
        by_code = {edition.code: edition for edition in self.editions}
        asked = self.request.GET.get("edition", "")
        if asked:
            if asked not in by_code:
                raise PermissionDenied
            self.request.session[LAST_EDITION] = asked
            return by_code[asked]
        last = self.request.session.get(LAST_EDITION, "")
        language = UserProfile.get_for_user(self.request.user).get_preferred_language()
        spoken = (e for e in self.editions if e.locale.language_code == language)
        return by_code.get(last) or next(spoken, self.editions[0])

    def get_page_subtitle(self) -> str:
        return self.edition.name

    def get_form_kwargs(self) -> dict[str, Any]:
        item = BreakingItem(locale=self.edition.locale)
        return super().get_form_kwargs() | {"instance": item}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.user.has_perm(MAY_PUBLISH):
            item = publishing.publish(form.instance)
            log(item, "wagtail.publish", user=self.request.user)
            messages.success(self.request, _("Published."))
        else:
            item = publishing.propose(form.instance)
            log(item, "wagtail.create", user=self.request.user)
            messages.success(self.request, _("It waits for an editor."))
        return HttpResponseRedirect(screen_of(self.edition))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        items = BreakingItem.objects.filter(locale_id=self.edition.locale_id)
        return super().get_context_data(**kwargs) | {
            "editions": self.editions,
            "edition": self.edition,
            "items": items.select_related("story").order_by("-created_at", "-pk")[:SHOWN],
            "may_publish": user.has_perm(MAY_PUBLISH),
            "may_change": user.has_perm(MAY_CHANGE),
            "address": address_of(self.edition, page_of_items(self.edition.code)),
        }


class TickerActView(View):
    """One click: publish, confirm, deny, withdraw."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        # A link that somebody is sent must do nothing.
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: Any, item_id: int, act: str) -> HttpResponse:
        """Do it and go back to the edition's list. Raises Http404, PermissionDenied."""
        item = get_object_or_404(BreakingItem, pk=item_id)
        reached = editions_in_reach(request.user).filter(locale_id=item.locale_id).first()
        if reached is None or act not in ACTS or not request.user.has_perm(MAY_PUBLISH):
            raise PermissionDenied
        item = _do(item, act)
        log(item, ACTS[act], user=request.user)
        return HttpResponseRedirect(screen_of(reached))


def screen_of(edition: Edition) -> str:
    """The address of an edition's screen."""
    return f"{reverse('desk_ticker')}?edition={edition.code}"


def _do(item: BreakingItem, act: str) -> BreakingItem:
    if act == "publish":
        return publishing.publish(item)
    if act == "withdraw":
        return publishing.withdraw(item)
    return publishing.set_status(item, Status.CONFIRMED if act == "confirm" else Status.DENIED)
