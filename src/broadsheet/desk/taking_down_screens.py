"""The screens on which a chief withdraws, kills or takes down a story, or lifts a hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from broadsheet.desk import taking_down
from broadsheet.desk.holds import hold_on, said_of
from broadsheet.desk.models import Hold
from broadsheet.desk.sole_pictures import pictures_only_of
from broadsheet.media.models import Picture
from broadsheet.stories.models import Story


def may(user: Any, permission: str, story: Page) -> bool:
    """Whether ``user`` has the permission, and reaches the story with it."""
    return bool(user.has_perm(permission) and story.permissions_for_user(user).can_publish())


class ReasonForm(forms.Form):
    """Why; kept in the newsroom."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the newsroom's records. Readers are never shown it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ForGoodForm(ReasonForm):
    """Why; and that it is meant."""

    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be undone"))


class TakingDownView(WagtailAdminTemplateMixin, FormView):
    """Says what will happen, asks why, and does it."""

    template_name = "desk/taking_down.html"
    form_class: type[forms.Form] = ReasonForm
    permission = "desk.kill_story"
    button: Any = ""

    @cached_property
    def story(self) -> Story:
        """The story as it is stored. Raises Http404, PermissionDenied."""
        found = get_object_or_404(Story, pk=self.kwargs["story_id"])
        if not may(self.request.user, self.permission, found):
            raise PermissionDenied
        return found

    @cached_property
    def hold(self) -> Hold | None:
        """What holds the story already."""
        return hold_on(self.story)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if why := self.refusal():
            messages.warning(request, why)
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def refusal(self) -> str:
        """Why there is nothing to do here; empty if there is."""
        return said_of(self.hold) if self.hold is not None else ""

    def back(self) -> HttpResponse:
        """To the story's form."""
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[self.story.pk]))

    def get_page_subtitle(self) -> str:
        return self.story.draft_title

    def consequences(self) -> list[str]:
        """What will happen, a sentence each."""
        return []

    def act(self, reason: str) -> str:
        """Do it; returns what to tell the person who did."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            said = self.act(form.cleaned_data.get("reason", ""))
        except taking_down.AlreadyHeld:
            messages.warning(self.request, _("Somebody else has just done this."))
        else:
            messages.success(self.request, said)
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        others = Story.objects.filter(translation_key=self.story.translation_key)
        context |= {
            "consequences": self.consequences(),
            "translations": others.exclude(pk=self.story.pk)
            .select_related("edition")
            .defer("body", "points"),
            "pictures": [],
            "submit_button_label": self.button,
            "media": context["form"].media,
        }
        return context


class WithdrawView(TakingDownView):
    """Offline; an editor may bring it back."""

    page_title = gettext_lazy("Withdraw")
    header_icon = "download"
    permission = "desk.withdraw_story"
    button = gettext_lazy("Withdraw")

    def consequences(self) -> list[str]:
        return [
            _("Readers who come to its address are told that it is gone."),
            _("A version that waits for its hour is no longer scheduled."),
            _("The story stays at the desk, and an editor may publish it again."),
        ]

    def act(self, reason: str) -> str:
        taking_down.withdraw(self.story, self.request.user, reason)
        return _("Withdrawn.")


class KillView(TakingDownView):
    """Offline, struck from what is kept, and held."""

    page_title = gettext_lazy("Kill")
    header_icon = "cross"
    button = gettext_lazy("Kill")

    def consequences(self) -> list[str]:
        return [
            _("Within a second the story is gone for readers; its address says so."),
            _("It is struck from the kept impressions of fronts."),
            _("A version that waits for its hour, or for approval, waits no longer."),
            _("Nobody can publish it again until a chief lifts the hold."),
            _("The words stay at the desk."),
        ]

    def act(self, reason: str) -> str:
        taking_down.kill(self.story, self.request.user, reason)
        return _("Killed. It cannot be published until a chief lifts the hold.")


class TakeDownView(TakingDownView):
    """Every copy removed, for good."""

    page_title = gettext_lazy("Take down for legal reasons")
    header_icon = "warning"
    permission = "desk.take_down_story"
    form_class = ForGoodForm
    button = gettext_lazy("Remove every copy")

    def refusal(self) -> str:
        held = self.hold
        return said_of(held) if held and held.verb == Hold.Verb.TAKE_DOWN else ""

    def consequences(self) -> list[str]:
        return [
            _("Within a second the story is gone for readers; its address says so."),
            _("Its words are removed from the desk, with every earlier version, comment and note."),
            _("It is removed from search, and from the kept impressions of fronts."),
            _("An emptied page stays, so that its address and its agency's item stay closed."),
            _("Backups of the database still hold it until they are overwritten."),
            _("This cannot be undone."),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"pictures": pictures_only_of(self.story)}

    def act(self, reason: str) -> str:
        hold = taking_down.take_down(self.story, self.request.user, reason)
        said = _("Every copy of the story was removed.")
        left = Picture.objects.filter(pk__in=hold.pictures)
        if left:
            titles = ", ".join(f"“{picture.title}”" for picture in left)
            said += " " + _("Pictures that only it used are still in the library: %s.") % titles
        return said


class LiftView(TakingDownView):
    """Lets a held story be published again."""

    page_title = gettext_lazy("Lift the hold")
    header_icon = "lock-open"
    form_class = forms.Form
    button = gettext_lazy("Lift the hold")

    def refusal(self) -> str:
        return "" if self.hold is not None else _("Nothing holds this story.")

    def consequences(self) -> list[str]:
        assert self.hold is not None
        return [
            said_of(self.hold),
            _("It stays offline; from now on an editor may publish it again."),
        ]

    def act(self, reason: str) -> str:
        assert self.hold is not None
        taking_down.lift(self.hold, self.request.user)
        return _("The hold is lifted.")


class TakingDownButton(PageMenuItem):
    """One of these screens in a story's menu, for those who may."""

    view: type[TakingDownView]
    held: tuple[str, ...] = ("",)

    def is_shown(self, user: Any) -> bool:
        if not issubclass(self.page.specific_class or Page, Story):
            return False
        if not may(user, self.view.permission, self.page.specific):
            return False
        hold = hold_on(self.page)
        return (hold.verb if hold else "") in self.held


