"""What is said in a video: captions that come in, captions that readers get."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.media.captions import MOST_BYTES, read_captions, transcript_of, write_vtt
from broadsheet.media.chapters import read_chapters
from broadsheet.media.models import Clip

VTT = """WEBVTT

NOTE made in a hurry

1
00:01.000 --> 00:04.000 line:0
<v Mayor Aziz>The <i>bridge</i> &amp; the quay
are open.

00:05.000 --> 00:06.500
Ships may come.
"""
SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:04,500\r\nالجسر مفتوح\r\n\r\n"
    "2\r\n00:00:05,000 --> 00:00:06,000\r\nأهلاً\r\n"
)


def taken(text: str | bytes) -> list:
    data = text.encode() if isinstance(text, str) else text
    return read_captions(File(BytesIO(data), name="said.vtt"))


def test_webvtt_keeps_words_times_and_who_speaks():
    cues = taken(VTT)
    assert [(cue.start, cue.end) for cue in cues] == [
        ("00:00:01.000", "00:00:04.000"),
        ("00:00:05.000", "00:00:06.500"),
    ]
    assert write_vtt(cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n"
        "<v Mayor Aziz>The bridge &amp; the quay\nare open.\n\n"
        "00:00:05.000 --> 00:00:06.500\nShips may come.\n"
    )
    assert transcript_of(cues) == "Mayor Aziz: The bridge & the quay are open.\n\nShips may come."


def test_subrip_becomes_webvtt():
    text = write_vtt(taken(SRT))
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:04.500\nالجسر مفتوح\n")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("", "no_captions"),
        ("WEBVTT\n", "no_captions"),
        ("<html>no</html>", "no_captions"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nbackwards\n", "cue_backwards"),
        ("WEBVTT\n\nقال".encode("cp1256"), "not_utf8"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"),
    ],
)
def test_what_is_no_captions_is_refused_in_one_line(file: str | bytes, code: str):
    with pytest.raises(ValidationError) as refused:
        taken(file)
    assert refused.value.error_list[0].code == code
    (message,) = refused.value.messages
    assert "\n" not in message


def test_markup_in_captions_is_text():
    hostile = "WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;script&gt;alert(1)&lt;/script&gt; --&gt; x\n"
    text = write_vtt(taken(hostile))
    assert "<script>" not in text
    assert text.count("-->") == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6))
def test_what_was_written_is_read_again_as_it_was(words: list[str]):
    lines = "".join(
        f"\n00:0{number}.000 --> 00:0{number}.500\n{text}\n" for number, text in enumerate(words)
    )
    try:
        cues = taken(f"WEBVTT\n{lines}")
    except ValidationError:
        return
    said = [cue for cue in cues if cue.text]
    assert [(cue.start, cue.text) for cue in taken(write_vtt(said))] == [
        (cue.start, cue.text) for cue in said
    ]


@pytest.mark.django_db
def test_a_clips_captions_are_kept_as_webvtt_and_make_its_transcript(newsroom, media_folder):
    clip = Clip(locale=newsroom["en"].locale, title="Bridge", address="https://example.org/a.mp4")
    clip.captions = ContentFile(SRT.encode(), name="said.srt")
    clip.full_clean()
    clip.save()
    assert clip.captions.name.startswith("clips/said")
    assert clip.captions.name.endswith(".vtt")
    with clip.captions.open() as kept:
        assert kept.read().startswith(b"WEBVTT")
    assert clip.transcript == "الجسر مفتوح أهلاً"
    assert Clip.objects.get().spoken == clip.transcript


@pytest.mark.django_db
def test_captions_that_are_none_are_said_at_their_field(newsroom):
    clip = Clip(locale=newsroom["en"].locale, title="Bridge", address="https://example.org/a.mp4")
    clip.captions = ContentFile(b"MZ\x90\x00", name="said.vtt")
    with pytest.raises(ValidationError) as refused:
        clip.full_clean()
    assert set(refused.value.message_dict) == {"captions"}


def test_chapters_are_read_in_any_digits():
    text = "0:00 Opening\n\n١:٠٥ الميناء ليلاً\n1:02:05 – The end\n"
    assert [(each.seconds, each.title) for each in read_chapters(text)] == [
        (0, "Opening"),
        (65, "الميناء ليلاً"),
        (3725, "The end"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("Opening", "1"), ("0:00 A\n0:75 B", "2"), ("0:10 A\n0:05 B", "2"), ("0:00 A\n2:00 B", "2")],
)
def test_a_wrong_chapter_names_its_line(text: str, line: str):
    with pytest.raises(ValidationError, match=f"ine {line}"):
        read_chapters(text, 60)
