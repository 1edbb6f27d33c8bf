"""What a page asks of the database, to the last query. Fewer is fine: lower the number then."""

from __future__ import annotations

import pytest
from bench.many_stories import fill
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.editions.edition_set import EditionSet
from broadsheet.fronts.models import EditionFront, FrontSlot
from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.live.streams import make_slot, make_stream
from tests.newsroom import make_item, make_picture, make_record, make_story, section_of
from tests.readers.programmes import make_episode, make_programme
from tests.readers.writing import make_clip, paragraph, quote, write_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(newsroom, django_capture_on_commit_callbacks):
    """An edition with three hundred stories, a menu, and records on each of its pages."""
    # They are looked up once a process, by whichever test comes first.
    ContentType.objects.get_for_models(*apps.get_models())
    edition = newsroom["en"]
    sections = [section_of(edition, key) for key in ("politics", "economy", "opinion")]
    author = make_record(Author, edition, "Lina Haddad")
    fill(sections, 300, authors=[author])
    edition.menu = [
        {"type": "link", "value": {"label": page.title, "page": page.pk, "address": ""}}
        for page in sections
    ]
    edition.save()
    return edition


@pytest.fixture(autouse=True)
def ticker(english):
    """A ticker of forty items, half of which lead to a story."""
    story = make_story(section_of(english, "politics"))
    for number in range(40):
        make_item(english, story=story if number % 2 else None)


@pytest.fixture
def article(english):
    """The reference article: everything that an article can carry, most of it several times."""
    picture = make_picture()
    make_renditions(picture)
    politics = section_of(english, "politics")
    others = [make_story(politics, f"Earlier {n}") for n in range(3)]
    link = f'<a linktype="page" id="{others[0].pk}">earlier</a>'
    authors = [make_record(Author, english, f"Author {n}", portrait=picture) for n in range(3)]
    return write_story(
        politics,
        "The reference article",
        picture=picture,
        by=[(author, "by") for author in authors],
        topics=[make_record(Topic, english, f"Topic {n}") for n in range(5)],
        regions=[make_record(Region, english, f"Region {n}") for n in range(3)],
        dossiers=[make_record(Dossier, english, f"Dossier {n}", picture=picture) for n in range(2)],
        agencies=[make_record(Agency, english, f"Agency {n}") for n in range(2)],
        body=[
            *(paragraph(f"See {link}. Words.") for _ in range(12)),
            quote("Words", "Somebody"),
            *({"type": "read_more", "value": other.pk} for other in others),
            *(
                {"type": "picture", "value": {"picture": picture.pk, "alt": "", "caption": ""}}
                for _ in range(4)
            ),
            {"type": "video", "value": {"clip": make_clip(english).pk, "caption": ""}},
        ],
    )


def test_an_article_with_everything(reader, article, django_assert_num_queries):
    address = article.url
    with django_assert_num_queries(14):
        reader.get(address)


def test_a_plain_article(reader, english, django_assert_num_queries):
    story = make_story(section_of(english, "politics"), body=[paragraph("Words.")])
    address = story.url
    with django_assert_num_queries(9):
        reader.get(address)


def test_a_front(reader, english, article, django_assert_num_queries):
    picture = article.picture
    opinion = section_of(english, "opinion")
    for _ in range(4):
        make_story(opinion, kind=Kind.OPINION, picture=picture)
    picks = [article, *Story.objects.filter(live=True)[:4]]
    front = EditionFront.objects.get(pk=english.front_id)
    front.slots = [FrontSlot(story=story, sort_order=n) for n, story in enumerate(picks)]
    front.save_revision().publish()
    with django_assert_num_queries(16):
        reader.get("/en/")


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/en/news/", 9),
        ("/en/news/politics/", 13),
        ("/en/news/politics/all/2/", 10),
        ("/en/all/", 10),
        ("/en/author/lina-haddad/", 7),
        ("/en/author/lina-haddad/all/3/", 7),
        ("/en/topic/topic-1/", 9),
        ("/en/authors/", 5),
        ("/en/rss.xml", 9),
        ("/en/fragment/in-five/", 3),
        ("/en/fragment/breaking/", 4),
        ("/en/breaking/", 5),
        ("/en/breaking/all/1/", 5),
        ("/en/breaking/rss.xml", 3),
        ("/en/nothing/at-all/", 6),
        ("/", 1),
    ],
)
def test_a_listing(reader, article, address, count, django_assert_num_queries):
    with django_assert_num_queries(count):
        reader.get(address)


def test_a_programme_and_its_podcast(reader, english, article, django_assert_num_queries):
    author = Author.objects.get(name="Author 1")
    signals = make_programme(english, picture=article.picture, hosts=[author], kind="tv")
    episodes = [make_episode(signals, number) for number in range(1, 13)]
    for address, count in [
        ("/en/programme/night-signals/", 11),
        ("/en/programme/night-signals/podcast.xml", 9),
        ("/en/programmes/", 5),
        (episodes[5].url, 13),
    ]:
        with django_assert_num_queries(count):
            reader.get(address)


def test_read_next(reader, article, django_assert_num_queries):
    with django_assert_num_queries(7):
        reader.get(f"/en/fragment/read-next/{article.pk}/")


@pytest.mark.parametrize("address", ["/en/", "/en/news/politics/", "/en/all/"])
def test_three_times_the_stories_cost_no_query_more(reader, english, address):
    with CaptureQueriesContext(connection) as before:
        reader.get(address)
    fill([section_of(english, "politics")], 600)
    with CaptureQueriesContext(connection) as after:
        reader.get(address)
    assert len(after) == len(before) > 3


@pytest.mark.parametrize(
    ("address", "count"), [("/en/live/", 10), ("/en/live/radio/", 9), ("/en/live/schedule/", 5)]
)
def test_the_channel(reader, article, address, count, django_assert_num_queries):
    edition = article.edition_in(EditionSet())
    channel = make_stream(edition, "TV", poster=article.picture)
    make_stream(edition, "Radio", slug="radio", kind="audio")
    for number in range(7):
        make_slot(channel, "20:00", weekday=number)
    section = section_of(edition, "newsfeed")
    for _ in range(4):
        make_story(section, kind=Kind.VIDEO, clip=make_clip(edition))
    with django_assert_num_queries(count):
        reader.get(address)
