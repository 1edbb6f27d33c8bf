"""HTML and text from outside, made safe."""

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shared_data import SHARED_DATA, needs_shared_data

from broadsheet.kit.safe_html import (
    clean_blocks,
    clean_fragment,
    clean_inline,
    plain_text,
    safe_href,
    tidy_text,
)

HOSTILE = SHARED_DATA / "html-sanitize"
BODY = set("p br h2 h3 h4 ul ol li blockquote table caption thead tbody tfoot tr th td".split())  # noqa: SIM905
INLINE = {"a", "b", "strong", "i", "em", "sub", "sup", "br"}
ATTRIBUTES = {"a": {"href", "rel"}, "td": {"colspan", "rowspan"}}
ATTRIBUTES["th"] = ATTRIBUTES["td"] | {"scope"}
OWN_SAMPLES = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil/x.js>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick='x()' style='color:red' id=a class=b>text</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='/\t/evil.example/'>x</a>",
    "<a href='https://bank.example@evil.example/'>x</a>",
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<base href=//evil/><link rel=stylesheet href=x><meta http-equiv=refresh content='0;//evil'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<?xml version='1.0'?><?php echo 1 ?><![CDATA[<script>alert(1)</script>]]>",
    '<a href="https://example.org/"onmouseover="alert(1)">x</a>',
    "<p\x00 onclick=x>a\x00b</p>",
    "<b><p>a</b>b</p><table><a href=https://x.example/>q<tr><td>z</table>",
]


class _Auditor(HTMLParser):
    """Names everything in cleaned markup that may not be there."""

    def __init__(self, allowed: set[str]) -> None:
        super().__init__()
        self.allowed = allowed
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.faults.append(f"{tag} {name}")
            if name == "href" and not re.match(r"https?://[^/\\]|mailto:|/(?![/\\])", value or ""):
                self.faults.append(f"href {value}")
            if name == "rel" and value != "noopener":
                self.faults.append(f"rel {value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def faults(markup: str, allowed: set[str] = BODY | INLINE) -> list[str]:
    auditor = _Auditor(allowed)
    auditor.feed(markup)
    auditor.close()
    return auditor.faults


def assert_safe(html: str) -> None:
    fragment, line = clean_fragment(html), clean_inline(html)
    assert faults(fragment) == []
    assert faults(line, INLINE) == []
    assert clean_fragment(fragment) == fragment
    assert clean_inline(line) == line
    assert "\n" not in plain_text(html)
    for tag, markup in clean_blocks(html):
        assert markup.startswith(f"<{tag}>")
        assert faults(markup) == []


@pytest.mark.parametrize("html", OWN_SAMPLES)
def test_nothing_that_runs_survives(html: str):
    assert_safe(html)


@needs_shared_data
def test_nothing_that_runs_survives_dompurifys_payloads():
    payloads = json.loads((HOSTILE / "dompurify-payloads.json").read_text())
    assert len(payloads) > 100
    for each in payloads:
        assert_safe(each["payload"])


@needs_shared_data
def test_nothing_that_runs_survives_feedparsers_cases():
    paths = sorted(Path(HOSTILE / "feedparser").glob("*.xml"))
    assert len(paths) > 300
    for path in paths:
        raw = path.read_bytes()
        assert_safe(raw.decode(errors="replace"))
        for element in ElementTree.fromstring(raw).iter():
            assert_safe(element.text or "")
            assert_safe("".join(ElementTree.tostring(each, "unicode") for each in element))


PIECES = st.sampled_from(
    [f"<{tag}>" for tag in (*BODY, *INLINE, "div", "pre", "svg", "figure", "dd", "h1", "script")]
    + [f"</{tag}>" for tag in (*BODY, *INLINE, "div", "pre", "svg", "figure", "script")]
    + ["<a href='https://x.example/?a=1&b=2'>", "<a href=javascript:x>", "<td colspan=3 onclick=x>"]
    + [" ", "\n", "&nbsp;", "&lt;", "&amp;lt;", "<", "'", '"', "=", "<!--", "-->", "كلمة", "x"]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_any_markup_comes_out_safe_and_stays_as_it_is(html: str):
    assert_safe(html)


IN_A_PARAGRAPH = st.one_of(
    st.sampled_from(["words", " ", "\n", "x > y", "e", "\u0301", "\u202e", "\x00", "</p>", "<p>"]),
    st.sampled_from(["&amp;", "&nbsp;", "&lt;p>", "<br>", "</em>", "<ul><li>one</ul>"]),
    st.sampled_from(["<em>two</em>", "<b> </b>", "<strong>a<br>b</strong>", "<i>a<b>b</b></i>"]),
    st.sampled_from(["https://x.example/?a=1&amp;b=2", "javascript:x", "/here/", ""]).map(
        '<a href="{}" target="_blank">there</a>'.format
    ),
)
PARAGRAPHS = st.builds(
    "{}{}</p>{}".format,
    st.sampled_from(["<p>", "<p>", '<p class="lead">', "<P>", "<p><b>"]),
    st.lists(IN_A_PARAGRAPH, max_size=4).map("".join),
    st.sampled_from(["", "\n\n", "<div></div>", "loose", "<h2>Head</h2>"]),
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(PARAGRAPHS, max_size=4).map("".join))
def test_plain_paragraphs_come_out_as_the_tree_would_have_them(html: str):
    # An element that holds nothing leaves nothing, and what begins with it is read into a tree.
    assert clean_blocks(html) == clean_blocks(f"<b></b>{html}")


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_comes_out_tidy(text: str):
    tidied = tidy_text(text)
    assert tidy_text(tidied) == tidied
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", tidied)
    assert "  " not in tidied
    tidied.encode()


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("plain <b>bold</b>", "plain <b>bold</b>"),
        ("<div>one</div>two<div>three</div>", "<p>one</p><p>two</p><p>three</p>"),
        ("<p>one<br><br>two</p>", "<p>one</p><p>two</p>"),
        ("<p>one<br>two<br></p><p>&nbsp;</p>", "<p>one<br>two</p>"),
        ("<h1>Head</h1><h6>Foot</h6>", "<h2>Head</h2><h4>Foot</h4>"),
        ("<pre>one\ntwo</pre>", "<p>one<br>two</p>"),
        ("<ul>loose<li>item</ul>", "<ul><li>loose</li><li>item</li></ul>"),
        ("<p>a</p><figure><img src=x><figcaption>c</figcaption></figure>b", "<p>a</p><p>b</p>"),
        ("<figure><figcaption>c</figure><p>kept</p>", "<p>kept</p>"),
        ("<figure><table><tr><td>1</td></tr></table></figure>",) * 1
        + ("<table><tbody><tr><td>1</td></tr></tbody></table>",),
        ('<a href="/ar/قصة/">x</a>', '<a href="/ar/قصة/" rel="noopener">x</a>'),
        ("<a href='mailto:desk@example.org'>d</a>",) * 1
        + ('<a href="mailto:desk@example.org" rel="noopener">d</a>',),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("e\u0301\u202ex\x07", "éx"),
        ("<blockquote><p>a</p><p>b</p></blockquote>",) * 2,
        ("<p>كان «الوزير» هنا</p>",) * 2,
    ],
)
def test_a_body_keeps_its_shape(html: str, clean: str):
    assert clean_fragment(html) == clean


