"""A newsroom of three editions at work: editors, readers and the worker, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from hypothesis import strategies as some
from hypothesis.stateful import rule

from broadsheet.live.models import BreakingItem, Stream
from broadsheet.stories.models import Story
from tests.press.editors_newsroom import CODES, OF_RECORDS, PAGES, pick, words_in
from tests.press.live_editors import LiveEditors
from tests.press.tree_checks import (
    every_address_answers_the_same,
    every_page_is_what_it_would_be_now,
    no_impression_holds,
    nothing_holds,
)
from tests.readers.writing import paragraph


class NewsroomAtWork(LiveEditors):
    """The editors, their readers and the machine; and what must hold in the end."""

    # ---- What readers and the machine do ----

    @rule(n=pick)
    def ask_for_a_page(self, n: int) -> None:
        story, edition = self.a_story(n), self.editions[CODES[n % 3]]
        if story is not None:
            self.shop.ask(story.url_path)
            self.shop.ask(f"/{story.edition.code}/fragment/read-next/{story.pk}/")
        asked = (*PAGES, *OF_RECORDS)[n % (len(PAGES) + len(OF_RECORDS))]
        self.shop.ask(f"/{edition.code}/{asked}")
        self.shop.ask(f"/{edition.code}/{OF_RECORDS[n % 4]}rss.xml")

    @rule(n=pick, query=some.integers(1, 15))
    def ask_while_an_editor_publishes(self, n: int, query: int) -> None:
        """The story changes in the middle of the render: what is stored is not of two minds."""
        story, draft = self.a_story(n, live=True), self.a_draft(n, live=True)
        if story is None:
            return
        draft.title, draft.body = self.fresh_word(), [paragraph(self.fresh_word())]
        meanwhile = After(query, lambda: draft.save_revision().publish())
        with self.act("while asked"), connection.execute_wrapper(meanwhile):
            self.shop.ask(story.url_path)
            self.shop.ask(f"/{story.edition.code}/")

    @rule(steps=some.integers(1, 6))
    def the_worker_takes_a_few_steps(self, steps: int) -> None:
        for _ in range(steps):
            self.shop.follower.step()

    @rule(n=pick)
    def make_room(self, n: int) -> None:
        pages = list(self.shop.press.index.pages("live"))
        if pages:
            self.shop.press.retire(pages[n % len(pages)])

    # ---- What must hold ----

    def teardown(self) -> None:
        if not hasattr(self, "held"):
            return
        with self.held:
            self.catch_up()
            self.nothing_holds_what_readers_may_not_see()
            every_page_is_what_it_would_be_now(self.shop)
            every_address_answers_the_same(self.shop, [f"/{code}/" for code in CODES])
            every_page_is_what_it_would_be_now(self.shop)
            self.nothing_holds_what_readers_may_not_see()

    def nothing_holds_what_readers_may_not_see(self) -> None:
        """What was never shown is nowhere; what is not shown now is in no page and no old copy."""
        live = Story.objects.filter(live=True)
        items = [item for item in BreakingItem.objects.all() if item.is_shown]
        shown = set().union(*map(words_in, live), {item.text.lower() for item in items})
        shown |= {stream.name.lower() for stream in Stream.objects.all()}
        in_posts, posts_had = self.words_of_standing_posts()
        shown |= in_posts
        had = set().union(*(self.words_of[story.pk] for story in live)) & self.shown_once
        # An old copy may hold what an item that still stands said before.
        had |= set().union(*(self.item_words[item.pk] for item in items)) | posts_had
        words = {f"marker{self.number}x{n}y" for n in range(1, self.words + 1)}
        nothing_holds(self.shop, "live", words - shown)
        # Old copies of stories that are still published may hold words that they had before.
        nothing_holds(self.shop, "stale", words - shown - had)
        # Fronts of the past tell of what has stood there, unless it was killed or withdrawn.
        no_impression_holds(self.shop, words - self.shown_once | self.struck - shown)


class After:
    """Has something happen once, after so many statements of a render."""

    def __init__(self, number: int, happens: Any) -> None:
        self.left, self.happens = number, happens

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if str(sql).startswith("SELECT"):
            self.left -= 1
        if self.left == 0:
            self.left = -1
            with may_write():
                self.happens()
        return result


@contextmanager
def may_write() -> Iterator[None]:
    """Lift what keeps a render from writing: on the one connection of a test, an editor writes."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA query_only").fetchone()[0]
        cursor.execute("PRAGMA query_only=0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA query_only={before}")
