"""Exports that are broken, or mean harm: each ends in a report, none in a traceback."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from django.conf import settings

from broadsheet.archive.body import read_body
from broadsheet.archive.ghost.json_stream import LONGEST_STRING
from broadsheet.archive.ghost.reading import read_ghost
from broadsheet.archive.moving import converting
from broadsheet.archive.moving.converting import LOT, LOT_CHARACTERS, in_lots
from broadsheet.archive.moving.report import Report
from broadsheet.archive.records import Fault, ForeignStory, NotAnExport, Standing, StoryKind
from broadsheet.archive.wxr.reading import MOST_ELEMENTS, read_wxr
from broadsheet.kit.safe_html import clean_blocks, plain_text
from broadsheet.stories.models import Story
from tests.archive.moves import SAMPLES, move, move_ghost
from tests.shared_data import SHARED_DATA, needs_shared_data

HEAD = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
    "<wp:wxr_version>1.2</wp:wxr_version>"
)
ITEM = (
    "<item><title>Story {0}</title><content:encoded>Text {0}.</content:encoded>"
    "<wp:post_id>{0}</wp:post_id><wp:post_date_gmt>2014-05-01 10:00:00</wp:post_date_gmt>"
    "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n"
)
TAIL = "</channel></rss>"
PATIENCE = 20.0


def written(tmp_path: Path, content: str | bytes, name: str = "export.xml") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_what_comes_before_a_fault_is_kept_and_the_fault_says_where(newsroom, tmp_path):
    file = written(tmp_path, HEAD + "\n" + ITEM.format(1) + "<item><title>Half</item>")

    said = move(file)

    assert Story.objects.filter(title="Story 1", live=True).exists()
    assert said.fault.startswith("line 3, column ")
    assert said.counts == {"added": 1, "refused": 1}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no xml at all",
        "<html><body/></html>",
        '<!DOCTYPE rss [<!ENTITY a "aaaa">]>' + HEAD + "</channel></rss>",
        '<!DOCTYPE rss SYSTEM "http://192.0.2.1/x.dtd">' + HEAD + "</channel></rss>",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_export_is_refused_in_one_line(tmp_path, content):
    with pytest.raises(NotAnExport) as refused:
        list(read_wxr(written(tmp_path, content)))

    assert "\n" not in str(refused.value)


def test_a_wrong_encoding_is_a_fault_with_its_line(tmp_path):
    file = written(tmp_path, (HEAD + "\n" + ITEM.format(1)).encode() + "<x>é</x>".encode("latin-1"))

    *_, last = read_wxr(file)

    assert isinstance(last, Fault)
    assert last.line


def test_control_characters_are_taken_out_and_said(newsroom, tmp_path):
    file = written(tmp_path, HEAD + ITEM.format(1).replace("Text", "T\x0be\x08xt") + TAIL)

    said = move(file)

    assert "Text 1." in str(Story.objects.get(title="Story 1").body)
    assert "2 control characters" in said.page


@pytest.mark.parametrize(
    "inside",
    [
        "<wp:postmeta/>" * (MOST_ELEMENTS + 1),
        "<wp:comment_content>x</wp:comment_content>" * (MOST_ELEMENTS + 1),
    ],
)
def test_an_item_without_end_is_a_fault(tmp_path, inside):
    file = written(tmp_path, HEAD + ITEM.format(1) + "<item>" + inside)

    *_, last = read_wxr(file)

    assert isinstance(last, Fault)
    assert f"{MOST_ELEMENTS:,}" in last.reason


def test_a_lot_holds_a_few_long_stories_or_many_short_ones():
    def story(key: int, characters: int) -> ForeignStory:
        text = "x" * characters
        return ForeignStory(str(key), StoryKind.POST, "T", text, "html", Standing.PUBLIC)

    long = list(in_lots(story(key, LOT_CHARACTERS // 2) for key in range(5)))
    short = list(in_lots(story(key, 9) for key in range(LOT + 1)))

    assert [len(lot) for lot in long] == [2, 2, 1]
    assert [len(lot) for lot in short] == [LOT, 1]


def test_a_thousand_missing_files_are_one_remark(newsroom, tmp_path):
    pictures = "".join(f"&lt;img src='/{number}.jpg'&gt;" for number in range(1000))
    file = written(tmp_path, HEAD + ITEM.format(1).replace("Text", pictures) + TAIL)

    page = move(file).page

    assert "is not in the folder of uploads: --media names none (1,000)" in page
    assert len(page.splitlines()) < 25


def test_an_import_goes_on_behind_what_is_here_already(newsroom, tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "LOT", 2)
    half, whole = (
        written(tmp_path, HEAD + "".join(ITEM.format(n) for n in range(1, last)) + TAIL, name)
        for last, name in ((7, "half.xml"), (9, "whole.xml"))
    )
    move(half)

    assert move(whole).counts == {"unchanged": 6, "added": 2}


def test_an_import_that_is_no_export_leaves_no_report(newsroom, tmp_path):
    with pytest.raises(NotAnExport):
        move(written(tmp_path, "no xml", "nothing-at-all.xml"))

    assert not list((Path(settings.HOME) / "imports").glob("nothing-at-all-*"))


def test_an_interrupted_import_has_said_what_it_did(newsroom, tmp_path, monkeypatch):
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Report, "flush", dies)
    file = written(tmp_path, HEAD + ITEM.format(1) + TAIL, "broken-off.xml")
    with pytest.raises(KeyboardInterrupt):
        move(file)

    (folder,) = (Path(settings.HOME) / "imports").glob("broken-off-*")
    assert "run it again" in (folder / "report.md").read_text()
    assert "Story 1" in (folder / "report.jsonl").read_text()


def test_a_text_of_a_gigabyte_is_not_taken_into_memory(tmp_path):
    file = tmp_path / "big.json"
    with file.open("wb") as out:
        out.write(b'{"data": {"posts": [{"id": "1", "title": "T", "html": "')
        out.seek(2 * LONGEST_STRING, 1)
        out.write(b'"}]}}')

    with pytest.raises(NotAnExport):
        list(read_ghost(file))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"db": 1}', '{"data": {"posts": [', "[" * 100_000, '{"data":{"x":' * 5_000],
)
def test_json_that_is_no_export_is_refused_in_one_line(tmp_path, content):
    with pytest.raises(NotAnExport):
        list(read_ghost(written(tmp_path, content, "x.json")))


def test_rows_of_the_wrong_shape_are_no_traceback(newsroom, tmp_path):
    rows = [{}, {"id": 1}, {"id": None, "title": 5}, {"id": {"a": 1}}, {"id": "x", "html": 9}]
    rows += [{"id": "y", "lexical": "{"}, {"id": "z", "lexical": json.dumps({"root": []})}]
    rows += [{"id": "w", "mobiledoc": json.dumps({"sections": [[10, 7], 3]})}]
    rows += [{"id": "u\0", "title": "U\0\ud800", "slug": "u\ud800", "uuid": "\0\ud83d"}]
    rows += [{"id": "v", "title": "V", "published_at": "9999-99-99", "status": "published"}]

    said = move_ghost(written(tmp_path, json.dumps({"data": {"posts": rows}}), "x.json"))

    assert sum(said.counts.values()) >= len(rows) - 1


@pytest.mark.parametrize(
    "markup",
    [
        "<figure>" * 20_000 + "</figure>" * 20_000,
        "<figure><figcaption>" * 50_000,
        "<img " * 50_000 + ">",
        '<img src="' * 50_000,
        '[a "' * 100_000,
        "[caption]" * 30_000,
        "<!-- wp:image -->" * 30_000,
        "<blockquote><cite>" * 50_000,
        "<b>" * 100_000,
    ],
)
def test_markup_made_to_cost_time_does_not(markup):
    began = time.process_time()

    read_body(markup, "wordpress", "1")

    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a <b>b</b> &lt;c&gt; &amp;amp; d<br>e</p>",
        "<ul><li>one</li><li>two</li></ul>",
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">x</a>y</p>',
        "<blockquote><p>a</p><p>b</p></blockquote>",
    ],
)
def test_the_short_way_to_plain_text_says_what_the_long_one_does(markup):
    """A comment makes ``plain_text`` take the long way."""
    for _, safe in clean_blocks(markup):
        assert plain_text(safe) == plain_text(f"<!-- x -->{safe}")


def test_scripts_reach_no_block(tmp_path):
    stories = [
        each for each in read_wxr(SAMPLES / "old-tribune.xml") if isinstance(each, ForeignStory)
    ]
    for story in stories:
        stored = repr(read_body(story.markup, story.dialect, story.key).blocks)
        assert "steal" not in stored
        assert "javascript:" not in stored


@needs_shared_data
def test_every_export_of_others_ends_in_a_report(newsroom):
    for file in sorted((SHARED_DATA / "wxr").rglob("*.xml")):
        assert move(file, credit="X").page.startswith("# Import of")
    for file in sorted((SHARED_DATA / "ghost").glob("*.json")):
        if file.name == "broken.json":
            with pytest.raises(NotAnExport):
                move_ghost(file)
        else:
            assert move_ghost(file).page.startswith("# Import of")


@needs_shared_data
def test_xml_that_attacks_is_refused_at_once():
    for file in sorted((SHARED_DATA / "xml-attacks").iterdir()):
        began = time.process_time()
        with pytest.raises(NotAnExport):
            list(read_wxr(file))
        assert time.process_time() - began < 2
