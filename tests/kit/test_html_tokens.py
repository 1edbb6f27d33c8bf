"""Tags that are written plainly are read by one pattern, and come out as the slow way has them."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.kit import html_tokens

PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<a href=x>",
            '<a href="x y" b>',
            "<img src='i' ALT=\"&amp;\" />",
            "<br/>",
        ),
        *(
            "<p",
            ">",
            "<",
            '"',
            "'",
            "=",
            " ",
            "/",
            "<a b=c/>",
            '<a b="<">',
            "<a b='>'>",
            "<!-- -->",
        ),
        *(
            "<script>",
            "</script>",
            "<x:y z:w=1 z:w=2>",
            "<a\nb\t= c>",
            "text &lt; é",
            "<a =>",
            "<1>",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=12))
def test_the_fast_way_reads_what_the_slow_way_reads(pieces: list[str]):
    html = "".join(pieces)
    fast = _told(html)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(html_tokens, "_PLAIN_TAG", re.compile(r"(?!)"))
        assert fast == _told(html)


def _told(html: str) -> list[tuple[str, str, dict[str, str]]]:
    return [(each.kind, each.value, each.attributes) for each in html_tokens.html_tokens(html)]


@pytest.mark.parametrize("piece", ["<a ", "<a b", '<a b="', "<a b=c ", "</", "<a b='x' "])
def test_broken_tags_by_the_hundred_thousand_take_linear_time(piece: str):
    started = time.process_time()
    assert len(_told(piece * 100_000)) < 100_001
    assert time.process_time() - started < 6
