"""Style sheets read alike in both directions, pages hold nothing inline, and stay light."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from broadsheet.editions.models.edition import PAPERS, USUAL_ACCENTS
from tests.newsroom import make_story, section_of

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "broadsheet"
STYLES = PACKAGE / "editions" / "static"
STYLE_SHEETS = sorted(PACKAGE.glob("*/static/**/*.css"))
TEMPLATES = sorted([*PACKAGE.glob("*/jinja2/**/*.html"), *PACKAGE.glob("*/templates/**/*.html")])

JS_LIMIT = 10 * 1024
LATER_LIMIT = 4 * 1024
#: Of the style sheets that an article waits for; the page's own 5 KB make up the 14 before paint.
CSS_LIMIT = 9 * 1024

_SIDES = "left|right|top|bottom"
_PHYSICAL = re.compile(
    rf"(?:^|[\s;{{])((?:(?:scroll-)?(?:margin|padding)|border)-(?:{_SIDES})(?:-\w+)?"
    rf"|border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width|height)"
    rf"|{_SIDES})\s*:"
)
_PHYSICAL_VALUE = re.compile(r"\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b")
_OLD_QUERY = re.compile(r"\(\s*(?:min|max)-(?:width|height|inline-size|block-size)\s*:")


def _name(file: Path) -> str:
    return str(file.relative_to(PACKAGE))


def _rules(css: str) -> str:
    """A style sheet without comments and without the conditions of its at-rules."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"@(?:media|container|supports)[^{]*", "", css)


def _markup(template: str) -> str:
    """A template without its own comments and blocks; what it prints is left as a mark."""
    template = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    template = re.sub(r"\{%.*?%\}", " ", template, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "…", template, flags=re.DOTALL)


def _compressed(*files: Path) -> int:
    return sum(len(brotli.compress(file.read_bytes(), quality=11)) for file in files)


@pytest.mark.parametrize(
    "rule",
    ["a { margin-left: 1px }", "a{left:0}", "a { color: red; width: 3rem }", "a{max-height:1em}"],
)
def test_a_physical_property_would_be_found(rule: str):
    assert _PHYSICAL.search(_rules(rule))


@pytest.mark.parametrize("file", STYLE_SHEETS, ids=_name)
def test_styles_use_logical_properties_only(file: Path):
    rules = _rules(file.read_text(encoding="utf-8"))
    assert _PHYSICAL.findall(rules) == []
    assert _PHYSICAL_VALUE.findall(rules) == []


@pytest.mark.parametrize("file", STYLE_SHEETS, ids=_name)
def test_media_queries_use_the_range_syntax(file: Path):
    assert _OLD_QUERY.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", STYLE_SHEETS, ids=_name)
def test_no_class_is_named_for_a_side(file: Path):
    selectors = re.findall(r"\.[a-zA-Z][\w-]*", _rules(file.read_text(encoding="utf-8")))
    sided = [name for name in selectors if re.search(r"(?:^\.|-)(?:left|right)(?:$|-)", name)]
    assert sided == []


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_no_template_holds_a_style_or_a_script(file: Path):
    markup = _markup(file.read_text(encoding="utf-8"))
    assert not re.search(r"<style\b", markup, re.IGNORECASE)
    assert not re.search(r"<[a-z][^>]*\sstyle\s*=", markup, re.IGNORECASE)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", markup, re.IGNORECASE)
    assert "javascript:" not in markup.lower()
    for attributes in re.findall(r"<script\b([^>]*)>", markup, re.IGNORECASE):
        assert "src=" in attributes or 'type="application/ld+json"' in attributes


def test_the_script_of_a_page_is_light():
    scripts = {file.name: file for file in STYLES.glob("broadsheet/*.js")}
    everywhere = [scripts.pop(name) for name in ("reader.js", "ticker.js", "stream.js")]
    # Loaded only by browsers that lack what it does, when somebody plays a stream.
    assert _compressed(scripts.pop("segments.js")) <= LATER_LIMIT
    # Every other one is a kind of page's own.
    for own in scripts.values():
        assert _compressed(*everywhere, own) <= JS_LIMIT, own.name


def test_the_style_sheets_of_an_article_are_light(newsroom, reader):
    story = make_story(
        section_of(newsroom["en"], "politics"),
        "Parliament passes the water bill",
        body=[{"type": "paragraph", "value": "<p>It was four in the morning.</p>"}],
    )
    page = reader.get(story.url).content.decode()
    links = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"([^>]*)>', page)
    waited_for = [STYLES / name for name, rest in links if 'media="print"' not in rest]
    assert len(waited_for) >= 2
    # A story with a gallery has its style sheet, too; the limit holds for that one as well.
    gallery = STYLES / "broadsheet" / "gallery.css"
    assert _compressed(*waited_for, gallery) <= CSS_LIMIT


def test_the_desk_measures_contrast_against_the_papers_that_pages_are_printed_on():
    css = (STYLES / "broadsheet" / "base.css").read_text(encoding="utf-8")
    assert f"--paper: light-dark({', '.join(PAPERS)})" in css
    assert f"--mark: light-dark({', '.join(USUAL_ACCENTS)})" in css


def test_the_ticker_s_own_code_is_small():
    """All of it that a page loads, as it is sent: the bar, and what follows the stream."""
    scripts = [STYLES / "broadsheet" / name for name in ("ticker.js", "stream.js")]
    assert _compressed(*scripts) <= 3 * 1024


def test_a_live_page_s_own_code_is_small():
    """Beside the reader's and the ticker's, which each page has."""
    script = PACKAGE / "live" / "static" / "broadsheet" / "live-page.js"
    assert _compressed(script) <= 4 * 1024
