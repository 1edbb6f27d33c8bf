"""Exact means exact: whatever editors do, in whatever order, the tree is what it would be now.

A newsroom is edited at random while readers ask for pages and the worker takes steps in between.
When it has come to rest, every page of the tree equals a fresh render byte for byte, every address
that can be reached from the fronts answers with the same bytes, and nothing anywhere holds a word
of what was taken down.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from broadsheet.editions.models import Edition
from broadsheet.fronts.models import EditionFront
from broadsheet.fronts.models.edition_front import FrontSlot
from broadsheet.ledger.acting import acting
from broadsheet.people.models import Author
from broadsheet.press.places import Place, Places
from broadsheet.press.rendering import render
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.press.conftest import HOST, Shop
from tests.readers.writing import paragraph

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXACT_EXAMPLES", "4"))
STEPS = int(os.environ.get("EXACT_STEPS", "25"))
CODES = ("en", "ar")
SECTIONS = ("politics", "economy", "opinion", "politics")
KINDS = (Kind.NEWS, Kind.NEWS, Kind.OPINION, Kind.NEWS)
#: How often pages were rendered, and how often their bytes had changed, by verb, over all examples.
WASTE: dict[str, Counter[str]] = {}

pick = some.integers(0, 10_000)


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "data-src", "src"} and value and tag in {"a", "link", "read-next"}:
                self.found.add(value)


class NewsroomAtWork(RuleBasedStateMachine):
    """Editors, readers and the worker, in any order."""

    home: Any
    number = 0

    @initialize()
    def begin(self) -> None:
        type(self).number += 1
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.shop = Shop(self.home / str(self.number))
        self.editions = {e.code: e for e in Edition.objects.select_related("locale")}
        self.taken_down: set[str] = set()
        self.words = 0
        self.authors = [
            make_record(Author, self.editions[code], f"Author {n}") for code in CODES for n in "ab"
        ]
        self.topics = [make_record(Topic, self.editions[code], "Ports") for code in CODES]
        self.regions = [make_record(Region, self.editions[code], "Africa") for code in CODES]
        self.dossiers = [make_record(Dossier, self.editions[code], "Coast") for code in CODES]
        self.pictures = [make_picture("One"), make_picture("Two")]
        for code in CODES:
            for path in ("", "news/", "news/politics/", "rss.xml", "all/", "authors/"):
                self.shop.ask(f"/{code}/{path}")
        self.shop.drain()

    # ---- What editors do ----

    def fresh_words(self) -> str:
        self.words += 1
        return f"Marker{self.number}x{self.words}y"

    def done(self, verb: str) -> None:
        """Let the worker catch up and note what it cost."""
        before = (self.shop.follower.rendered, self.shop.follower.changed)
        self.shop.drain()
        cost = WASTE.setdefault(verb, Counter())
        cost["rendered"] += self.shop.follower.rendered - before[0]
        cost["changed"] += self.shop.follower.changed - before[1]

    def publish(self, revision: Any) -> None:
        """Publish, unless the newsroom's own checks refuse it: then nothing has changed."""
        with suppress(ValidationError):
            revision.publish()

    def a_story(self, n: int, **filters: Any) -> Story | None:
        stories = list(Story.objects.filter(**filters).order_by("pk"))
        return stories[n % len(stories)] if stories else None

    def own(self, records: list[Any], story: Story) -> list[Any]:
        return [record for record in records if record.locale_id == story.locale_id]

    @rule(n=pick, live=some.booleans())
    def write(self, n: int, live: bool) -> None:
        section = section_of(self.editions[CODES[n % 2]], SECTIONS[n % 4])
        make_story(
            section,
            self.fresh_words(),
            live=live,
            kind=KINDS[n % 4],
            standfirst=self.fresh_words(),
            body=[paragraph(self.fresh_words())],
        )
        self.done("publish" if live else "draft")

    @rule(n=pick, what=some.sampled_from(["title", "body", "standfirst", "picture", "kind"]))
    def edit(self, n: int, what: str) -> None:
        story = self.a_story(n)
        if story is None:
            return
        draft = story.get_latest_revision_as_object()
        if what == "body":
            draft.body = [paragraph(self.fresh_words())]
        elif what == "picture":
            draft.picture = self.pictures[n % 2]
        elif what == "kind":
            draft.kind = KINDS[n % 4]
        else:
            setattr(draft, what, self.fresh_words())
        revision = draft.save_revision()
        if n % 3:
            self.publish(revision)
        self.done(f"edit {what}")

    @rule(n=pick, what=some.sampled_from(["topics", "regions", "dossiers", "bylines"]))
    def retag(self, n: int, what: str) -> None:
        story = self.a_story(n)
        if story is None:
            return
        draft = story.get_latest_revision_as_object()
        if what == "bylines":
            chosen = self.own(self.authors, story)[: n % 3]
            draft.bylines = [
                Byline(author=author, role="by", sort_order=place)
                for place, author in enumerate(chosen)
            ]
        else:
            setattr(draft, what, self.own(getattr(self, what), story) if n % 2 else [])
        self.publish(draft.save_revision())
        self.done(f"retag {what}")

    @rule(n=pick)
    def correct(self, n: int) -> None:
        story = self.a_story(n, live=True)
        if story is None:
            return
        draft = story.get_latest_revision_as_object()
        text = f"<p>{self.fresh_words()}</p>"
        block = {"text": text, "made_at": "2026-11-20T09:00:00+00:00"}
        draft.body = [*draft.body.get_prep_value(), {"type": "correction", "value": block}]
        self.publish(draft.save_revision())
        self.done("correct")

    @rule(n=pick, how=some.sampled_from(["unpublish", "kill", "delete"]))
    def take_down(self, n: int, how: str) -> None:
        story = self.a_story(n, live=True)
        if story is None:
            return
        self.taken_down.add(story.title)
        if how == "delete":
            story.delete()
        else:
            with acting(how):
                story.unpublish()
        self.done(how)

    @rule(n=pick)
    def move(self, n: int) -> None:
        story = self.a_story(n)
        if story is None:
            return
        target = section_of(self.editions[story.edition.code], SECTIONS[(n + 1) % 3])
        if target.pk != story.home_section_id:
            with suppress(ValidationError):
                story.move(target, pos="last-child")
        self.done("move")

    @rule(n=pick)
    def change_slug(self, n: int) -> None:
        story = self.a_story(n)
        if story is None:
            return
        draft = story.get_latest_revision_as_object()
        draft.slug = f"slug-{self.fresh_words().lower()}"
        self.publish(draft.save_revision())
        self.done("slug")

    @rule(n=pick)
    def translate(self, n: int) -> None:
        story = self.a_story(n, edition__code="en")
        taken = story and Story.objects.filter(
            translation_key=story.translation_key, edition__code="ar"
        )
        if story is None or taken.exists():
            return
        section = section_of(self.editions["ar"], "politics")
        make_story(section, self.fresh_words(), translation_key=story.translation_key)
        self.done("translate")

    @rule(n=pick)
    def rename_an_author(self, n: int) -> None:
        author = self.authors[n % len(self.authors)]
        author.name = self.fresh_words()
        author.save()
        self.done("author")

    @rule(n=pick)
    def change_a_crop(self, n: int) -> None:
        picture = self.pictures[n % 2]
        picture.description = self.fresh_words()
        picture.save()
        self.done("picture")

    @rule(n=pick)
    def describe_a_dossier(self, n: int) -> None:
        dossier = self.dossiers[n % 2]
        dossier.description = self.fresh_words()
        dossier.open = not dossier.open
        dossier.save()
        self.done("dossier")

    @rule(n=pick)
    def pick_a_lead(self, n: int) -> None:
        story = self.a_story(n)
        if story is None:
            return
        front = EditionFront.objects.get(locale_id=story.locale_id)
        front.slots = [FrontSlot(story=story, sort_order=0)]
        front.save_revision().publish()
        self.done("front")

    @rule(n=pick)
    def change_settings(self, n: int) -> None:
        edition = self.editions[CODES[n % 2]]
        edition.footer_note = self.fresh_words()
        edition.save()
        self.done("edition")

    @rule(n=pick)
    def rename_a_section(self, n: int) -> None:
        section = section_of(self.editions[CODES[n % 2]], SECTIONS[n % 4])
        section.title = self.fresh_words()
        section.save_revision().publish()
        self.done("section")

    # ---- What readers and the machine do ----

    @rule(n=pick)
    def ask_for_a_page(self, n: int) -> None:
        story = self.a_story(n)
        if story is not None:
            self.shop.ask(story.url_path)
            self.shop.ask(f"/{story.edition.code}/fragment/read-next/{story.pk}/")

    @rule(n=pick)
    def make_room(self, n: int) -> None:
        pages = list(self.shop.press.index.pages("live"))
        if pages:
            self.shop.press.retire(pages[n % len(pages)])

    # ---- What must hold ----

    def teardown(self) -> None:
        if not hasattr(self, "outer"):
            return
        try:
            self.shop.drain()
            self.every_page_is_what_it_would_be_now()
            self.every_address_answers_the_same()
            self.nothing_holds_what_was_taken_down()
        finally:
            self.shop.press.index.close()
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def every_page_is_what_it_would_be_now(self) -> None:
        places = Places()
        for row in self.shop.press.index.pages("live"):
            made = render(Place(row.host, row.path), places)
            assert made.status == row.status, row.path
            assert self.shop.text(row.path) == made.body.decode(), row.path

    def every_address_answers_the_same(self) -> None:
        places, seen, left = Places(), set(), [f"/{code}/" for code in CODES]
        while left:
            path = left.pop()
            if path in seen:
                continue
            seen.add(path)
            pressed = self.shop.press.press(Place(HOST, path), places)
            assert pressed.render.status in {200, 302}, (path, pressed.render.status)
            assert not pressed.changed or self.shop.press.index.find(HOST, path)
            links = Links()
            links.feed(pressed.render.body.decode())
            for address in links.found:
                parts = urlsplit(urldefrag(address)[0])
                inside = parts.netloc in {"", HOST} and parts.path.split("/")[1:2] != ["static"]
                if inside and parts.path.startswith("/") and not parts.query:
                    left.append(unquote(parts.path))

    def nothing_holds_what_was_taken_down(self) -> None:
        shown = set(Story.objects.filter(live=True).values_list("title", flat=True))
        for tree in (self.shop.press.live, self.shop.press.stale):
            for file in tree.rglob("*"):
                if not file.is_file() or file.suffix in {".br", ".gz"}:
                    continue
                text = file.read_text()
                for title in self.taken_down - shown:
                    assert title not in text, (file, title)


def test_whatever_editors_do_the_tree_is_what_it_would_be_now(newsroom, tmp_path, capsys):
    NewsroomAtWork.home = tmp_path
    WASTE.clear()
    run_state_machine_as_test(
        NewsroomAtWork,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            # A failure is printed as it happened: to make it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    rendered = sum(cost["rendered"] for cost in WASTE.values())
    changed = sum(cost["changed"] for cost in WASTE.values())
    with capsys.disabled():
        print(f"\npages rendered {rendered}, of them changed {changed}:", end=" ")
        for verb, cost in sorted(WASTE.items()):
            print(f"{verb} {cost['rendered']}/{cost['changed']}", end=", ")
    assert rendered <= 2 * changed
