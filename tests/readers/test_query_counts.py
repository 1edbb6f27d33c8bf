"""What a page asks of the database, to the last query. Fewer is fine: lower the number then."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from broadsheet.editions.edition_set import EditionSet
from broadsheet.fronts.models import EditionFront, FrontSlot
from broadsheet.people.models import Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from tests.live.streams import make_slot, make_stream
from tests.newsroom import make_story, section_of
from tests.readers.full_newsroom import stock, write_reference
from tests.readers.programmes import make_episode, make_programme
from tests.readers.writing import make_clip, paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reference(editions, django_db_blocker) -> int:
    """The reference article in a full newsroom, written once for the file; its id."""
    with django_db_blocker.unblock():
        edition = editions["en"]
        stock(edition)
        return write_reference(edition).pk


@pytest.fixture
def english(reference, newsroom):
    """An edition with three hundred stories, a menu, and records on each of its pages."""
    # They are looked up once a process, by whichever test comes first.
    ContentType.objects.get_for_models(*apps.get_models())
    return newsroom["en"]


@pytest.fixture
def article(english, reference):
    """The reference article: everything that an article can carry, most of it several times."""
    return Story.objects.get(pk=reference)


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
