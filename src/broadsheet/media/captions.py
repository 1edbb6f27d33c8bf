"""What is said in a video, as captions: WebVTT (W3C) or SubRip in, plain WebVTT out."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass

import webvtt
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

#: Most bytes of a file of captions: a whole day of talk is less.
MOST_BYTES = 2 * 1024 * 1024
#: Seconds of silence after which a transcript begins a new paragraph.
PARAGRAPH = 4.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on the screen from ``start`` to ``end`` (``hh:mm:ss.ttt``), plain text in lines."""

    start: str
    end: str
    begins: float
    ends: float
    speaker: str
    text: str


def read_captions(file: File) -> list[Cue]:
    """The cues of a file in the order of time; its position goes to the start.

    Markup is dropped, but for who speaks (``<v Name>``). Raises ValidationError, in one line, for a
    file that is too large, not UTF-8, neither WebVTT nor SubRip, without a cue, or with a cue that
    ends before it begins.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(_("Captions take 2 MB at most."), code="file_too_large")
    file.seek(0)
    data = file.read()
    file.seek(0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            _("These captions are not in UTF-8. Save them in that encoding."), code="not_utf8"
        ) from None
    form = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    try:
        found = webvtt.from_buffer(io.StringIO(text.replace("\0", "")), format=form).captions
    except webvtt.errors.MalformedFileError:
        found = []
    cues = sorted((_cue(each) for each in found), key=lambda cue: (cue.begins, cue.ends))
    if not any(cue.text for cue in cues):
        raise ValidationError(
            _("No captions were found. Send a WebVTT (.vtt) or SubRip (.srt) file."),
            code="no_captions",
        )
    for cue in cues:
        if cue.ends <= cue.begins:
            raise ValidationError(
                _("The caption at %(time)s ends before it begins."),
                code="cue_backwards",
                params={"time": cue.start},
            )
    return cues


def write_vtt(cues: list[Cue]) -> str:
    """The cues as WebVTT, every sign of theirs text and nothing else."""
    blocks = ["WEBVTT"]
    for cue in cues:
        words = html.escape(cue.text, quote=False)
        if cue.speaker:
            words = f"<v {html.escape(cue.speaker, quote=False)}>{words}"
        blocks.append(f"{cue.start} --> {cue.end}\n{words}")
    return "\n\n".join(blocks) + "\n"


def transcript_of(cues: list[Cue]) -> str:
    """What is said as running text: a paragraph for each speaker, and after each longer silence."""
    paragraphs: list[list[str]] = []
    speaker, heard = "", float("-inf")
    for cue in cues:
        words = " ".join(cue.text.split())
        if not words:
            continue
        if not paragraphs or cue.speaker != speaker or cue.begins - heard > PARAGRAPH:
            named = cue.speaker and cue.speaker != speaker
            paragraphs.append([f"{cue.speaker}: {words}" if named else words])
        elif paragraphs[-1][-1] != words:
            # What stays on the screen while more is said is repeated in live captions.
            paragraphs[-1].append(words)
        speaker, heard = cue.speaker, cue.ends
    return "\n\n".join(" ".join(words) for words in paragraphs)


def _cue(caption: webvtt.Caption) -> Cue:
    # A blank line would end the cue, an arrow would begin another one.
    lines = (" ".join(line.split()) for line in html.unescape(caption.text).splitlines())
    return Cue(
        start=_time(caption.start),
        end=_time(caption.end),
        begins=_seconds(caption.start),
        ends=_seconds(caption.end),
        speaker=" ".join(html.unescape(caption.voice or "").split()).replace("-->", "→"),
        text="\n".join(line for line in lines if line).replace("-->", "→"),
    )


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _time(stamp: str) -> str:
    """``hh:mm:ss.ttt`` in plain digits, whatever the file had."""
    thousandths = round(_seconds(stamp) * 1000)
    seconds, left = divmod(thousandths, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{left:03}"
