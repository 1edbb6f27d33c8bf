"""What podcast players get of a story's clip beside its file: its chapters, its transcript."""

from __future__ import annotations

import json

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.kit.safe_html import tidy_text
from broadsheet.media.chapters import read_chapters
from broadsheet.media.models import Clip
from broadsheet.stories.models import Story

CHAPTERS = "chapters.json"
TRANSCRIPT = "transcript.txt"
#: Podcasting 2.0, JSON Chapters 1.2.0.
CHAPTERS_TYPE = "application/json+chapters"


def has_chapters(clip: Clip) -> bool:
    """Whether a clip has chapters that can be read."""
    try:
        return bool(read_chapters(clip.chapters))
    except ValidationError:
        return False


def show_clip_file(request: HttpRequest, story: Story, name: str) -> HttpResponse:
    """``chapters.json`` or ``transcript.txt`` of the clip a story leads with. Raises Http404."""
    clip = Clip.objects.filter(pk=story.clip_id or 0).first()
    if clip is None:
        raise Http404("this story has no clip")
    if name == CHAPTERS and has_chapters(clip):
        told = [
            {"startTime": each.seconds, "title": tidy_text(each.title)}
            for each in read_chapters(clip.chapters)
        ]
        text = json.dumps({"version": "1.2.0", "chapters": told}, ensure_ascii=False)
        return _file(text, CHAPTERS_TYPE)
    if name == TRANSCRIPT and clip.transcript.strip():
        return _file(clip.transcript, "text/plain; charset=utf-8")
    raise Http404("there is no such file of this clip")


def _file(text: str, media_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media_type)
    response["X-Robots-Tag"] = "noindex"
    return response
