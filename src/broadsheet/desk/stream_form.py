"""The form of a stream: its address is tried when it is saved; its state and a player beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, LocaleColumn
from wagtail.snippets.views.snippets import CreateView, EditView

from broadsheet.desk.reach import editions_in_reach
from broadsheet.desk.record_form import RecordForm
from broadsheet.desk.record_screens import RecordScreens, record_form_of
from broadsheet.live.channel.faults import BadPlaylist, Unreachable
from broadsheet.live.channel.probing import Probe
from broadsheet.live.models import Stream, StreamHealth

#: Seconds that saving a stream waits for its playlist.
WITHIN = 4.0


class StreamForm(RecordForm):
    """A stream's form. What no player could play is an error; what is not there is a warning."""

    #: Why nobody could look at the address when it was saved; empty where somebody could.
    not_reached = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            self.fields["edition"].queryset = editions_in_reach(self.for_user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        address = (cleaned.get("address") or "").strip()
        if address and (address != self.initial.get("address") or not self.instance.pk):
            try:
                Probe(private=settings.PRIVATE_STREAMS).look(address, within=WITHIN)
            except BadPlaylist as error:
                self.add_error("address", _("It cannot be played: %(why)s.") % {"why": error})
            except Unreachable as error:
                self.not_reached = str(error)
        return cleaned


class StreamPanel(HelpPanel):
    """How the stream is, and a player to see it."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"stream": self.instance, "health": health_line(self.instance)}


def health_line(stream: Stream) -> str:
    """How a stream is, in a line. No query where ``health`` was selected with it."""
    if not stream.on_air:
        return _("Off air")
    health: StreamHealth | None = getattr(stream, "health", None)
    if health is None:
        return _("Nobody has looked at it yet.")
    if not health.fault:
        return _("Fine at %(time)s") % {"time": _time(health.checked_at)}
    told = {"time": _time(health.checked_at), "why": health.why}
    if stream.down_since is None:
        return _("Something is wrong at %(time)s: %(why)s") % told
    told["since"] = _time(stream.down_since)
    return _("Interrupted since %(since)s: %(why)s") % told


class HealthColumn(Column):
    """How a stream is, in the list."""

    def get_value(self, instance: Any) -> str:
        return health_line(instance)


class _Warns:
    """Tells whoever saved a stream that nobody could look at it."""

    def save_instance(self) -> Any:
        """See Wagtail's view."""
        instance = super().save_instance()  # type: ignore[misc]
        if why := self.form.not_reached:  # type: ignore[attr-defined]
            messages.warning(
                self.request,  # type: ignore[attr-defined]
                _("Saved, but nobody could look at its address: %(why)s.") % {"why": why},
            )
        return instance


class CreateStream(_Warns, CreateView):
    """A new stream."""


class EditStream(_Warns, EditView):
    """A stream that is there."""


class Streams(RecordScreens):
    """The list and the forms of streams."""

    model = Stream
    icon = "media"
    menu_label = gettext_lazy("Streams")
    list_display = [
        "name",
        LocaleColumn(label=gettext_lazy("Edition")),
        BooleanColumn("on_air", label=gettext_lazy("On air")),
        HealthColumn("health", label=gettext_lazy("State")),
    ]
    add_view_class = CreateStream
    edit_view_class = EditStream

    def get_queryset(self, request: Any) -> Any:
        return Stream.objects.select_related("health", "locale")

    def get_edit_handler(self) -> Any:
        panel = StreamPanel(template="desk/stream_panel.html", heading=gettext_lazy("State"))
        handler = record_form_of(self.model, [panel, *self.model.panels])
        panels = handler.children
        return ObjectList(panels, base_form_class=StreamForm).bind_to_model(self.model)


def _time(moment: Any) -> str:
    return date_format(localtime(moment), "j M, H:i:s")
