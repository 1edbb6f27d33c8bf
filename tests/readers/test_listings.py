"""Listings: everything of a kind, on pages whose addresses stay what they were."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import MagicMock
from urllib.parse import quote

import pytest
from bench.many_stories import fill
from django.http import Http404
from hypothesis import assume, given
from hypothesis import strategies as some

from broadsheet.fronts.listings import PAGE_SIZE, NotYetFull, newest_page, numbered_page
from broadsheet.ledger.reading import recording
from broadsheet.people.models import Agency, Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import published
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_record, make_story, section_of
from tests.readers.reading import alternates_of, canonical_of, headlines_of, page_of
from tests.readers.writing import make_clip, write_story


class Shelf:
    """Stands for a query of ``count`` stories, newest first: story 1 is the oldest."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers

    def values_list(self, *names: str) -> list[tuple[int, datetime]]:
        assert names == ("pk", "published_at")
        return [(number, datetime.fromtimestamp(number, UTC)) for number in self.numbers]

    def filter(self, pk__in: list[int]) -> list[int]:
        return [number for number in self.numbers if number in pk__in]

    def order_by(self) -> MagicMock:
        return MagicMock(count=lambda: len(self.numbers))

    def reverse(self) -> Shelf:
        return Shelf(self.numbers[::-1])

    def __getitem__(self, part: slice) -> list[int]:
        return self.numbers[part]


def shelf(count: int) -> Shelf:
    return Shelf(list(range(count, 0, -1)))


def pages_of(count: int) -> dict[int, list[int]]:
    """Every page of a listing of ``count`` stories; 0 is the newest."""
    newest = newest_page(shelf(count), ())
    numbers = range(1, (newest.older or 0) + 1)
    return {0: list(newest.stories)} | {
        number: list(numbered_page(shelf(count), number, ()).stories) for number in numbers
    }


@given(some.integers(0, 500))
def test_every_story_is_on_exactly_one_page_newest_first(count):
    pages = pages_of(count)
    in_order = [story for number in (0, *range(len(pages) - 1, 0, -1)) for story in pages[number]]
    assert in_order == list(range(count, 0, -1))


@given(some.integers(0, 500), some.integers(1, 100))
def test_a_numbered_page_never_changes_when_stories_are_added(count, more):
    before, after = pages_of(count), pages_of(count + more)
    for number in range(1, len(before)):
        assert after[number] == before[number]
        assert len(before[number]) == PAGE_SIZE


@given(some.integers(0, 500))
def test_the_newest_page_is_never_nearly_empty(count):
    newest = pages_of(count)[0]
    assert len(newest) == count if count < PAGE_SIZE else PAGE_SIZE <= len(newest) < 2 * PAGE_SIZE


@given(some.integers(0, 500))
def test_following_the_links_of_pages_visits_them_all_and_back(count):
    total = len(pages_of(count))
    older, page = [], newest_page(shelf(count), ())
    while page.older is not None:
        older.append(page.older)
        page = numbered_page(shelf(count), page.older, ())
    assert older == list(range(total - 1, 0, -1))
    newer = []
    while page.newer is not None and page.newer < total:
        newer.append(page.newer)
        page = numbered_page(shelf(count), page.newer, ())
    assert newer == list(range(2, total))


@given(some.integers(0, 500), some.integers(1, 40))
def test_a_page_that_is_not_full_yet_is_not_there(count, number):
    full = newest_page(shelf(count), ()).older or 0
    if number <= full:
        assert numbered_page(shelf(count), number, ()).number == number
    else:
        with pytest.raises(NotYetFull if number == full + 1 else Http404):
            numbered_page(shelf(count), number, ())


@given(some.integers(0, 500), some.integers(1, 40), some.integers(0, 100))
def test_a_page_says_up_to_where_it_reads(count, number, gone):
    """Stories newer than that may come and go; the page, its links and its being there stay."""
    assume(number <= (newest_page(shelf(count), ()).older or 0))
    with recording() as noted:
        page = numbered_page(shelf(count), number, ("stories",))
    last = datetime.fromisoformat(noted.lists["stories"]).timestamp()
    kept = shelf(max(int(last), count - gone))
    again = numbered_page(kept, number, ())
    assert (again.stories, again.newer, again.older) == (page.stories, page.newer, page.older)


