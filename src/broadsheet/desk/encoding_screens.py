"""How far the renditions of clips are, where editors look at clips; and another try."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.panels import HelpPanel
from wagtail.admin.ui.tables import Column

from broadsheet.desk.keeping_to_reach import refuse_edit
from broadsheet.media import ffmpeg
from broadsheet.media.encoding import try_again
from broadsheet.media.models import Clip, Encoding

State = Encoding.State
MAY_SEE = ("media.view_clip", "media.change_clip")
MAY_TRY = "media.change_clip"
#: Clips that one question may name.
MOST = 100


def state_of(clip: Clip) -> tuple[str, bool]:
    """How far a clip's renditions are, in words, and whether that is the end of it.

    Empty for a clip that is an address: others play it as it is. No query where ``encoding`` was
    selected with the clip.
    """
    if not clip.file:
        return "", True
    encoding = getattr(clip, "encoding", None)
    if encoding is None or encoding.source != str(clip.file):
        if not ffmpeg.is_there():
            return _("Played as it was sent: ffmpeg is not installed here."), True
        return str(State.WAITING.label), False
    if encoding.state == State.WORKING:
        return _("%(percent)s %% made") % {"percent": encoding.percent}, False
    if encoding.state == State.FAILED:
        return _("Failed: %(why)s") % {"why": encoding.problem}, True
    return str(State(encoding.state).label), encoding.state == State.DONE


class EncodingColumn(Column):
    """How far a clip's renditions are."""

    cell_template_name = "desk/encoding_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["text"], context["over"] = state_of(instance)
        return context

    def get_value(self, instance: Any) -> str:
        return state_of(instance)[0]


class EncodingPanel(HelpPanel):
    """The same in a clip's form, with a button for another try."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.file)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            text, over = state_of(self.instance)
            encoding = getattr(self.instance, "encoding", None)
            failed = encoding is not None and encoding.state == State.FAILED
            return context | {"clip": self.instance, "text": text, "over": over, "failed": failed}


def encoding_panel() -> EncodingPanel:
    """The panel of a clip's form."""
    return EncodingPanel(template="desk/encoding_panel.html", heading=gettext_lazy("Renditions"))


class EncodingsView(View):
    """How far the clips are that ``?clip=`` names: ``{"7": {"text": …, "over": false}}``."""

    def get(self, request: Any) -> HttpResponse:
        """Raises PermissionDenied for those who may not see clips."""
        if not any(request.user.has_perm(each) for each in MAY_SEE):
            raise PermissionDenied
        asked = [int(each) for each in request.GET.getlist("clip")[:MOST] if each.isdecimal()]
        clips = Clip.objects.filter(pk__in=asked).select_related("encoding")
        told = {clip.pk: state_of(clip) for clip in clips}
        return JsonResponse({pk: {"text": text, "over": over} for pk, (text, over) in told.items()})


class TryAgainView(View):
    """Has the renditions of a clip made that failed."""

    def post(self, request: Any, clip_id: int) -> HttpResponse:
        """Go back to the clip's form. Raises PermissionDenied, Http404."""
        if not request.user.has_perm(MAY_TRY):
            raise PermissionDenied
        clip = get_object_or_404(Clip, pk=clip_id)
        refuse_edit(request, clip)
        try_again(clip)
        messages.success(request, _("It is tried again."))
        return HttpResponseRedirect(reverse("wagtailsnippets_media_clip:edit", args=[clip.pk]))