class WithdrawButton(TakingDownButton):
    """ "Withdraw…" in a story's menu."""

    label = gettext_lazy("Withdraw…")
    icon_name = "download"
    url_name = "desk_withdraw"
    view = WithdrawView

    def is_shown(self, user: Any) -> bool:
        return self.page.live and super().is_shown(user)


class KillButton(TakingDownButton):
    """ "Kill…" in a story's menu."""

    label = gettext_lazy("Kill…")
    icon_name = "cross"
    url_name = "desk_kill"
    view = KillView


class TakeDownButton(TakingDownButton):
    """ "Take down for legal reasons…" in a story's menu."""

    label = gettext_lazy("Take down for legal reasons…")
    icon_name = "warning"
    url_name = "desk_take_down"
    view = TakeDownView
    held = ("", Hold.Verb.KILL)


class LiftButton(TakingDownButton):
    """ "Lift the hold…" in the menu of a held story."""

    label = gettext_lazy("Lift the hold…")
    icon_name = "lock-open"
    url_name = "desk_lift"
    view = LiftView
    held = (Hold.Verb.KILL, Hold.Verb.TAKE_DOWN)


BUTTONS = (WithdrawButton, KillButton, TakeDownButton, LiftButton)


def tell_of_hold(request: Any, page: Page) -> None:
    """When a held story is opened: say so before anybody works on it."""
    hold = hold_on(page) if request.method == "GET" else None
    if hold is not None:
        messages.warning(request, said_of(hold))