def test_a_caption_is_one_line():
    html = "<p>At <i>noon</i></p><ul><li>a</li><li>b</li></ul><h2>End</h2>"
    assert clean_inline(html) == "At <i>noon</i> a b End"
    assert plain_text(html) == "At noon a b End"


def test_plain_text_is_text_and_not_markup():
    assert plain_text("AT&amp;T &lt;b&gt; 1 < 2<script>x</script>") == "AT&T <b> 1 < 2"


def test_spoofed_headlines_are_put_straight():
    assert tidy_text("  a\u202eb\u2066c\u2069\x1b[31m\r\n d\u200f\ufeff ") == "abc[31m d\u200f"
    assert tidy_text("l’eau\u00a0: 5") == "l’eau\u00a0: 5"
    assert tidy_text("x\ud83dy") == "x\ufffdy"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("/en/news/", "/en/news/"),
        ("/", "/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", None),
        ("page.html", None),
        ("#top", None),
        ("//example.org/", None),
        ("/\\example.org", None),
        ("https:/example.org", None),
        ("https:///example.org", None),
        ("ftp://example.org/", None),
        ("vbscript:x", None),
        ("https://user:pass@example.org/", None),
        ("https://example.org/\u202egpj.exe", None),
    ],
)
def test_links_lead_only_where_a_reader_may_follow(href: str, kept: str | None):
    assert safe_href(href) == kept


PURPOSE_MADE = """
    <div> <b><i> <b> <a <!-- x<!-- <! < & <a&nbsp;href=&quot; <table><td>x <ul><li> </a <p>x
    <blockquote> <br> <b><br> <title></title> <a/href='
""".split()  # noqa: SIM905


@pytest.mark.parametrize("piece", [*PURPOSE_MADE, "<a href='", '<p x="', "<pre>\n", "e\u0301"])
def test_purpose_made_markup_takes_no_longer_than_it_is(piece: str):
    started = time.monotonic()
    clean_fragment("<p>" + piece * 40_000)
    plain_text(piece * 40_000)
    assert time.monotonic() - started < 10


def test_unclosed_tags_with_attributes_do_not_multiply():
    html = "<p>" + "".join(f"<b id={n}>" for n in range(1000)) + "<p>x" * 1000
    assert len(clean_fragment(html)) < len(html)
