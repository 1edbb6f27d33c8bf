"""What other systems called one page is taken back to its plain address."""

from __future__ import annotations

import pytest

from broadsheet.editions.old_addresses import forms_of


@pytest.mark.parametrize(
    ("asked", "plain", "feed"),
    [
        ("/2019/05/quay/amp/", "/2019/05/quay/", False),
        ("/2019/05/quay/feed/", "/2019/05/quay/", True),
        ("/2019/05/quay/2/", "/2019/05/quay/", False),
        ("/2019/05/quay/comment-page-3/", "/2019/05/quay/", False),
        ("/category/harbour/page/17/", "/category/harbour/", False),
        ("/category/harbour/feed/rss2/", "/category/harbour/", True),
        ("/category/harbour/rss/", "/category/harbour/", True),
        ("/index.php/2019/05/quay/embed/", "/2019/05/quay/", False),
        ("/en/index.php/quay/trackback/", "/en/quay/", False),
    ],
)
def test_an_address_leads_to_its_plain_form(asked: str, plain: str, feed: bool):
    last = forms_of(asked)[-1]
    assert (last.path, last.feed) == (plain, feed)


def test_the_sites_own_feed_stays_a_feed_of_the_site():
    assert [form.path for form in forms_of("/feed/atom/")] == ["/feed/atom/", "/feed/"]


def test_an_address_that_has_no_other_form_is_looked_for_once():
    assert [form.path for form in forms_of("/en/news/politics/quay/")] == [
        "/en/news/politics/quay/"
    ]


def test_a_query_counts_where_the_path_says_nothing():
    assert forms_of("/blog/", "p=7")[0].path == "/blog/-/p/7/"
    assert forms_of("/blog/quay/", "amp=1")[0].path == "/blog/quay/"


def test_an_endless_address_is_not_taken_apart_for_ever():
    assert len(forms_of("/quay" + "/amp" * 200 + "/")) <= 4
