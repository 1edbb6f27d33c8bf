"""A video's poster from its own frames: a strip in the clip's form, "use this frame" under each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.panels import HelpPanel

from broadsheet.desk.keeping_to_reach import refuse_edit
from broadsheet.media import ffmpeg
from broadsheet.media.models import Clip
from broadsheet.media.posters import STRIP_WIDTH, frame_of, set_poster, strip_of

MAY_CHOOSE = "media.change_clip"


def has_frames(clip: Clip) -> bool:
    """Whether frames can be taken of a clip here: of a video's file, where ffmpeg is."""
    return bool(clip.pk and clip.file and clip.seconds and not clip.is_audio and ffmpeg.is_there())


class FramesPanel(HelpPanel):
    """The strip, in the form of a clip that has frames."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return has_frames(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            times = [
                (second, f"{second // 60}:{second % 60:02}") for second in strip_of(self.instance)
            ]
            return context | {"clip": self.instance, "times": times}


def frames_panel() -> FramesPanel:
    """The panel of a clip's form."""
    return FramesPanel(
        template="desk/frames_panel.html", heading=gettext_lazy("Poster from the video")
    )


class FrameView(View):
    """One frame of a clip, small, as JPEG: ``/admin/clips/7/frames/12.jpg``."""

    def get(self, request: Any, clip_id: int, second: int) -> HttpResponse:
        """Raises PermissionDenied; Http404 where there is no such frame."""
        clip = _clip_of(request, clip_id)
        try:
            frame = frame_of(Path(clip.file.path), second, width=STRIP_WIDTH)
        except ffmpeg.Unreadable as error:
            raise Http404(str(error)) from None
        response = HttpResponse(frame, content_type="image/jpeg")
        # A clip's other file has another form with other frames; nobody else may see this one.
        response["Cache-Control"] = "private, max-age=600"
        return response


class PosterView(View):
    """Makes the frame at ``second`` the poster of a clip."""

    def post(self, request: Any, clip_id: int) -> HttpResponse:
        """Go back to the clip's form. Raises PermissionDenied, Http404."""
        clip = _clip_of(request, clip_id)
        asked = request.POST.get("second", "")
        try:
            if not asked.isdecimal() or not 0 <= int(asked[:9]) <= clip.seconds:
                raise ValidationError(_("The video has no such second."))
            set_poster(clip, frame_of(Path(clip.file.path), int(asked)))
        except ffmpeg.Unreadable as error:
            messages.error(request, _("No frame was taken: %(why)s") % {"why": error})
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("This frame is the poster now."))
        return HttpResponseRedirect(reverse("wagtailsnippets_media_clip:edit", args=[clip.pk]))


def _clip_of(request: Any, clip_id: int) -> Clip:
    if not request.user.has_perm(MAY_CHOOSE):
        raise PermissionDenied
    clip = get_object_or_404(Clip, pk=clip_id)
    refuse_edit(request, clip)
    if not has_frames(clip):
        raise Http404("this clip has no frames")
    return clip
