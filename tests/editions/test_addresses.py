"""Editions live under a path or on a host of their own; readers are sent to the right one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from broadsheet.audience.models import ContactPage
from broadsheet.editions.models import StandingPage
from broadsheet.stories.models import Story
from broadsheet.topics.models import Region
from tests.newsroom import make_record, make_story, make_user, section_of
from tests.readers.reading import (
    alternates_of,
    canonical_of,
    feed_of,
    headlines_of,
    meta_of,
    page_of,
    records_of,
    switch_of,
)

pytestmark = pytest.mark.django_db

HOST = "english.example.org"
AT_HOME = {"headers": {"host": HOST}}


@pytest.fixture
def apart(newsroom):
    """The newsroom with its English edition on a host of its own."""
    english = newsroom["en"]
    english.host = HOST
    english.full_clean()
    english.save()
    return newsroom


@pytest.fixture
def story(apart):
    return make_story(section_of(apart["en"], "politics"), "Grain again")


def test_editions_have_their_own_sections_stories_and_menus(reader, newsroom):
    english, arabic = newsroom["en"], newsroom["ar"]
    for edition, label in ((english, "Parliament"), (arabic, "البرلمان")):
        section = section_of(edition, "politics")
        edition.menu = [
            {"type": "link", "value": {"label": label, "page": section.pk, "address": ""}}
        ]
        edition.regions = [
            {"type": "link", "value": {"label": label, "page": None, "address": "region/x/"}}
        ]
        edition.save()
        make_story(section, f"{label} 1")
    menus = {}
    for code in ("en", "ar"):
        page = page_of(reader.get(f"/{code}/"))
        menus[code] = [(a.get_text(), a["href"]) for a in page.select("nav.bar .groups a")]
        assert (page.html["lang"], page.html["dir"]) == (code, {"en": "ltr", "ar": "rtl"}[code])
    assert menus["en"] == [("Parliament", "/en/news/politics/"), ("Parliament", "/en/region/x/")]
    assert menus["ar"][0] == ("البرلمان", "/ar/news/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/")
    assert headlines_of(page_of(reader.get("/en/"))) == ["Parliament 1"]
    assert headlines_of(page_of(reader.get("/ar/"))) == ["البرلمان 1"]


def test_a_menu_marks_where_the_reader_is_and_leaves_out_what_is_taken_down(reader, newsroom):
    english = newsroom["en"]
    politics, economy = section_of(english, "politics"), section_of(english, "economy")
    english.menu = [
        {
            "type": "group",
            "value": {
                "label": "News",
                "page": politics.get_parent().pk,
                "links": [
                    {"type": "item", "value": {"label": p.title, "page": p.pk, "address": ""}}
                    for p in (politics, economy)
                ],
            },
        }
    ]
    english.save()
    page = page_of(reader.get("/en/news/politics/"))
    current = page.select_one('nav.bar [aria-current="page"]')
    assert current.get_text() == "Politics"
    economy.unpublish()
    page = page_of(reader.get("/en/news/politics/"))
    assert "Economy" not in page.select_one("nav.bar").get_text()


def test_an_edition_on_its_host_answers_without_its_code(reader, apart, story):
    make_record(Region, apart["en"], "Africa")
    for path in ("/", "/all/", "/news/", "/news/politics/", "/region/africa/", "/authors/"):
        page = page_of(reader.get(path, **AT_HOME))
        assert page.html["lang"] == "en", path
        assert canonical_of(page) == f"http://{HOST}{path}"
    page = page_of(reader.get("/live/", **AT_HOME))
    assert page.h1.get_text() == "Live"
    page = page_of(reader.get("/news/politics/grain-again/", **AT_HOME))
    assert page.h1.get_text() == "Grain again"
    assert page_of(reader.get("/news/nothing/", **AT_HOME), 404).html["lang"] == "en"


def test_a_story_on_a_host_tells_machines_its_whole_address(reader, apart, story):
    whole = f"http://{HOST}/news/politics/grain-again/"
    page = page_of(reader.get("/news/politics/grain-again/", **AT_HOME))
    assert canonical_of(page) == meta_of(page)["og:url"] == whole
    news, trail = records_of(page)
    assert news["mainEntityOfPage"] == whole
    assert [step["item"] for step in trail["itemListElement"]] == [
        f"http://{HOST}/",
        f"http://{HOST}/news/politics/",
    ]
    item = feed_of(reader.get("/rss.xml", **AT_HOME)).find("item")
    assert item.findtext("link") == whole


def test_every_address_on_a_host_s_page_leads_somewhere(reader, apart, story):
    """Followed as a browser would: from that host, or from the host an address names."""
    make_record(Region, apart["en"], "Africa")
    page = page_of(reader.get("/news/politics/grain-again/", **AT_HOME))
    addresses = {a["href"] for a in page.select("a[href]")}
    addresses |= {f["data-address"] for f in page.select("[data-address]")}
    ours = {a for a in addresses if a.startswith(("/", f"http://{HOST}", "http://testserver"))}
    assert len(ours) >= 6
    for address in ours:
        host, path = HOST, address
        if not address.startswith("/"):
            host, _, rest = address.removeprefix("http://").partition("/")
            path = f"/{rest}"
        assert reader.get(path, headers={"host": host}).status_code == 200, address


def test_another_edition_links_to_a_host_with_whole_addresses(reader, apart, story):
    arabic = make_story(
        section_of(apart["ar"], "politics"), "عودة القمح", translation_key=story.translation_key
    )
    page = page_of(reader.get(arabic.url))
    assert switch_of(page)["en"]["href"] == f"http://{HOST}/news/politics/grain-again/"
    assert alternates_of(page)["en"] == f"http://{HOST}/news/politics/grain-again/"
    back = page_of(reader.get("/news/politics/grain-again/", **AT_HOME))
    assert switch_of(back)["ar"]["href"] == f"http://testserver{arabic.url}"
    assert alternates_of(back) == alternates_of(page)


def test_words_that_link_to_another_edition_lead_there_from_a_host(reader, apart, story):
    arabic = make_story(section_of(apart["ar"], "politics"), "عودة القمح")
    links = "".join(f'<a linktype="page" id="{s.pk}">x</a>' for s in (arabic, story))
    body = [{"type": "paragraph", "value": f"<p>{links}</p>"}]
    make_story(section_of(apart["en"], "politics"), "With links", body=body)
    page = page_of(reader.get("/news/politics/with-links/", **AT_HOME))
    assert [a["href"] for a in page.select(".prose a")] == [
        f"http://testserver{arabic.url}",
        f"http://{HOST}/news/politics/grain-again/",
    ]


@pytest.mark.parametrize("path", ["/en/", "/en/news/politics/grain-again/", "/en/all/?x=1"])
def test_an_edition_that_got_a_host_keeps_its_old_links(reader, apart, story, path):
    response = reader.get(path)
    assert response.status_code == 301
    assert response["Location"] == f"http://{HOST}{path.removeprefix('/en')}"


def test_the_desk_and_files_stay_reachable_on_every_host(client, apart):
    client.force_login(make_user())
    for host in (HOST, "testserver"):
        assert client.get("/admin/", headers={"host": host}).status_code == 200
        assert client.get("/healthz", headers={"host": host}).status_code == 200
        assert client.get("/robots.txt", headers={"host": host}).status_code == 200


def test_other_editions_do_not_answer_under_a_host(reader, apart):
    assert reader.get("/ar/", **AT_HOME).status_code == 404
    assert reader.get("/en/", **AT_HOME).status_code == 404


def test_the_newsroom_s_own_host_may_be_an_edition_s(reader, newsroom, settings):
    """English at the root, the others under their codes: nobody is shut out."""
    english = newsroom["en"]
    english.host = "testserver"
    english.save()
    assert page_of(reader.get("/")).html["lang"] == "en"
    assert page_of(reader.get("/news/")).html["lang"] == "en"
    assert page_of(reader.get("/ar/")).html["lang"] == "ar"


def test_the_form_on_a_host_is_sent_to_itself(reader, apart):
    page = ContactPage(title="Contact", slug="contact")
    apart["en"].front.specific.add_child(instance=page)
    page.save_revision().publish()
    words = {"name": "A", "email": "a@example.org", "text": "Hello"}
    response = reader.post("/contact/", words, headers={"host": HOST, "origin": f"http://{HOST}"})
    assert (response.status_code, response["Location"]) == (302, f"http://{HOST}/contact/#sent")
    refused = reader.post(
        "/contact/", words, headers={"host": HOST, "origin": "http://evil.example"}
    )
    assert refused.status_code == 403


def test_a_moved_story_redirects_on_its_host(reader, apart, story):
    Story.objects.get(pk=story.pk).move(section_of(apart["en"], "economy"), pos="last-child")
    response = reader.get("/news/politics/grain-again/", **AT_HOME)
    assert response.status_code == 301
    assert response["Location"] == f"http://{HOST}/news/economy/grain-again/"
    Story.objects.get(pk=story.pk).delete()
    page_of(reader.get("/news/economy/grain-again/", **AT_HOME), 410)


@pytest.mark.parametrize("host", ["https://x.example", "x.example/en", "x example", "-", "X.org"])
def test_a_host_that_is_none_is_refused_at_its_field(newsroom, host):
    newsroom["en"].host = host
    with pytest.raises(ValidationError) as caught:
        newsroom["en"].full_clean()
    assert list(caught.value.message_dict) == ["host"]


def test_two_editions_cannot_share_a_host(apart):
    apart["ar"].host = HOST
    with pytest.raises(ValidationError) as caught:
        apart["ar"].full_clean()
    assert list(caught.value.message_dict) == ["host"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("", "en"),
        ("ar", "ar"),
        ("ar-LB,ar;q=0.9,en;q=0.8", "ar"),
        ("fr-FR,fr;q=0.9,ar;q=0.5,en;q=0.3", "ar"),
        ("en;q=0.5, ar;q=0.9", "ar"),
        ("en; q=0.5, ar; q=0.9", "ar"),
        ("AR", "ar"),
        ("ar;q=0, en", "en"),
        ("ar;q=0", "en"),
        ("de", "en"),
        ("*", "en"),
        ("*;q=0.5, ar;q=0.1", "ar"),
        ("ar;q=nonsense", "en"),
        ("\x00,,;;q=,;q=1,ar", "ar"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_root_leads_to_the_edition_a_browser_asks_for(reader, newsroom, wanted, code):
    response = reader.get("/", headers={"accept-language": wanted})
    assert (response.status_code, response["Location"]) == (302, f"/{code}/")
    assert "Accept-Language" in response["Vary"]
    assert "public" not in response.get("Cache-Control", "")


def test_a_standing_page_is_its_edition_s_own(reader, newsroom):
    for code, title in (("en", "About us"), ("ar", "من نحن")):
        page = StandingPage(title=title, slug="about", text="<p>x</p>")
        newsroom[code].front.specific.add_child(instance=page)
        page.save_revision().publish()
    assert page_of(reader.get("/en/about/")).h1.get_text() == "About us"
    assert page_of(reader.get("/ar/about/")).h1.get_text() == "من نحن"
    assert alternates_of(page_of(reader.get("/en/about/"))) == {}
