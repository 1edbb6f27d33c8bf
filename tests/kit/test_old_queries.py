"""Old addresses that are only a query have a path of their own, whatever else is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.kit.old_queries import QUERIES, path_of_query


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("/", "p=12", "/-/p/12/"),
        ("/", "page_id=12", "/-/p/12/"),
        ("/index.php", "p=12", "/-/p/12/"),
        ("/blog/", "p=12", "/blog/-/p/12/"),
        ("/en/", "utm_source=x&p=12&amp=1", "/en/-/p/12/"),
        ("/", "cat=4", "/-/cat/4/"),
        ("/", "cat=4&feed=rss2", "/-/cat/4/feed/"),
        ("/", "author=3&paged=2", "/-/author/3/"),
        ("/", "tag=ships", "/tag/ships/"),
        ("/", "tag=%D8%B3%D9%81%D9%86", "/tag/سفن/"),
        ("/", "category_name=world%2Fharbour", "/category/harbour/"),
        ("/", "author_name=lina", "/author/lina/"),
        ("/", "m=2019", "/2019/"),
        ("/", "m=201905", "/2019/05/"),
        ("/", "m=20190512", "/2019/05/12/"),
        ("/", "feed=atom", "/feed/"),
        ("/", "amp=1", ""),
        ("/", "p=0", ""),
        ("/", "p=-1", ""),
        ("/", "p=12x", ""),
        ("/", "p=" + "9" * 40, ""),
        ("/", "tag=..%2F..", ""),
        ("/", "tag=%00", ""),
        ("/", "tag=//evil.example", "/tag/evil.example/"),
        ("/", "m=2019-05", ""),
        ("/page", "p=12", ""),
        ("/", "x" * 600 + "&p=12", ""),
        ("/", "", ""),
    ],
)
def test_a_query_of_an_old_site_has_a_path(path: str, query: str, found: str):
    assert path_of_query(path, query) == found


_WORDS = st.text(st.sampled_from("/\\?#%.&=-0123456789abc\n\0é سفن"), max_size=30)


@given(
    st.lists(st.tuples(st.sampled_from((*QUERIES, "other")), _WORDS), max_size=6),
    st.sampled_from(("/", "/en/", "/index.php", "/a/b/", "/a")),
)
def test_whatever_a_query_says_it_leads_below_where_it_was_asked(
    pairs: list[tuple[str, str]], path: str
):
    found = path_of_query(path, "&".join(f"{name}={value}" for name, value in pairs))
    if found:
        assert found.startswith(path.removesuffix("index.php"))
        assert found.endswith("/")
        assert "//" not in found
        assert not set(found) & set("?#\\\0\n")
        assert not {".", ".."} & set(found.split("/"))
