"""Slots of a schedule: the form, taking one out, copying a day."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView

from broadsheet.desk.channel_screens import StreamScreen, schedule_screen
from broadsheet.live.channel.scheduling import copy_day, drop_slot, keep_slot
from broadsheet.live.models import ScheduleSlot, Stream
from broadsheet.programmes.models import Programme


class SlotForm(forms.ModelForm):
    """What is on, when, for how long."""

    class Meta:
        model = ScheduleSlot
        fields = ("programme", "title", "note", "weekday", "day", "starts", "minutes", "off_air")
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts": forms.TimeInput(attrs={"type": "time", "step": 60}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Programme.objects.filter(locale_id=self.instance.stream.locale_id)
        self.fields["programme"].queryset = own  # type: ignore[attr-defined]
        self.fields["weekday"].label = gettext_lazy("Each week on")
        self.fields["title"].widget.attrs["autofocus"] = True


class SlotView(StreamScreen, FormView):
    """The form of a slot: a new one, or one that is there."""

    template_name = "desk/slot.html"
    form_class = SlotForm

    @cached_property
    def slot(self) -> ScheduleSlot:
        """The slot. Raises Http404."""
        if "slot_id" in self.kwargs:
            slots = ScheduleSlot.objects.select_related("stream")
            return get_object_or_404(slots, pk=self.kwargs["slot_id"])
        return ScheduleSlot(stream=get_object_or_404(Stream, pk=self.kwargs["stream_id"]))

    @cached_property
    def stream(self) -> Stream:
        """Its stream."""
        return self.slot.stream

    def get_page_title(self) -> str:
        return _("Slot") if self.slot.pk else _("New slot")

    def get_initial(self) -> dict[str, Any]:
        """A new slot begins where the grid was clicked."""
        asked = self.request.GET
        initial: dict[str, Any] = {}
        if asked.get("weekday", "") in {str(number) for number in range(7)}:
            initial["weekday"] = int(asked["weekday"])
        for name, read in (("starts", time.fromisoformat), ("day", date.fromisoformat)):
            try:
                initial[name] = read(asked[name])
            except (KeyError, ValueError):
                continue
        return initial if not self.slot.pk else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.slot}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            slot = keep_slot(form.instance)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("“%(title)s”: %(when)s.") % _named(slot))
        week = slot.day.isoformat() if slot.day else self.request.GET.get("week", "")
        return HttpResponseRedirect(schedule_screen(slot.stream_id, week))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = schedule_screen(self.stream.pk, self.request.GET.get("week", ""))
        return super().get_context_data(**kwargs) | {
            "slot": self.slot,
            "back": back,
            "zone": self.edition.time_zone,
        }


class DropSlotView(StreamScreen, View):
    """Takes a slot out of its schedule."""

    @cached_property
    def slot(self) -> ScheduleSlot:
        """The slot. Raises Http404."""
        slots = ScheduleSlot.objects.select_related("stream", "programme")
        return get_object_or_404(slots, pk=self.kwargs["slot_id"])

    @cached_property
    def stream(self) -> Stream:
        """Its stream."""
        return self.slot.stream

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Go back to the schedule. Raises PermissionDenied, Http404."""
        named = _named(self.slot)
        drop_slot(self.slot)
        messages.success(request, _("“%(title)s” is out of the schedule: %(when)s.") % named)
        return HttpResponseRedirect(schedule_screen(self.stream.pk))


class CopyDayView(StreamScreen, View):
    """Makes other weekdays like one."""

    def post(self, request: Any, stream_id: int) -> HttpResponse:
        """Go back to the schedule. Raises PermissionDenied, Http404."""
        weekdays = {str(number) for number in range(7)}
        source, onto = request.POST.get("weekday", ""), set(request.POST.getlist("onto"))
        if source not in weekdays or not onto or not onto <= weekdays:
            messages.error(request, _("Choose the days that are to be like it."))
            return HttpResponseRedirect(schedule_screen(stream_id))
        try:
            count = copy_day(self.stream, int(source), map(int, onto))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = ngettext("%(count)s slot was copied.", "%(count)s slots were copied.", count)
            messages.success(request, said % {"count": count})
        return HttpResponseRedirect(schedule_screen(stream_id))


def _named(slot: ScheduleSlot) -> dict[str, str]:
    return {"title": slot.shown_title, "when": slot.when}
