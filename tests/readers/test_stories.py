"""A story on its own page: the parts of each kind, and the blocks of a body."""

from __future__ import annotations

import pytest

from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.stories.kinds import Kind
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.readers.reading import headlines_of, page_of
from tests.readers.writing import make_clip, paragraph, quote, section_for, write_story

pytestmark = pytest.mark.django_db


def shown(reader, section, *blocks, **fields):
    story = make_story(section, "A headline", body=list(blocks), **fields)
    return page_of(reader.get(story.url))


def test_a_story_shows_what_an_editor_wrote(reader, english, politics):
    lina = make_record(Author, english, "Lina Haddad", title="Economy correspondent")
    omar = make_record(Author, english, "Omar Saleh")
    noor = make_record(Author, english, "Noor Aziz")
    story = write_story(
        politics,
        "The berth opens",
        standfirst="Ships may come in again.",
        dateline="TRIPOLI",
        body=[paragraph("First words."), paragraph("Second words.")],
        by=[(lina, "by"), (omar, "by"), (noor, "illustrated_by")],
        agencies=[make_record(Agency, english, "Agencies")],
        topics=[make_record(Topic, english, "Ports")],
        regions=[make_record(Region, english, "Africa")],
        dossiers=[make_record(Dossier, english, "The harbour", description="Ten years of it.")],
    )
    page = page_of(reader.get(story.url))

    assert page.h1.get_text() == "The berth opens"
    assert page.select_one(".standfirst").get_text() == "Ships may come in again."
    assert page.select_one(".credits .by").get_text() == "By Lina Haddad and Omar Saleh"
    assert "Illustrated by Noor Aziz" in page.select_one(".credits").get_text()
    assert page.select_one(".source").get_text() == "Source: Agencies"
    first, second = page.select(".prose > p")
    assert first.get_text() == "TRIPOLI — First words."
    assert second.get_text() == "Second words."
    links = {link.get_text(): link["href"] for link in page.select(".story a, .aside a")}
    assert links["Lina Haddad"] == "/en/author/lina-haddad/"
    assert links["Agencies"] == "/en/agency/agencies/"
    assert links["Ports"] == "/en/topic/ports/"
    assert links["Africa"] == "/en/region/africa/"
    assert links["The harbour"] == "/en/coverage/the-harbour/"
    assert links["Politics"] == "/en/news/politics/"
    assert "Ten years of it." in page.select_one(".aside").get_text()


def test_names_stand_in_the_order_the_editor_gave_them(reader, english, politics):
    authors = [make_record(Author, english, name) for name in ("Zed One", "Amal Two", "Mid Three")]
    story = write_story(politics, by=[(author, "by") for author in authors])
    page = page_of(reader.get(story.url))
    assert page.select_one(".credits .by").get_text() == "By Zed One, Amal Two and Mid Three"


def test_an_agency_s_own_byline_stands_without_a_page_of_ours(reader, politics):
    story = write_story(politics, byline_text="Jane Doe of the agency")
    by = page_of(reader.get(story.url)).select_one(".credits .by")
    assert by.get_text() == "By Jane Doe of the agency"
    assert by.a is None


@pytest.mark.parametrize("kind", [Kind.OPINION, Kind.ANALYSIS, Kind.BLOG])
def test_a_voice_of_its_own_shows_its_author_large(reader, english, kind):
    lina = make_record(Author, english, "Lina Haddad", title="Columnist")
    story = write_story(section_for(english, kind), kind=kind, by=[(lina, "by")])
    page = page_of(reader.get(story.url))
    assert page.select_one(".voice").get_text() == "Lina HaddadColumnist"
    assert page.select_one(f".page.is-{kind}")
    assert page.select_one(".credits .by") is None


def test_in_five_shows_its_five_points_in_order(reader, english):
    points = [
        {"type": "point", "value": {"heading": f"Point {n}", "text": f"<p>Words {n}</p>"}}
        for n in range(1, 6)
    ]
    story = make_story(section_of(english, "opinion"), kind=Kind.IN_FIVE, points=points)
    found = page_of(reader.get(story.url)).select(".points > li")
    assert [item.get_text() for item in found] == [f"{n}Point {n}Words {n}" for n in range(1, 6)]


def test_an_infographic_is_told_in_words_and_its_data_is_a_table(reader, english):
    table = {
        "first_row_is_table_header": True,
        "table_caption": "Grain, in tonnes",
        "data": [["Year", "Tonnes"], ["2024", "120"], ["2025", "180"]],
    }
    story = make_story(
        section_of(english, "charts"),
        kind=Kind.INFOGRAPHIC,
        text_alternative="It rose by half.",
        body=[{"type": "table", "value": table}],
    )
    page = page_of(reader.get(story.url))
    assert page.select_one(".alternative p").get_text() == "It rose by half."
    assert page.select_one("table caption").get_text() == "Grain, in tonnes"
    assert [th.get_text() for th in page.select("thead th")] == ["Year", "Tonnes"]
    assert [th.get_text() for th in page.select("tbody th")] == ["2024", "2025"]


