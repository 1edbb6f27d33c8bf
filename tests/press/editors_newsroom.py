"""A newsroom of three editions at work: what its editors start with, and what readers may see.

Words are unique, so that each can be looked for: one for every headline, body, slug and caption
that an editor writes. What readers may see is read from the database after every act.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize

from broadsheet.desk import taking_down
from broadsheet.desk.translating import AlreadyTranslated
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.people.models import Agency, Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, make_story, make_user, section_of
from tests.press.conftest import Shop
from tests.readers.writing import paragraph

CODES = ("en", "ar", "es")
SECTIONS = ("politics", "economy", "opinion", "politics")
KINDS = (Kind.NEWS, Kind.NEWS, Kind.OPINION, Kind.NEWS)
WRITTEN = ("title", "standfirst", "slug", "picture_caption")
PAGES = (
    *(
        "",
        "news/",
        "articles/",
        "news/politics/",
        "rss.xml",
        "all/",
        "authors/",
        "live/",
        "live/schedule/",
        "live/schedule.ics",
    ),
    *("breaking/", "breaking/rss.xml", "fragment/breaking/"),
)
OF_RECORDS = ("topic/ports/", "region/africa/", "coverage/coast/", "agency/wire/")
#: How often pages were rendered, and how often their bytes had changed, by verb, over all examples.
WASTE: dict[str, Counter[str]] = {}

pick = some.integers(0, 10_000)
now_or_later = some.sampled_from(["now", "now", "later"])


class Newsroom(RuleBasedStateMachine):
    """Three editions with stories and records, and a press that follows them."""

    home: Any
    number = 0

    @initialize()
    def begin(self) -> None:
        type(self).number += 1
        self.held = ExitStack()
        self.held.enter_context(transaction.atomic())
        self.held.callback(transaction.set_rollback, True)
        self.now = clock.now()
        self.waiting: list[str] = []
        self.words, self.shown_once, self.struck = 0, set[str](), set[str]()
        self.item_words: dict[int, set[str]] = {}
        self.words_of: dict[int, set[str]] = {}
        self.shop = Shop(self.home / str(self.number))
        self.held.callback(self.shop.press.index.close)
        self.editions = {e.code: e for e in Edition.objects.select_related("locale")}
        self.chief = make_user()
        with self.at_this_hour():
            self.pictures = [make_picture(t, size=(60, 40)) for t in ("One", "Two")]
        self.authors = self.records(Author, "Author a") + self.records(Author, "Author b")
        self.topics = self.records(Topic, "Ports")
        self.regions = self.records(Region, "Africa")
        self.dossiers = self.records(Dossier, "Coast")
        self.agencies = self.records(Agency, "Wire")
        self.further_sections = [section_of(e, "economy") for e in self.editions.values()]
        for n in range(7):
            with self.at_this_hour():
                self.a_new_story(n, live=n < 6)
        self.take_note()
        for code in CODES:
            for path in (*PAGES, *OF_RECORDS):
                self.shop.ask(f"/{code}/{path}")
        self.shop.drain()

    def records(self, model: type, name: str) -> list[Any]:
        return [make_record(model, self.editions[code], name) for code in CODES]

    # ---- How acts are done ----

    def fresh_word(self) -> str:
        self.words += 1
        return f"Marker{self.number}x{self.words}y"

    @contextmanager
    def at_this_hour(self) -> Iterator[None]:
        """The newsroom's clock stands; what waits for the commit is done after it."""
        self.now += timedelta(seconds=1)
        with (
            clock.standing_at(self.now),
            TestCase.captureOnCommitCallbacks(execute=True),
            # The newsroom's own checks may refuse: then nothing is published.
            suppress(ValidationError, AlreadyTranslated, taking_down.AlreadyHeld),
        ):
            yield

    @contextmanager
    def act(self, verb: str, when: str = "now") -> Iterator[None]:
        """Do it; let the worker catch up at once, or leave that for later."""
        with self.at_this_hour():
            yield
        self.take_note()
        self.waiting.append(verb)
        if when == "now":
            self.catch_up()

    def catch_up(self) -> None:
        """Let the worker do all there is, and note what it cost which verb."""
        before = (self.shop.follower.rendered, self.shop.follower.changed)
        self.shop.drain()
        verb = self.waiting[0] if len(set(self.waiting)) == 1 else "several at once"
        cost = WASTE.setdefault(verb, Counter())
        cost["rendered"] += self.shop.follower.rendered - before[0]
        cost["changed"] += self.shop.follower.changed - before[1]
        self.waiting = []

    def take_note(self) -> None:
        """Which words readers may see now, and whose they are."""
        for story in Story.objects.all():
            words = words_in(story)
            self.words_of.setdefault(story.pk, set()).update(words)
            draft = story.get_latest_revision_as_object()
            self.words_of[story.pk].update(words_in(draft))
            if story.live:
                self.shown_once |= words
                self.struck -= words

    def words_only_of(self, story: Story) -> set[str]:
        """Words of a story and its aliases; a translation begins with the words of its source."""
        own = {story.pk, *story.aliases.values_list("pk", flat=True)}
        others = (words for pk, words in self.words_of.items() if pk not in own)
        return self.words_of.get(story.pk, set()).difference(*others)

    def a_story(self, n: int, **filters: Any) -> Any:
        stories = list(Story.objects.filter(alias_of=None, **filters).order_by("pk"))
        return stories[n % len(stories)] if stories else None

    def a_draft(self, n: int, **filters: Any) -> Any:
        story = self.a_story(n, **filters)
        return story and story.get_latest_revision_as_object()

    def own(self, records: list[Any], story: Story) -> list[Any]:
        return [record for record in records if record.locale_id == story.locale_id]

    # ---- What editors do with a story ----

    def a_new_story(self, n: int, live: bool) -> Story:
        return make_story(
            section_of(self.editions[CODES[n % 3]], SECTIONS[n % 4]),
            self.fresh_word(),
            live=live,
            kind=KINDS[n % 4],
            slug=self.fresh_word().lower(),
            standfirst=self.fresh_word(),
            body=[paragraph(self.fresh_word())],
            picture=self.pictures[n % 2],
            picture_alt="A quay",
            picture_caption=self.fresh_word(),
        )


def words_in(story: Story) -> set[str]:
    """The unique words of a story, in small letters."""
    told = [getattr(story, name) for name in WRITTEN]
    told.append(json.dumps(story.body.get_prep_value()))
    return set(re.findall(r"marker\d+x\d+y", " ".join(told).lower()))