@pytest.mark.django_db
def test_a_section_s_pages_lead_to_each_other(reader, politics):
    ids = fill([politics], 67)
    titles = [Story.objects.get(pk=pk).title for pk in ids]
    newest = page_of(reader.get("/en/news/politics/"))
    assert headlines_of(newest) == titles[:39:-1]
    assert [a["href"] for a in newest.select(".pager a")] == ["/en/news/politics/all/2/"]
    second = page_of(reader.get("/en/news/politics/all/2/"))
    assert headlines_of(second) == titles[39:19:-1]
    assert second.select_one(".pager").get_text(" ", strip=True) == (
        "Newer stories Page 2 Older stories"
    )
    assert [a["href"] for a in second.select(".pager a")] == [
        "/en/news/politics/all/3/",
        "/en/news/politics/all/1/",
    ]
    not_yet_full = reader.get("/en/news/politics/all/3/")
    assert (not_yet_full.status_code, not_yet_full["Location"]) == (302, "/en/news/politics/")
    first = page_of(reader.get("/en/news/politics/all/1/"))
    assert headlines_of(first) == titles[19::-1]
    assert [a["href"] for a in first.select(".pager a")] == ["/en/news/politics/all/2/"]
    assert canonical_of(first) == "http://testserver/en/news/politics/all/1/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/en/news/politics/all/4/",
        "/en/news/politics/all/0/",
        "/en/news/politics/all/01/",
        "/en/news/politics/all/99999999999999999999/",
        "/en/news/politics/all/x/",
        "/en/all/9/",
        "/en/news/nothing/all/",
        "/en/region/nowhere/",
        "/en/nothing/africa/",
        "/en/topic/nothing/rss.xml",
        "/xx/all/",
    ],
)
def test_a_page_that_is_not_there_is_missing(reader, politics, address):
    fill([politics], 67)
    page_of(reader.get(address), 404)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/en/all/", "/en/news/all/", "/en/live/"])
def test_every_listing_leads_to_pages_that_are_there(reader, english, politics, address):
    ids = fill([politics, section_of(english, "economy")], 45)
    Story.objects.filter(pk__in=ids).update(kind=Kind.VIDEO)
    page = page_of(reader.get(address))
    assert len(headlines_of(page)) == 25
    older = page.select_one(".pager a")["href"]
    assert older == f"{address.removesuffix('all/')}all/1/"
    oldest = page_of(reader.get(older))
    assert len(headlines_of(oldest)) == 20
    newer = reader.get(oldest.select_one(".pager a")["href"])
    assert (newer.status_code, newer["Location"]) == (302, address)


@pytest.mark.django_db
def test_a_story_is_listed_in_its_further_sections_as_well(reader, english, politics):
    economy = section_of(english, "economy")
    story = write_story(politics, "Budget vote", further_sections=[economy])
    for section in ("politics", "economy"):
        page = page_of(reader.get(f"/en/news/{section}/"))
        assert headlines_of(page) == ["Budget vote"]
        assert page.select_one(".card a[href*=budget]")["href"] == story.url
    assert headlines_of(page_of(reader.get("/en/all/"))) == ["Budget vote"]
    assert headlines_of(page_of(reader.get("/en/news/all/"))) == ["Budget vote"]
    page_of(reader.get("/en/news/economy/budget-vote/"), 404)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field", "place", "label"),
    [
        (Region, "regions", "region", "منطقة"),
        (Topic, "topics", "topic", "موضوع"),
        (Dossier, "dossiers", "coverage", "تغطية"),
        (Agency, "agencies", "agency", "المصدر"),
        (Author, "by", "author", "كاتب"),
    ],
    ids=["region", "topic", "dossier", "agency", "author"],
)
def test_a_record_has_an_arabic_page_of_its_stories(reader, newsroom, model, field, place, label):
    arabic = newsroom["ar"]
    record = make_record(model, arabic, "شمال إفريقيا", description="كل ما نعرفه")
    assert record.slug == "شمال-إفريقيا"
    carried = [(record, "by")] if field == "by" else [record]
    section = section_of(arabic, "politics")
    write_story(section, "خبر أول", **{field: carried})
    write_story(section, "خبر ثان", **{field: carried})
    make_story(section, "خبر لا يخصه")
    address = f"/ar/{place}/شمال-إفريقيا/"
    page = page_of(reader.get(quote(address)))
    assert page.h1.get_text() == "شمال إفريقيا"
    assert label in page.select_one("header.title").get_text()
    assert "كل ما نعرفه" in page.select_one("header.title").get_text()
    assert headlines_of(page) == ["خبر ثان", "خبر أول"]
    assert canonical_of(page) == f"http://testserver{address}"


