"""Whatever a page reads, a tag says so: no SELECT of a render is left unexplained."""

from __future__ import annotations

import pytest

from broadsheet.kit import clock
from broadsheet.people.models import Agency, Author
from broadsheet.press.places import Place, Places
from broadsheet.press.rendering import render
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.live.streams import make_slot, make_stream
from tests.newsroom import make_item, make_picture, make_record, make_story, section_of
from tests.press.conftest import HOST
from tests.press.explaining import asking, unexplained
from tests.readers.charts import chart_block
from tests.readers.writing import make_clip, paragraph, section_for, write_story

pytestmark = pytest.mark.django_db

FRONTS = ("", "news/", "articles/", "videos/", "news/politics/", "articles/opinion/")
LISTINGS = (
    *("all/", "all/1/", "news/all/", "news/politics/all/1/"),
    *("authors/", "programmes/"),
)
FEEDS = ("rss.xml", "news/rss.xml", "news/politics/rss.xml", "live/rss.xml", "breaking/rss.xml")
CHANNEL = ("live/", "live/tv/", "live/schedule/", "live/tv/schedule/")
TICKER = ("breaking/", "breaking/all/1/", "fragment/breaking/")
RECORDS = (
    *("topic/ports/", "region/africa/", "coverage/coast/", "author/lina-haddad/", "agency/ap/"),
    "programme/waves/",
)
OTHERS = ("fragment/in-five/", "no/such/page/", "no-page/", "news/politics/gone/")


@pytest.fixture(scope="module")
def stocked(editions, django_db_blocker, tmp_path_factory):
    """A newsroom with every kind of story, and everything that can hang on one."""
    from django.db import transaction
    from django.test import TestCase, override_settings

    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), transaction.atomic(), media:
        with TestCase.captureOnCommitCallbacks(execute=True):
            paths = _stock(editions)
        yield paths
        transaction.set_rollback(True)


def _stock(editions) -> dict[str, str]:
    english, picture = editions["en"], make_picture(size=(60, 40))
    author = make_record(Author, english, "Lina Haddad", portrait=picture)
    hung = {
        "topics": [make_record(Topic, english, "Ports")],
        "regions": [make_record(Region, english, "Africa")],
        "dossiers": [make_record(Dossier, english, "Coast", picture=picture, picture_alt="Sea")],
        "agencies": [make_record(Agency, english, "AP")],
        "further_sections": [section_of(english, "economy")],
    }
    politics = section_of(english, "politics")
    first = make_story(politics, "The first", body=[paragraph("Words.")])
    gone = make_story(politics, "Gone", slug="gone")
    moved = make_story(politics, "Moved", slug="moved")
    link = f'<a linktype="page" id="{first.pk}">before</a>'
    body = [
        paragraph(link),
        {"type": "read_more", "value": gone.pk},
        {"type": "read_more", "value": first.pk},
        {"type": "picture", "value": {"picture": picture.pk, "alt": "A quay", "caption": "So"}},
    ]
    points = [{"type": "point", "value": {"heading": "One", "text": "<p>x</p>"}}] * 5
    gallery = {"title": "", "pictures": [{"picture": picture.pk, "alt": "A", "caption": ""}]}
    waves = make_record(Programme, english, "Waves", picture=picture)
    waves.hosts = [author]
    waves.save()
    told = {"transcript": "Waves.", "chapters": "0:05 The quay"}
    film = make_clip(english, poster=picture, **told)
    sound = make_clip(english, address="https://media.example.org/waves.mp3", **told)
    own = {
        Kind.VIDEO: {"clip": film, "programme": waves, "season": 1, "episode": 1},
        Kind.AUDIO: {"clip": sound, "programme": waves, "season": 1, "episode": 2},
        Kind.IN_FIVE: {"points": points},
        Kind.GALLERY: {"body": [{"type": "gallery", "value": gallery}]},
        Kind.INFOGRAPHIC: {"text_alternative": "In words.", "body": [*body, chart_block()]},
    }
    paths = {}
    for kind in Kind:
        fields = {"body": body, "picture": picture, **hung, **own.get(kind, {})}
        story = write_story(
            section_for(english, kind), f"A {kind} story", kind=kind, by=[(author, "by")], **fields
        )
        paths[str(kind)] = story.url_path
        paths[f"read next to {kind}"] = f"/en/fragment/read-next/{story.pk}/"
    arabic = section_of(editions["ar"], "politics")
    make_story(arabic, "Translated", translation_key=first.translation_key)
    for number in range(45):
        make_story(politics, f"Filler {number}")
    Story.objects.get(pk=gone.pk).unpublish()
    Story.objects.get(pk=moved.pk).move(section_of(english, "economy"), pos="last-child")
    for number in range(45):
        make_item(english, f"Item {number}", story=(first, gone, None)[number % 3])
    programme = make_record(Programme, english, "The Long Table")
    channel = make_stream(english, "TV", slug="tv", poster=picture)
    make_stream(english, "Radio", kind="audio", on_air=False)
    make_slot(channel, "00:00", 720, weekday=0, title="", programme=programme)
    make_slot(channel, "12:00", 60, day=clock.now().date())
    front = english.front.specific
    front.slots = [type(front).slots.rel.related_model(story=pick) for pick in (first, gone)]
    front.save_revision().publish()
    english.logo = picture
    english.menu = [{"type": "link", "value": {"label": "One", "page": first.pk, "address": ""}}]
    english.save()
    return {**paths, "translated": first.url_path, "moved": "/en/news/politics/moved/"}