def test_a_video_story_shows_its_video_length_and_words(reader, english):
    clip = make_clip(english, transcript="Good evening from the harbour.")
    story = make_story(section_of(english, "newsfeed"), kind=Kind.VIDEO, clip=clip)
    hero = page_of(reader.get(story.url)).select_one(".hero")
    assert hero.video.source["src"] == "https://media.example.org/crossing.mp4"
    assert hero.video["preload"] == "none"
    assert hero.select_one(".length").get_text() == "Length 2:05"
    assert "Good evening from the harbour." in hero.get_text()


def test_a_video_shows_its_captions_and_chapters(reader, english):
    clip = make_clip(
        english,
        transcript="Aziz: Good evening.\n\nAnd good night.",
        captions="clips/crossing.vtt",
        chapters="0:00 At sea\n1:05 In the <harbour>",
    )
    story = make_story(section_of(english, "newsfeed"), kind=Kind.VIDEO, clip=clip)
    hero = page_of(reader.get(story.url)).select_one(".hero")
    track = hero.video.track
    assert (track["kind"], track["srclang"]) == ("captions", "en")
    assert track["src"] == "/media/clips/crossing.vtt"
    links = hero.select("ol.chapters a")
    assert [link["href"][-6:] for link in links] == ["p4#t=0", "4#t=65"]
    assert [link.get_text() for link in links] == ["0:00 At sea", "1:05 In the <harbour>"]
    assert [p.get_text() for p in hero.select(".transcript p")] == [
        "Aziz: Good evening.",
        "And good night.",
    ]


def test_a_gallery_shows_its_pictures_with_words_and_credit(reader, english):
    picture = make_picture()
    make_renditions(picture)
    items = [
        {"picture": picture.pk, "alt": "", "caption": "The quay at six."},
        {"picture": picture.pk, "alt": "A crane from below", "caption": ""},
    ]
    story = make_story(
        section_of(english, "galleries"),
        kind=Kind.GALLERY,
        picture=picture,
        body=[{"type": "gallery", "value": {"title": "", "pictures": items}}],
    )
    page = page_of(reader.get(story.url))
    alts = [image["alt"] for image in page.select(".shots img")]
    assert alts == ["Cranes over a quay at dawn", "A crane from below"]
    captions = [words.get_text() for words in page.select(".shots figcaption")]
    assert captions == ["The quay at six. (Nour Khalil)", "(Nour Khalil)"]
    assert page.select_one(".gallery .meta").get_text() == "2 pictures"
    listed = page_of(reader.get("/en/pictures/galleries/"))
    assert "2 pictures" in listed.select_one(".card").get_text()


@pytest.mark.parametrize(
    ("status", "label", "caution"),
    [
        ("reported", "Reported", ""),
        ("confirmed", "Confirmed", ""),
        ("disputed", "Disputed", "It is disputed"),
        ("withdrawn", "Withdrawn", "These words were withdrawn"),
    ],
)
def test_a_quote_says_who_said_it_and_how_sure_we_are(reader, politics, status, label, caution):
    block = quote(
        "We will rebuild.",
        "Amina Diallo",
        role="Mayor",
        organisation="City of Dakar",
        said_where="At the quay",
        said_at="2026-03-01T10:00:00+00:00",
        evidence="https://example.org/speech",
        status=status,
    )
    figure = shown(reader, politics, block).select_one("figure.quote")
    assert figure.blockquote.get_text() == "We will rebuild."
    assert bool(figure.s) == (status == "withdrawn")
    caption = figure.figcaption
    assert caption.b.get_text() == "Amina Diallo"
    assert "Mayor, City of Dakar" in caption.get_text()
    assert "At the quay, 1 March 2026" in caption.get_text()
    assert caption.select_one(".status").get_text() == label
    assert caption.a["href"] == figure.blockquote["cite"] == "https://example.org/speech"
    assert figure.get_text().count(caution or "We will rebuild.") == 1


def test_evidence_that_is_no_web_address_is_not_linked(reader, politics):
    figure = shown(reader, politics, quote("Words", "Somebody", evidence="javascript:alert(1)"))
    assert figure.select_one("figure.quote a") is None
    assert "javascript:" not in str(figure)


