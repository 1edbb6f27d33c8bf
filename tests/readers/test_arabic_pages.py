"""No English word leaks into the Arabic edition: every page type, with Arabic content only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString

from broadsheet.audience.models import ContactPage
from broadsheet.editions.menu_blocks import SERVICE_NAMES
from broadsheet.editions.models import StandingPage
from broadsheet.media.models import Clip
from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, section_of
from tests.readers.reading import feed_of
from tests.readers.writing import paragraph, quote, section_for, write_story

pytestmark = pytest.mark.django_db

#: Attributes whose values are read out or shown.
SPOKEN = ("aria-label", "title", "alt", "placeholder", "content", "label")
SPOKEN_DATA = ("data-close", "data-next", "data-previous", "data-done", "data-native", "data-title")
#: Names of services are the same in every script; addresses are not words.
_NAMES = re.compile(
    "|".join([r"\S+@\S+", r"https?://\S+", *map(re.escape, [*SERVICE_NAMES.values(), "YouTube"])])
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
#: ``<meta>`` that only machines read.
_FOR_MACHINES = re.compile(
    r"^(viewport|color-scheme|robots|twitter:card|og:(type|url|image)|article:.*_time)"
)


def latin_words(html: str) -> list[str]:
    """Every piece of visible or spoken text of an Arabic page that holds a Latin letter."""
    page = BeautifulSoup(html, "html.parser")
    for element in page.select('script, style, nav [lang]:not([lang="ar"]), [lang="en"]'):
        element.decompose()
    found = [str(text) for text in page.find_all(string=True) if _is_shown(text)]
    for element in page.find_all(True):
        if element.name == "meta" and _FOR_MACHINES.match(_key(element)):
            continue
        found += [element[name] for name in (*SPOKEN, *SPOKEN_DATA) if element.get(name)]
        if element.get("type") in {"submit", "button"} and element.get("value"):
            found.append(element["value"])
    return [text.strip() for text in found if _LATIN.search(_NAMES.sub("", text))]


def _key(meta: Any) -> str:
    return meta.get("name") or meta.get("property") or "viewport"


def _is_shown(text: NavigableString) -> bool:
    return not isinstance(text, (Comment, Doctype)) and bool(text.strip())


@pytest.mark.parametrize(
    "html",
    [
        "<p>خبر Politics</p>",
        '<img alt="Harbour">',
        '<button aria-label="Close">×</button>',
        '<ul data-next="Next picture"></ul>',
        '<meta property="og:title" content="News">',
        "<title>All stories | المنبر</title>",
        '<input type="submit" value="Send">',
    ],
)
def test_the_search_for_latin_words_finds_them(html):
    assert latin_words(html)


def test_names_addresses_and_other_languages_are_no_leak():
    assert latin_words('<p>اكتب إلى desk@example.org</p><nav><a lang="en">English</a></nav>') == []
    assert latin_words('<a aria-label="Telegram" href="https://t.me/x">تابعونا</a>') == []


@pytest.fixture
def arabic(newsroom):
    """The Arabic edition with branding, menus, standing pages, and nothing in another script."""
    edition = newsroom["ar"]
    for section in section_of(edition, "politics").__class__.objects.filter(locale=edition.locale):
        section.title = f"قسم {section.pk}"
        section.description = "كل ما في هذا القسم"
        section.save_revision().publish()
    for area in edition.front.get_children():
        specific = area.specific
        specific.title = f"باب {area.pk}"
        specific.save_revision().publish()
    for page in (
        StandingPage(title="من نحن", slug="about", text="<p>صحيفة.</p>"),
        ContactPage(title="اتصل بنا", slug="contact", text="<p>نقرأ كل رسالة.</p>"),
    ):
        edition.front.specific.add_child(instance=page)
        page.save_revision().publish()
    edition.slogan, edition.description = "كل صباح", "أخبار المدينة والمرفأ"
    edition.digits, edition.calendar = "arab", "gregory-umalqura"
    link = {"label": "الميناء", "page": None, "address": "topic/x/"}
    edition.menu = [
        {"type": "live", "value": {"label": "مباشر", "page": None, "address": "live/"}},
        {
            "type": "group",
            "value": {"label": "أخبار", "page": None, "links": [{"type": "item", "value": link}]},
        },
    ]
    edition.regions = edition.footer = [{"type": "link", "value": link}]
    edition.footer_note = "كل الحقوق محفوظة"
    edition.social = [
        {"type": "account", "value": {"service": s, "address": f"https://{s}.example/"}}
        for s in SERVICE_NAMES
    ]
    edition.save()
    return edition


@pytest.fixture
def stories(arabic) -> dict[str, Story]:
    """An Arabic story of each kind, with every block and every record."""
    words = {"description": "رافعات فوق الرصيف", "credit": "نور خليل", "language": "ar"}
    picture = make_picture("مرفأ", caption="الرصيف فجراً", **words)
    make_renditions(picture)
    author = make_record(Author, arabic, "لينا حداد", title="مراسلة", portrait=picture)
    other = make_record(Author, arabic, "عمر صالح")
    carried = {
        "by": [(author, "by"), (other, "by"), (other, "illustrated_by"), (author, "video_by")],
        "regions": [make_record(Region, arabic, "أفريقيا")],
        "topics": [make_record(Topic, arabic, "المرافئ")],
        "dossiers": [make_record(Dossier, arabic, "ملف المرفأ", picture=picture)],
        "agencies": [make_record(Agency, arabic, "وكالات", site="https://wire.example.org/")],
    }
    clip = Clip.objects.create(
        locale=arabic.locale,
        title="عبور",
        address="https://media.example.org/x.mp4",
        seconds=125,
        poster=picture,
        transcript="مساء الخير.",
    )
    waves = Clip.objects.create(
        locale=arabic.locale, title="أمواج", address="https://media.example.org/x.mp3", seconds=30
    )
    clips = {Kind.VIDEO: clip, Kind.AUDIO: waves}
    written: dict[str, Story] = {}
    for kind in Kind:
        body = blocks(picture.pk, clip.pk, next(iter(written.values()), None))
        written[kind] = write_story(
            section_for(arabic, kind),
            f"عنوان المادة {len(written) + 1}",
            kind=kind,
            standfirst="مقدمة المادة.",
            dateline="طرابلس",
            picture=picture,
            clip=clips.get(kind),
            points=five_points() if kind == Kind.IN_FIVE else [],
            text_alternative="ارتفع العدد." if kind == Kind.INFOGRAPHIC else "",
            body=body,
            **(carried if kind != Kind.OPINION else {"by": carried["by"][:1]}),
        )
    draft = written[Kind.NEWS].get_latest_revision_as_object()
    draft.save_revision().publish()
    return written


def five_points() -> list[dict[str, Any]]:
    return [
        {"type": "point", "value": {"heading": f"النقطة {n}", "text": "<p>شرح.</p>"}}
        for n in "١٢٣٤٥"
    ]


def blocks(picture: int, clip: int, other: Story | None) -> list[dict[str, Any]]:
    """Every block a body can hold, in Arabic."""
    shot = {"picture": picture, "alt": "", "caption": "الرصيف"}
    said = {"role": "عمدة", "organisation": "البلدية", "said_where": "على الرصيف"}
    said |= {"said_at": "2026-03-01T10:00:00+00:00", "evidence": "https://example.org/x"}
    data = [["السنة", "الأطنان"], ["٢٠٢٥", "١٢٠"]]
    entry = {"when": "أمس", "title": "بُني", "text": "<p>باليد.</p>"}
    corrected = {"text": "<p>بل أحد عشر.</p>", "made_at": "2026-03-02T09:30:00+00:00"}
    made = [
        paragraph("نص الفقرة."),
        {"type": "heading", "value": "ماذا بعد"},
        *(quote("سنبني.", "أمينة ديالو", status=status, **said) for status in QuoteStatus.values),
        {"type": "picture", "value": shot},
        {"type": "gallery", "value": {"title": "", "pictures": [shot] * 4}},
        {"type": "gallery", "value": {"title": "المرفأ", "pictures": [shot, shot]}},
        {"type": "video", "value": {"clip": clip, "caption": ""}},
        {
            "type": "embed",
            "value": {"address": "https://youtu.be/dQw4w9WgXcQ", "title": "البيان"},
        },
        {"type": "table", "value": {"data": data, "first_row_is_table_header": True}},
        {"type": "fact_box", "value": {"title": "المرفأ", "text": "<p>بُني قديماً.</p>"}},
        {"type": "timeline", "value": {"title": "كيف جرى", "entries": [entry, entry]}},
        {"type": "correction", "value": corrected},
    ]
    return made + ([{"type": "read_more", "value": other.pk}] if other else [])


def test_no_english_word_leaks_into_the_arabic_edition(reader, arabic, stories):
    sections = {story.home_section.url for story in stories.values()}
    addresses = [
        *(story.url for story in stories.values()),
        *sections,
        "/ar/",
        "/ar/all/",
        "/ar/news/",
        "/ar/articles/",
        "/ar/videos/",
        "/ar/videos/all/",
        "/ar/pictures/",
        "/ar/infographics/",
        "/ar/live/",
        "/ar/authors/",
        "/ar/about/",
        "/ar/contact/",
        "/ar/contact/?sent",
        "/ar/region/أفريقيا/",
        "/ar/topic/المرافئ/",
        "/ar/coverage/ملف-المرفأ/",
        "/ar/author/لينا-حداد/",
        "/ar/agency/وكالات/",
        "/ar/fragment/in-five/",
        f"/ar/fragment/read-next/{stories[Kind.NEWS].pk}/",
    ]
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200, address
        assert latin_words(response.content.decode()) == [], address


def test_no_english_word_leaks_into_listings_with_older_pages(reader, arabic, monkeypatch):
    from broadsheet.fronts import listings

    monkeypatch.setattr(listings, "PAGE_SIZE", 1)
    section = section_of(arabic, "politics")
    for number in "١٢٣":
        write_story(section, f"خبر {number}")
    for address in (section.url, f"{section.url}all/1/", f"{section.url}all/2/"):
        html = reader.get(address).content.decode()
        assert "صفحة" in html or address == section.url
        assert latin_words(html) == [], address


def test_no_english_word_leaks_into_what_goes_wrong(client, arabic, monkeypatch, caplog):
    section = section_of(arabic, "politics")
    story = write_story(section, "خبر")
    story.unpublish()
    gone, missing = client.get(story.url), client.get("/ar/لا-شيء/")
    home = {"HTTP_ORIGIN": "http://testserver"}
    long = {"name": "س" * 200, "email": "nobody", "subject": "س" * 200, "text": "س" * 6000}
    answers = [
        (gone, 410),
        (missing, 404),
        (client.post("/ar/contact/", {}, **home), 400),
        (client.post("/ar/contact/", long, **home), 400),
        (client.post("/ar/contact/", {"name": "ا\0ب"}, **home), 400),
        (client.post("/ar/contact/", {}), 403),
    ]
    for response, status in answers:
        assert response.status_code == status
        assert [w for w in latin_words(response.content.decode()) if w != "nobody"] == []


def test_an_empty_arabic_edition_speaks_arabic(reader, newsroom):
    edition = newsroom["ar"]
    section = section_of(edition, "politics")
    html = reader.get(section.url).content.decode()
    assert latin_words(html) == []


def test_arabic_feeds_speak_arabic(reader, arabic, stories):
    channel = feed_of(reader.get("/ar/rss.xml"))
    codes = {"link", "guid", "pubDate", "language", "lastBuildDate"}
    words = [e.text for e in channel.iter() if e.text and e.tag not in codes]
    assert len(words) > 20
    assert [text for text in words if _LATIN.search(text)] == []