def check(path: str) -> int:
    """Render a page and explain what it read; returns its status."""
    places = Places()
    place = Place(HOST, path)
    places.tree_path(place)
    with asking() as asked:
        made = render(place, places)
    assert asked.statements or made.status in {301, 302}, path
    left = unexplained(asked, made.reading)
    assert not left, f"{path} ({made.status}):\n" + "\n".join(left)
    return made.status


@pytest.mark.parametrize("path", [*FRONTS, *LISTINGS, *CHANNEL, *TICKER, *FEEDS, *RECORDS, *OTHERS])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_what_a_listing_or_a_front_reads(stocked, db, code, path):
    status = check(f"/{code}/{path}")
    if code == "en" and path not in OTHERS[1:]:
        assert status == 200


@pytest.mark.parametrize("path", RECORDS)
def test_what_the_feed_of_a_record_reads(stocked, db, path):
    assert check(f"/en/{path}rss.xml") == 200


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_story_and_its_fragment_read(stocked, db, kind):
    assert check(stocked[kind]) == 200
    assert check(stocked[f"read next to {kind}"]) == 200


@pytest.mark.parametrize("form", ["csv", "svg"])
def test_what_a_file_of_a_chart_reads(stocked, db, form):
    assert check(f"{stocked[Kind.INFOGRAPHIC]}chart-1.{form}") == 200
    assert check(f"{stocked[Kind.INFOGRAPHIC]}chart-2.{form}") == 404


def test_what_a_programme_gives_to_podcast_players_reads(stocked, db):
    assert check("/en/programme/waves/podcast.xml") == 200
    assert check(f"{stocked[Kind.AUDIO]}chapters.json") == 200
    assert check(f"{stocked[Kind.AUDIO]}transcript.txt") == 200
    assert check(f"{stocked[Kind.NEWS]}chapters.json") == 404


def test_what_else_an_address_may_read(stocked, db):
    assert check(stocked["translated"]) == 200
    assert check(stocked["moved"]) == 301
    assert check("/en/news/politics/gone/") == 410
    assert check("/en/nothing/") == 404


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Story.objects.values_list("title", flat=True)),
        lambda: list(Author.objects.values_list("name", flat=True)),
        lambda: Topic.objects.count(),
        lambda: Dossier.objects.filter(open=True).exists(),
        lambda: list(Story.topics.through.objects.values_list("topic_id")),
    ],
)
def test_a_read_that_nothing_explains_is_found(stocked, db, monkeypatch, read):
    from broadsheet.stories import views

    real = views.edition_address
    monkeypatch.setattr(views, "edition_address", lambda *args: (read(), real(*args))[1])
    with pytest.raises(AssertionError, match="SELECT"):
        check(stocked["translated"])
