"""Names that addresses of the newsroom's own are built with."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from broadsheet.editions.reserved import AT_THE_ROOT, is_reserved


@pytest.mark.parametrize(
    ("slug", "depth", "reserved"),
    [
        ("admin", 2, True),
        ("Admin", 2, True),
        ("en", 2, False),
        ("search", 2, False),
        ("search", 3, True),
        ("LIVE", 3, True),
        ("news", 3, False),
        ("rss.xml", 4, True),
        ("page", 5, True),
        ("search", 4, False),
        ("سياسة", 3, False),
    ],
)
def test_reserved_by_depth(slug, depth, reserved):
    assert is_reserved(slug, depth=depth) is reserved


def test_what_the_site_answers_itself_cannot_be_an_edition():
    for pattern in get_resolver().url_patterns:
        first = str(pattern.pattern).lstrip("^").split("/")[0]
        if first and first.replace(".", "").replace("-", "").isalnum():
            assert first in AT_THE_ROOT, first
