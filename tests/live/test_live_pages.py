"""A live page as readers get it: its posts, their addresses, the other order, the feed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.live.closing import close_page
from broadsheet.live.models import Post
from broadsheet.live.post_views import new_post_labels
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import correct_post, delete_post, edit_post
from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Author
from tests.newsroom import make_live_page, make_picture, make_post, make_record

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def page(english):
    return make_live_page(english, "The count", slug="count")


def post_many(page, number: int, **fields) -> list[Post]:
    """Posts "Post 1" to "Post ``number``", a minute apart."""
    made = []
    for index in range(number):
        with clock.standing_at(START + timedelta(minutes=index)):
            made.append(make_post(page, f"Post {index + 1}", **fields))
    return made


def numbers_on(reader, address: str) -> list[int]:
    html = reader.get(address).content.decode()
    return [int(each) for each in re.findall(r'<li id="post-(\d+)"', html)]


def record_of(reader, address: str) -> dict:
    html = reader.get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(found[0])


def test_the_newest_comes_first_and_the_other_order_is_a_link_away(page, reader):
    post_many(page, 3)
    html = reader.get(page.url).content.decode()
    assert numbers_on(reader, page.url) == [3, 2, 1]
    assert f'href="{page.url}oldest-first/"' in html
    assert numbers_on(reader, f"{page.url}oldest-first/") == [1, 2, 3]


def test_old_pages_are_counted_from_the_oldest_and_stay(page, reader):
    posts = post_many(page, 65)
    assert numbers_on(reader, page.url) == list(range(65, 40, -1))
    assert numbers_on(reader, f"{page.url}posts/1/") == list(range(20, 0, -1))
    assert numbers_on(reader, f"{page.url}posts/2/") == list(range(40, 20, -1))
    assert numbers_on(reader, f"{page.url}oldest-first/4/") == [61, 62, 63, 64, 65]
    delete_post(posts[4])
    assert numbers_on(reader, f"{page.url}posts/1/") == [n for n in range(20, 0, -1) if n != 5]
    assert numbers_on(reader, f"{page.url}posts/2/") == list(range(40, 20, -1))


def test_a_post_s_address_is_its_own_for_ever(page, reader):
    posts = post_many(page, 39)
    address = f"{page.url}posts/1/#post-3"
    assert f'href="{address}"' in reader.get(page.url).content.decode()
    # The browser takes the fragment along: it opens at the post.
    answer = reader.get(f"{page.url}posts/1/")
    assert (answer.status_code, answer["Location"]) == (302, page.url)
    make_post(page)
    assert 3 in numbers_on(reader, f"{page.url}posts/1/")
    assert 3 not in numbers_on(reader, page.url)
    delete_post(posts[2])
    assert 3 not in numbers_on(reader, f"{page.url}posts/1/")


@pytest.mark.parametrize(
    "tail", ["posts/2/", "oldest-first/2/", "posts/0/", "posts/x/", "posts/99999999/"]
)
def test_pages_that_are_not_there(page, reader, tail):
    make_post(page)
    assert reader.get(page.url + tail).status_code == 404


def test_only_live_pages_have_posts_and_a_feed(english, politics, reader):
    from tests.newsroom import make_story

    story = make_story(politics)
    for tail in ("posts/1/", "oldest-first/", "rss.xml"):
        assert reader.get(story.url + tail).status_code == 404
    hidden = make_live_page(english, live=False)
    for tail in ("", "posts/1/", "oldest-first/", "rss.xml"):
        assert reader.get(f"/en/news/politics/{hidden.slug}/{tail}").status_code == 404


def test_the_summary_and_the_key_events_stand_on_top(page, reader):
    post_many(page, 2)
    make_post(page, "Nine votes", key_event=True, pinned=True, words={"headline": "Half of it"})
    html = reader.get(page.url).content.decode().partition("<main")[2]
    assert html.index("What we know so far") < html.index("Key events") < html.index('id="post-3"')
    assert re.search(r'key-events.*?posts/1/#post-3".*?Half of it', html, re.DOTALL)


def test_a_correction_an_edit_and_an_author_are_shown(page, english, reader):
    lina = make_record(Author, english, "Lina Haddad")
    post = make_post(page, "Twelve", authors=[lina])
    correct_post(post, PostWords(text="Eleven"), "It said twelve", seen=1)
    html = reader.get(page.url).content.decode()
    assert "Twelve" not in html
    assert "It said twelve" in html
    assert "Correction" in html
    assert lina.address_in(english) in html
    assert "Edited" in html


def test_a_deleted_post_is_nowhere(page, reader):
    post = make_post(page, "Secretwords", key_event=True, pinned=True)
    delete_post(post)
    for tail in ("", "oldest-first/", "rss.xml"):
        assert "Secretwords" not in reader.get(page.url + tail).content.decode()


def test_machines_read_a_live_blog(page, reader):
    with clock.standing_at(START):
        post = make_post(page, "Nine votes", words={"headline": "Half of it"})
    with clock.standing_at(START + timedelta(minutes=5)):
        edit_post(post, PostWords(text="Eight votes", headline="Half of it"), seen=1)
    record = record_of(reader, page.url)
    assert record["@type"] == "LiveBlogPosting"
    (update,) = record["liveBlogUpdate"]
    assert update["headline"] == "Half of it"
    assert update["articleBody"] == "Eight votes"
    assert update["datePublished"] == "2026-11-27T09:00:00Z"
    assert update["dateModified"] == "2026-11-27T09:05:00Z"
    assert update["url"].endswith("/posts/1/#post-1")
    assert record["coverageStartTime"]
    assert "coverageEndTime" not in record
    close_page(page, "Done.", None)
    assert record_of(reader, page.url)["coverageEndTime"]


def test_a_closed_page_is_a_story_with_a_record(page, reader):
    make_post(page, "Nine votes")
    assert "data-events" in reader.get(page.url).content.decode().partition("<live-page")[2]
    close_page(page, "The Alliance has won.", None)
    html = reader.get(page.url).content.decode()
    moving = html.partition("<live-page")[2].partition(">")[0]
    assert "data-events" not in moving
    assert "live-page.js" not in html
    html = html.partition("<main")[2]
    assert "pulse" not in html
    assert html.index("The Alliance has won") < html.index("Nine votes")


def test_cards_show_the_pulse_while_it_runs(page, reader):
    for address in ("/en/", "/en/news/politics/"):
        assert '<span class="pulse">Live</span>' in reader.get(address).content.decode()
    close_page(page, "Done.", None)
    front = reader.get("/en/").content.decode()
    assert "pulse" not in front.partition("<main")[2]
    assert "As it happened" in front


def test_the_feed_leads_to_each_post(page, english, reader):
    make_post(page, "One\x0b", words={"headline": "First"})
    make_post(page, "Two")
    answer = reader.get(f"{page.url}rss.xml")
    assert answer["Content-Type"].startswith("application/rss+xml")
    items = ElementTree.fromstring(answer.content).findall("channel/item")
    assert [item.findtext("title") for item in items] == ["Two", "First"]
    assert items[1].findtext("link") == f"http://testserver{page.url}posts/1/#post-1"


def test_an_arabic_page_is_arabic(arabic, reader):
    page = make_live_page(arabic, "الفرز")
    make_post(page, "بقي صندوق واحد", key_event=True)
    html = reader.get(page.url).content.decode()
    assert "أحداث رئيسية" in html
    with override("ar"):
        labels = json.loads(new_post_labels(arabic))
    assert set(labels) == {"zero", "one", "two", "few", "many", "other"}
    assert len(set(labels.values())) >= 5


def test_queries_do_not_grow_with_the_posts(page, english, reader):
    lina = make_record(Author, english, "Lina Haddad")
    picture = make_picture(size=(64, 36))
    make_renditions(picture)
    # What is asked for once a process is no page's.
    reader.get(page.url)
    asked = {}
    for more in (2, 24):
        for _ in range(more):
            make_post(page, "x", authors=[lina], key_event=True, words={"picture": picture.pk})
        make_post(page, pinned=True)
        for tail in ("", "oldest-first/", "rss.xml"):
            with CaptureQueriesContext(connection) as queries:
                reader.get(page.url + tail)
            asked.setdefault(tail, []).append(len(queries))
    assert asked == {"": [20, 20], "oldest-first/": [11, 11], "rss.xml": [8, 8]}


def test_a_page_of_five_thousand_posts_costs_no_more(page, reader):
    make_post(page)
    with CaptureQueriesContext(connection) as before:
        reader.get(page.url)
    Post.objects.bulk_create(
        Post(story=page, number=number, published_at=START, body=[]) for number in range(2, 5001)
    )
    with CaptureQueriesContext(connection) as after:
        html = reader.get(page.url).content
    assert len(after) == len(before)
    assert len(html) < 80_000
    assert numbers_on(reader, page.url)[-1] == 4981
    assert numbers_on(reader, f"{page.url}posts/249/")[0] == 4980
