"""What the editors of a newsroom of three editions do, in any order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import rule
from wagtail.models import Page

from broadsheet.desk import taking_down
from broadsheet.desk.models import Hold
from broadsheet.desk.scheduled import publish_due, schedule
from broadsheet.desk.translating import translate_story
from broadsheet.fronts.models import EditionFront
from broadsheet.fronts.models.edition_front import FrontSlot
from broadsheet.kit import clock
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem, Stream
from broadsheet.stories.models import Byline, Story
from tests.live.streams import make_slot, make_stream
from tests.newsroom import make_item, section_of
from tests.press.editors_newsroom import (
    CODES,
    KINDS,
    SECTIONS,
    WRITTEN,
    Newsroom,
    now_or_later,
    pick,
)
from tests.readers.writing import paragraph


class Editors(Newsroom):
    """The acts; each is a change in the database, and a turn of the worker then or later."""

    @rule(n=pick, live=some.booleans(), when=now_or_later)
    def write(self, n: int, live: bool, when: str) -> None:
        with self.act("publish" if live else "draft", when):
            self.a_new_story(n, live)

    @rule(n=pick, what=some.sampled_from(["body", "kind", "picture", *WRITTEN]), when=now_or_later)
    def edit(self, n: int, what: str, when: str) -> None:
        draft = self.a_draft(n)
        if draft is None:
            return
        if what == "body":
            draft.body = [paragraph(self.fresh_word())]
        elif what == "picture":
            draft.picture = self.pictures[n % 2]
        elif what == "kind":
            draft.kind = KINDS[n % 4]
        elif what == "slug":
            draft.slug = self.fresh_word().lower()
        else:
            setattr(draft, what, self.fresh_word())
        with self.act(f"edit {what}", when):
            revision = draft.save_revision()
            if n % 3:
                revision.publish()

    @rule(
        n=pick,
        what=some.sampled_from(
            ["topics", "regions", "dossiers", "agencies", "further_sections", "bylines"]
        ),
        when=now_or_later,
    )
    def retag(self, n: int, what: str, when: str) -> None:
        draft = self.a_draft(n)
        if draft is None:
            return
        if what == "bylines":
            chosen = self.own(self.authors, draft)[: n % 3]
            draft.bylines = [
                Byline(author=author, role="by", sort_order=place)
                for place, author in enumerate(chosen)
            ]
        else:
            setattr(draft, what, self.own(getattr(self, what), draft) if n % 2 else [])
        with self.act(f"retag {what}", when):
            draft.save_revision().publish()

    @rule(n=pick, what=some.sampled_from(["correction", "read_more", "link"]))
    def add_to_the_body(self, n: int, what: str) -> None:
        draft = self.a_draft(n, live=True)
        other = self.a_story(n // 7)
        if draft is None or other is None:
            return
        made = {"text": f"<p>{self.fresh_word()}</p>", "made_at": "2026-11-20T09:00:00+00:00"}
        link = f'<a linktype="page" id="{other.pk}">{self.fresh_word()}</a>'
        block: dict[str, Any] = {
            "correction": {"type": "correction", "value": made},
            "read_more": {"type": "read_more", "value": other.pk},
            "link": paragraph(link),
        }[what]
        draft.body = [*draft.body.get_prep_value(), block]
        with self.act("correct" if what == "correction" else what):
            draft.save_revision().publish()

    @rule(n=pick, how=some.sampled_from(["schedule", "embargo", "expiry"]), when=now_or_later)
    def set_an_hour(self, n: int, how: str, when: str) -> None:
        draft = self.a_draft(n)
        if draft is None:
            return
        draft.title = self.fresh_word()
        at = self.now + timedelta(hours=1 + n % 3)
        with self.act(how, when):
            if how == "schedule":
                schedule(self.a_story(n), draft.save_revision(), at)
            else:
                # As the form does it. An update of a live story with an hour waits, too.
                setattr(draft, "go_live_at" if how == "embargo" else "expire_at", at)
                draft.save_revision().publish()

    @rule(hours=some.integers(1, 4), when=now_or_later)
    def hours_pass(self, hours: int, when: str) -> None:
        self.now += timedelta(hours=hours)
        with self.act("hours", when):
            publish_due(self.now)

    @rule(n=pick, how=some.sampled_from(["unpublish", "kill", "withdraw", "delete", "take down"]))
    def take_away(self, n: int, how: str) -> None:
        story = self.a_story(n) if n % 4 == 0 else self.a_story(n, live=True)
        if story is None:
            return
        words = self.words_only_of(story)
        with self.act(how, "later" if n % 3 == 1 else "now"):
            if how == "delete":
                story.delete()
            elif how == "unpublish":
                story.unpublish()
            else:
                verb = getattr(taking_down, how.replace(" ", "_"))
                verb(story, self.chief, "not ours to tell")
                self.struck |= words

    @rule(n=pick)
    def lift(self, n: int) -> None:
        holds = list(Hold.objects.filter(lifted_at=None, story__isnull=False).order_by("pk"))
        if holds:
            with self.act("lift"):
                taking_down.lift(holds[n % len(holds)], self.chief)

    @rule(n=pick, when=now_or_later)
    def move(self, n: int, when: str) -> None:
        story = self.a_story(n)
        if story is None:
            return
        target = section_of(self.editions[story.edition.code], SECTIONS[(n + 1) % 3])
        if target.pk != story.home_section_id:
            with self.act("move", when):
                story.move(target, pos="last-child")

    @rule(n=pick, live=some.booleans(), when=now_or_later)
    def translate(self, n: int, live: bool, when: str) -> None:
        story = self.a_story(n)
        if story is None:
            return
        code = CODES[n % 3]
        section = section_of(self.editions[code], "politics")
        if section.locale_id == story.locale_id:
            return
        with self.act("translate", when):
            draft = translate_story(story, section, self.chief)
            draft.title, draft.slug = self.fresh_word(), self.fresh_word().lower()
            revision = draft.save_revision()
            if live:
                revision.publish()

    @rule(n=pick)
    def put_an_alias_into_another_section(self, n: int) -> None:
        story = self.a_story(n)
        if story is None:
            return
        target = section_of(self.editions[story.edition.code], "economy")
        with self.act("alias"):
            parent = Page.objects.get(pk=target.pk)
            story.create_alias(parent=parent, update_slug=self.fresh_word().lower())

    # ---- What editors do with everything else ----

    @rule(n=pick, what=some.sampled_from(["authors", "topics", "dossiers", "agencies"]))
    def rename(self, n: int, what: str) -> None:
        records = getattr(self, what)
        record = records[n % len(records)]
        with self.act(f"rename {what}"):
            record.name = f"{what} {self.number} {n}"
            if n % 2:
                record.slug = ""
            record.full_clean()
            record.save()

    @rule(n=pick, when=now_or_later)
    def describe_a_dossier(self, n: int, when: str) -> None:
        dossier = self.dossiers[n % 3]
        with self.act("dossier", when):
            dossier.description = f"About {n}"
            dossier.open, dossier.picture = not dossier.open, self.pictures[n % 2]
            dossier.picture_alt = "The coast"
            dossier.save()

    @rule(n=pick, what=some.sampled_from(["crop", "words"]), when=now_or_later)
    def change_a_picture(self, n: int, what: str, when: str) -> None:
        picture = self.pictures[n % 2]
        with self.act(f"picture {what}", when):
            if what == "words":
                picture.description = f"What it shows {n}"
            else:
                picture.focal_point_x, picture.focal_point_y = n % 60, n % 40
                picture.focal_point_width = picture.focal_point_height = 8
            picture.save()

    @rule(n=pick, count=some.integers(0, 3), when=now_or_later)
    def pick_for_the_front(self, n: int, count: int, when: str) -> None:
        edition = self.editions[CODES[n % 3]]
        stories = list(Story.objects.filter(edition=edition).order_by("pk"))
        front = EditionFront.objects.get(locale_id=edition.locale_id)
        chosen = (stories[n % len(stories) :] + stories)[:count] if stories else []
        front.slots = [
            FrontSlot(story=s, sort_order=o) for o, s in enumerate(dict.fromkeys(chosen))
        ]
        with self.act("front", when):
            front.save_revision().publish()

    @rule(n=pick, what=some.sampled_from(["menu", "footer_note", "host", "digits"]))
    def change_an_edition(self, n: int, what: str) -> None:
        edition = self.editions[CODES[n % 3]]
        story = self.a_story(n, edition=edition)
        if what == "menu" and story is not None:
            link = {"label": f"Menu {n}", "page": story.pk, "address": ""}
            edition.menu = [{"type": "link", "value": link}]
        elif what == "digits":
            edition.digits = "arab" if n % 2 else "latn"
        else:
            edition.footer_note = f"Note {n}"
        with self.act(f"edition {what}"):
            edition.save()

    @rule(n=pick, story=some.booleans(), when=now_or_later)
    def say_what_is_breaking(self, n: int, story: bool, when: str) -> None:
        edition = self.editions[CODES[n % 3]]
        with self.act("item", when):
            leads_to = self.a_story(n, edition=edition) if story else None
            item = make_item(edition, self.fresh_word(), story=leads_to)
            self.item_words[item.pk] = {item.text.lower()}

    @rule(
        n=pick,
        how=some.sampled_from(["confirm", "word", "withdraw", "delete", "lead on"]),
        when=now_or_later,
    )
    def change_an_item(self, n: int, how: str, when: str) -> None:
        items = list(BreakingItem.objects.order_by("pk"))
        if not items:
            return
        item = items[n % len(items)]
        with self.act(f"item {how}", when):
            if how == "confirm":
                publishing.set_status(item, BreakingItem.Status.CONFIRMED)
            elif how == "withdraw":
                publishing.withdraw(item)
            elif how == "delete":
                item.delete()
            elif how == "word":
                item.text = self.fresh_word()
                item.save()
                self.item_words[item.pk].add(item.text.lower())
            else:
                item.story = self.a_story(n, locale_id=item.locale_id)
                item.save()

    @rule(
        n=pick,
        how=some.sampled_from(["stream", "slot", "slot", "name", "down", "up", "off", "order"]),
        when=now_or_later,
    )
    def change_the_channel(self, n: int, how: str, when: str) -> None:
        edition = self.editions[CODES[n % 3]]
        streams = list(Stream.objects.filter(locale_id=edition.locale_id).order_by("pk"))
        with self.act(f"channel {how}", when):
            if how == "stream" or not streams:
                make_stream(edition, self.fresh_word())
                return
            stream = streams[n % len(streams)]
            if how == "slot":
                slots = list(stream.slots.order_by("pk"))
                if len(slots) > 3:
                    slots[n % len(slots)].delete()
                else:
                    # Never today, so that nothing begins or ends while the test goes on.
                    weekday = (clock.now().weekday() + 2 + n % 4) % 7
                    make_slot(stream, f"{n % 6 + 6 * len(slots):02}:00", 30, weekday=weekday)
                return
            stream.on_air = how != "off"
            stream.down_since = clock.now() if how == "down" else None
            stream.sort_order = n if how == "order" else stream.sort_order
            stream.name = self.fresh_word() if how == "name" else stream.name
            stream.save()

    @rule(n=pick, what=some.sampled_from(["title", "title", "title", "slug"]))
    def rename_a_section(self, n: int, what: str) -> None:
        section = section_of(self.editions[CODES[n % 3]], SECTIONS[n % 4])
        setattr(section, what, f"section-{self.number}-{n}")
        with self.act(f"section {what}"):
            section.save_revision().publish()