def test_every_block_of_a_body_is_shown(reader, english, politics):
    other = make_story(politics, "Another story")
    clip = make_clip(english)
    page = shown(
        reader,
        politics,
        {"type": "heading", "value": "What comes next"},
        {"type": "read_more", "value": other.pk},
        {"type": "fact_box", "value": {"title": "The port", "text": "<p>Built in 1922.</p>"}},
        {
            "type": "timeline",
            "value": {
                "title": "How it came",
                "entries": [
                    {"when": "1922", "title": "Built", "text": "<p>By hand.</p>"},
                    {"when": "2026", "title": "Rebuilt", "text": ""},
                ],
            },
        },
        {
            "type": "correction",
            "value": {
                "text": "<p>It was eleven metres.</p>",
                "made_at": "2026-03-02T09:30:00+00:00",
            },
        },
        {"type": "video", "value": {"clip": clip.pk, "caption": "From the bridge"}},
        {
            "type": "embed",
            "value": {"address": "https://youtu.be/dQw4w9WgXcQ", "title": "The statement"},
        },
    )
    assert page.select_one(".prose > h2").get_text() == "What comes next"
    assert page.select_one("aside.more a")["href"] == other.url
    assert page.select_one("section.facts").get_text() == "The portBuilt in 1922."
    assert [li.get_text() for li in page.select(".timeline li")] == [
        "1922BuiltBy hand.",
        "2026Rebuilt",
    ]
    correction = page.select_one("section.correction")
    assert "It was eleven metres." in correction.get_text()
    assert correction.time["datetime"] == "2026-03-02T09:30:00+00:00"
    assert page.select_one(".prose .clip figcaption").get_text().startswith("From the bridge")
    embed = page.select_one(".embed a")
    assert embed["href"] == "https://youtu.be/dQw4w9WgXcQ"
    assert embed["data-player"].startswith("https://www.youtube-nocookie.com/embed/")
    assert page.iframe is None


def test_a_read_more_of_a_story_taken_down_is_not_shown(reader, politics):
    other = make_story(politics, "Taken down")
    story = make_story(politics, body=[{"type": "read_more", "value": other.pk}])
    assert "Taken down" in page_of(reader.get(story.url)).get_text()
    other.unpublish()
    assert "Taken down" not in page_of(reader.get(story.url)).get_text()


def test_a_link_to_a_story_taken_down_keeps_its_words_only(reader, politics):
    other = make_story(politics, "Taken down")
    link = f'<a linktype="page" id="{other.pk}">the earlier report</a>'
    story = make_story(politics, body=[paragraph(f"See {link}.")])
    words = page_of(reader.get(story.url)).select_one(".prose p")
    assert words.a["href"] == other.url
    other.unpublish()
    words = page_of(reader.get(story.url)).select_one(".prose p")
    assert words.get_text() == "See the earlier report."
    assert not words.find("a", href=True)


def test_what_an_editor_pastes_does_not_run(reader, politics):
    page = shown(
        reader,
        politics,
        paragraph('<img src=x onerror="alert(1)"><script>alert(2)</script>Fine.'),
        {"type": "heading", "value": "<script>alert(3)</script>"},
        quote("<b>bold</b>", "<i>who</i>"),
        standfirst="<script>alert(4)</script>",
    )
    body = page.select_one("article.story")
    assert body.select("script, [onerror]") == []
    assert "<b>bold</b>" in body.select_one("figure.quote").get_text()


@pytest.mark.parametrize(
    ("code", "text"), [("en", "3 min read"), ("ar", "قراءة ٥ دقائق")], ids=["en", "ar"]
)
def test_reading_time_goes_by_the_language(reader, newsroom, code, text):
    """Seven hundred words are three minutes in English and five in Arabic."""
    edition = newsroom[code]
    edition.digits = "arab" if code == "ar" else "latn"
    edition.save()
    word = {"en": "word ", "ar": "كلمة "}[code]
    story = make_story(section_of(edition, "politics"), body=[paragraph(word * 700)])
    assert page_of(reader.get(story.url)).select_one(".minutes").get_text() == text


def test_read_next_prefers_the_story_that_shares_most_topics(reader, english, politics):
    ports, grain = (make_record(Topic, english, name) for name in ("Ports", "Grain"))
    write_story(politics, "Shares both", topics=[ports, grain])
    write_story(politics, "Shares one", topics=[ports])
    make_story(politics, "Same section")
    story = write_story(politics, "This one", topics=[ports, grain])
    page = page_of(reader.get(f"/en/fragment/read-next/{story.pk}/"))
    assert headlines_of(page) == ["Shares both", "Shares one", "Same section"]


def test_the_in_five_fragment_leads_to_its_section(reader, english):
    points = [
        {"type": "point", "value": {"heading": f"Point {n}", "text": "<p>x</p>"}} for n in range(5)
    ]
    make_story(section_of(english, "opinion"), "Five points", kind=Kind.IN_FIVE, points=points)
    page = page_of(reader.get("/en/fragment/in-five/"))
    assert headlines_of(page) == ["Five points"]
    assert page.select_one("a.all")["href"] == "/en/articles/opinion/"