@pytest.mark.django_db
def test_a_record_of_two_editions_leads_from_one_to_the_other(reader, newsroom):
    africa = make_record(Region, newsroom["en"], "Africa")
    make_record(Region, newsroom["ar"], "أفريقيا", translation_key=africa.translation_key)
    make_record(Region, newsroom["ar"], "آسيا")
    wanted = {
        "en": "http://testserver/en/region/africa/",
        "ar": "http://testserver/ar/region/أفريقيا/",
    }
    for address in wanted.values():
        path = quote(address.removeprefix("http://testserver"))
        assert alternates_of(page_of(reader.get(path))) == wanted
    assert alternates_of(page_of(reader.get(quote("/ar/region/آسيا/")))) == {}


@pytest.mark.django_db
def test_a_record_has_older_pages(reader, english, politics):
    topic = make_record(Topic, english, "Ports")
    ids = fill([politics], 41)
    through = Story.topics.through
    through.objects.bulk_create([through(story_id=pk, topic_id=topic.pk) for pk in ids])
    page = page_of(reader.get("/en/topic/ports/"))
    assert page.select_one(".pager a")["href"] == "/en/topic/ports/all/1/"
    oldest = page_of(reader.get("/en/topic/ports/all/1/"))
    assert len(headlines_of(oldest)) == 20
    newer = reader.get(oldest.select_one(".pager a")["href"])
    assert (newer.status_code, newer["Location"]) == (302, "/en/topic/ports/")


@pytest.mark.django_db
def test_an_author_with_two_parts_in_a_story_is_listed_once(reader, english, politics):
    lina = make_record(Author, english, "Lina Haddad", title="Reporter", email="lina@example.org")
    write_story(politics, "Words and drawings", by=[(lina, "by"), (lina, "illustrated_by")])
    page = page_of(reader.get("/en/author/lina-haddad/"))
    assert headlines_of(page) == ["Words and drawings"]
    facts = page.select_one("header.person").get_text()
    assert "Reporter" in facts
    assert page.select_one("a[href='mailto:lina@example.org']")


@pytest.mark.django_db
def test_the_authors_index_has_every_author_of_the_edition_by_name(reader, newsroom):
    for name in ("Omar Saleh", "Amal Noor"):
        make_record(Author, newsroom["en"], name, title=f"Title of {name}")
    make_record(Author, newsroom["ar"], "لينا حداد")
    page = page_of(reader.get("/en/authors/"))
    names = [(a.get_text(), a["href"]) for a in page.select(".people a")]
    assert names == [
        ("Amal Noor", "/en/author/amal-noor/"),
        ("Omar Saleh", "/en/author/omar-saleh/"),
    ]
    assert "Title of Amal Noor" in page.select_one(".people").get_text()
    arabic = page_of(reader.get("/ar/authors/"))
    assert arabic.select_one(".people a").get_text() == "لينا حداد"
    assert alternates_of(arabic).keys() == {"en", "ar"}


@pytest.mark.django_db
def test_an_empty_listing_says_so(reader, newsroom):
    page = page_of(reader.get("/ar/live/"))
    assert page.select_one(".nothing").get_text() == "لا مواد هنا بعد."
    assert page.h1.get_text() == "مباشر"


@pytest.mark.django_db
def test_the_channel_lists_videos_only(reader, english, politics):
    make_story(politics, "Words")
    clip = make_clip(english)
    make_story(section_of(english, "newsfeed"), "Moving", kind=Kind.VIDEO, clip=clip)
    page = page_of(reader.get("/en/live/"))
    assert headlines_of(page) == ["Moving"]


@pytest.mark.django_db
def test_stories_of_the_same_second_keep_one_order(newsroom, politics):
    """Else a story could stand on two pages, and another on none."""
    ids = fill([politics], 50)
    Story.objects.filter(pk__in=ids).update(published_at="2026-03-02T09:00:00Z")
    stories = published(newsroom["en"])
    newest, oldest = newest_page(stories, ()), numbered_page(stories, 1, ())
    assert [s.pk for s in newest.stories] + [s.pk for s in oldest.stories] == ids[::-1]
