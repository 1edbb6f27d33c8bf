"""What machines read of a page: canonical, Open Graph, JSON-LD, feeds, robots."""

from __future__ import annotations

import pytest

from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Author
from broadsheet.stories.kinds import Kind
from broadsheet.topics.models import Topic
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.readers.reading import canonical_of, meta_of, page_of, records_of
from tests.readers.writing import make_clip, section_for, write_story

pytestmark = pytest.mark.django_db

NASTY = '</script><script>alert(1)</script><!-- " \u2028 & ]]>'


def test_a_story_s_head(reader, english, politics):
    picture = make_picture()
    make_renditions(picture)
    lina = make_record(Author, english, "Lina Haddad")
    story = write_story(
        politics,
        "The berth opens",
        standfirst="Ships may come in.",
        picture=picture,
        by=[(lina, "by")],
        topics=[make_record(Topic, english, "Ports")],
    )
    page = page_of(reader.get(story.url))
    whole = "http://testserver/en/news/politics/the-berth-opens/"
    meta = meta_of(page)
    assert page.title.get_text() == "The berth opens | The Tribune"
    assert canonical_of(page) == meta["og:url"] == whole
    assert meta["description"] == meta["og:description"] == "Ships may come in."
    assert meta["og:type"] == "article"
    assert meta["og:title"] == "The berth opens"
    assert meta["og:site_name"] == "The Tribune"
    assert meta["og:image"].startswith("http://testserver/media/images/")
    assert meta["og:image:alt"] == "Cranes over a quay at dawn"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:section"] == "Politics"
    assert meta["article:tag"] == "Ports"
    assert "robots" not in meta
    assert page.select_one('link[type="application/rss+xml"]')["href"] == "/en/rss.xml"
    news, trail = records_of(page)
    assert news["@type"] == "NewsArticle"
    assert news["headline"] == "The berth opens"
    assert news["mainEntityOfPage"] == whole
    assert news["inLanguage"] == "en"
    assert news["image"] == [meta["og:image"]]
    assert news["author"] == [
        {
            "@type": "Person",
            "name": "Lina Haddad",
            "url": "http://testserver/en/author/lina-haddad/",
        }
    ]
    assert news["datePublished"] == news["dateModified"] == meta["article:published_time"]
    assert trail["@type"] == "BreadcrumbList"
    assert [step["item"] for step in trail["itemListElement"]] == [
        "http://testserver/en/",
        "http://testserver/en/news/politics/",
    ]


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Kind.NEWS, "NewsArticle"),
        (Kind.OPINION, "OpinionNewsArticle"),
        (Kind.ANALYSIS, "AnalysisNewsArticle"),
        (Kind.BLOG, "BlogPosting"),
        (Kind.FEATURE, "NewsArticle"),
    ],
)
def test_a_kind_has_its_own_schema(reader, english, kind, schema):
    story = make_story(section_for(english, kind), kind=kind)
    assert records_of(page_of(reader.get(story.url)))[0]["@type"] == schema


def test_a_video_is_described_for_machines(reader, english):
    clip = make_clip(english, transcript="Good evening.")
    story = make_story(section_of(english, "newsfeed"), "Crossing", kind=Kind.VIDEO, clip=clip)
    video = records_of(page_of(reader.get(story.url)))[0]["video"]
    assert video["@type"] == "VideoObject"
    assert video["contentUrl"] == "https://media.example.org/crossing.mp4"
    assert (video["duration"], video["transcript"]) == ("PT125S", "Good evening.")


def test_captions_and_chapters_are_told_to_machines(reader, english):
    clip = make_clip(english, captions="clips/a.vtt", chapters="0:00 At sea\n1:05 In harbour")
    story = make_story(section_of(english, "newsfeed"), "Crossing", kind=Kind.VIDEO, clip=clip)
    video = records_of(page_of(reader.get(story.url)))[0]["video"]
    assert video["caption"]["contentUrl"].endswith("/media/clips/a.vtt")
    assert video["caption"]["inLanguage"] == "en"
    assert [
        (part["name"], part["startOffset"], part["endOffset"]) for part in video["hasPart"]
    ] == [
        ("At sea", 0, 65),
        ("In harbour", 65, 125),
    ]
    assert video["hasPart"][1]["url"].endswith(".mp4#t=65")


def test_an_agency_s_own_byline_has_no_address(reader, politics):
    story = make_story(politics, byline_text="Jane Doe of the agency")
    record = records_of(page_of(reader.get(story.url)))[0]
    assert record["author"] == [{"@type": "Person", "name": "Jane Doe of the agency"}]


def test_a_story_without_a_byline_is_the_newsroom_s(reader, politics):
    record = records_of(page_of(reader.get(make_story(politics).url)))[0]
    assert record["author"] == [{"@type": "Organization", "name": "The Tribune"}]


def test_a_correction_is_told_to_machines(reader, politics):
    block = {
        "type": "correction",
        "value": {"text": "<p>It was <b>eleven</b>.</p>", "made_at": "2026-03-02T09:30:00+00:00"},
    }
    record = records_of(page_of(reader.get(make_story(politics, body=[block]).url)))[0]
    assert record["correction"] == ["It was eleven."]


def test_a_headline_cannot_break_out_of_the_head(reader, english, politics):
    author = make_record(Author, english, f"Ann {NASTY}"[:110])
    topic = make_record(Topic, english, f"Topic {NASTY}")
    story = write_story(
        politics, NASTY, standfirst=NASTY, dateline=NASTY, by=[(author, "by")], topics=[topic]
    )
    for address in (story.url, "/en/", "/en/news/politics/", topic.address_in(english)):
        page = page_of(reader.get(address))
        inline = [script for script in page.select("script") if not script.get("src")]
        assert all(script["type"] == "application/ld+json" for script in inline), address
        for record in records_of(page):
            assert record["@context"] == "https://schema.org"
        assert "alert(1)" in page.get_text()
    record = records_of(page_of(reader.get(story.url)))[0]
    assert record["headline"] == NASTY
    assert record["description"] == NASTY


def test_a_front_is_the_newsroom_s_own_record(reader, english, politics):
    picture = make_picture()
    make_renditions(picture)
    make_story(politics, picture=picture)
    page = page_of(reader.get("/en/"))
    (record,) = records_of(page)
    assert record["@type"] == "NewsMediaOrganization"
    assert record["url"] == canonical_of(page) == "http://testserver/en/"
    assert meta_of(page)["og:image"].startswith("http://testserver/media/images/")


@pytest.mark.parametrize("address", ["/en/news/", "/en/news/politics/", "/en/all/", "/en/authors/"])
def test_every_page_names_its_own_address(reader, newsroom, address):
    assert canonical_of(page_of(reader.get(address))) == f"http://testserver{address}"


def test_a_newest_page_is_one_page_under_two_addresses(reader, newsroom):
    """A section's own address and its “all” hold the same; machines are told which one counts."""
    page = page_of(reader.get("/en/news/politics/all/"))
    assert canonical_of(page) == "http://testserver/en/news/politics/"


def test_fragments_are_not_for_search_engines(reader, politics):
    story = make_story(politics)
    for address in (f"/en/fragment/read-next/{story.pk}/", "/en/fragment/in-five/"):
        assert reader.get(address)["X-Robots-Tag"] == "noindex"


def test_robots_may_read_all_but_the_desk(reader, newsroom):
    assert reader.get("/robots.txt").content == b"User-agent: *\nDisallow: /admin/\n"
