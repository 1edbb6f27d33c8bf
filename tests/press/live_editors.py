"""What editors do on live pages and with programmes, while everything else goes on."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import initialize, rule

from broadsheet.kit import clock
from broadsheet.live.closing import close_page, reopen_page
from broadsheet.live.marking import mark_key_event, pin_post
from broadsheet.live.models import Post
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import correct_post, delete_post, edit_post
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from tests.newsroom import make_post, make_record, make_story, section_of
from tests.press.editors import Editors
from tests.press.editors_newsroom import CODES, SECTIONS, now_or_later, pick
from tests.readers.programmes import make_sound
from tests.readers.writing import paragraph

#: What there is of a live page beside its own address, and of a programme.
OF_LIVE_PAGES = ("", "rss.xml", "oldest-first/", "oldest-first/2/", "posts/1/", "posts/2/")
OF_PROGRAMMES = ("", "rss.xml", "podcast.xml")
#: Pages that each may come to have in one run: more would only make each of them emptier.
MOST = 3


class LiveEditors(Editors):
    """Editors who also write posts, and episodes of programmes."""

    @initialize()
    def begin(self) -> None:
        self.post_words: dict[int, set[str]] = {}
        super().begin()

    def take_note(self) -> None:
        super().take_note()
        for post in Post.objects.all():
            words = words_of_post(post)
            self.post_words.setdefault(post.pk, set()).update(words)
            self.shown_once |= words

    def words_of_standing_posts(self) -> tuple[set[str], set[str]]:
        """The words that readers see in posts, and all those that these posts ever had."""
        standing = list(Post.objects.filter(deleted_at=None, story__live=True))
        shown = set[str]().union(*map(words_of_post, standing))
        return shown, set[str]().union(*(self.post_words[post.pk] for post in standing))

    def a_live_page(self, n: int) -> Any:
        return self.a_story(n, kind=Kind.LIVE, live=True)

    def a_programme(self, n: int) -> Programme | None:
        programmes = list(Programme.objects.order_by("pk"))
        return programmes[n % len(programmes)] if programmes else None

    @rule(n=pick, when=now_or_later)
    def open_a_live_page(self, n: int, when: str) -> None:
        if Story.objects.filter(kind=Kind.LIVE).count() >= MOST:
            return
        home = section_of(self.editions[CODES[n % 3]], SECTIONS[n % 4])
        with self.act("live page", when):
            make_story(
                home,
                self.fresh_word(),
                kind=Kind.LIVE,
                slug=self.fresh_word().lower(),
                body=[paragraph(self.fresh_word())],
            )

    @rule(
        n=pick,
        how=some.sampled_from(
            ["post"] * 5 + ["edit", "correct", "delete", "pin", "unpin", "key", "close", "open"]
        ),
        when=now_or_later,
    )
    def write_on_a_live_page(self, n: int, how: str, when: str) -> None:
        page = self.a_live_page(n)
        if page is None:
            return
        posts = list(Post.objects.filter(story=page, deleted_at=None).order_by("number"))
        with self.act(f"live {how}", when):
            if how == "close":
                close_page(page, self.fresh_word(), self.chief)
            elif how == "open":
                reopen_page(page)
            elif how == "post" or not posts:
                self.write_a_post(page, n)
            else:
                self.change_a_post(posts[n % len(posts)], how)

    def write_a_post(self, page: Story, n: int) -> None:
        words = {"headline": self.fresh_word() if n % 2 else ""}
        if n % 3 == 0:
            words |= {"picture": self.pictures[n % 2].pk, "picture_alt": "A quay"}
        authors = self.own(self.authors, page)[: n % 2]
        make_post(page, self.fresh_word(), words=words, authors=authors, key_event=n % 4 == 0)

    def change_a_post(self, post: Post, how: str) -> None:
        words = PostWords(text=self.fresh_word())
        acts = {
            "edit": lambda: edit_post(post, words, seen=post.version),
            "correct": lambda: correct_post(post, words, self.fresh_word(), seen=post.version),
            "delete": lambda: delete_post(post),
            "pin": lambda: pin_post(post),
            "unpin": lambda: pin_post(post, pinned=False),
            "key": lambda: mark_key_event(post, key_event=not post.key_event),
        }
        acts[how]()

    @rule(
        n=pick,
        how=some.sampled_from(["new", "name", "about", "hosts", "kind", "delete"]),
        when=now_or_later,
    )
    def change_a_programme(self, n: int, how: str, when: str) -> None:
        programme = self.a_programme(n)
        with self.act(f"programme {how}", when):
            if programme is None or how == "new":
                if Programme.objects.count() < MOST:
                    edition = self.editions[CODES[n % 3]]
                    make_record(Programme, edition, f"Programme {n}", kind="podcast")
                return
            if how == "delete":
                programme.delete()
                return
            if how == "hosts":
                own = [each for each in self.authors if each.locale_id == programme.locale_id]
                programme.hosts = own[: n % 3]
            elif how == "kind":
                programme.kind = ("podcast", "tv", "series")[n % 3]
            else:
                setattr(programme, {"about": "description"}.get(how, how), f"Signals {n}")
            programme.save()

    @rule(n=pick, how=some.sampled_from(["new", "new", "number", "leave"]), when=now_or_later)
    def change_an_episode(self, n: int, how: str, when: str) -> None:
        programme = self.a_programme(n)
        if programme is None:
            return
        episodes = Story.objects.filter(programme=programme, alias_of=None).order_by("pk")
        with self.act(f"episode {how}", when):
            if how == "new" or not episodes:
                edition = programme.locale.edition
                make_story(
                    section_of(edition, "politics"),
                    self.fresh_word(),
                    slug=self.fresh_word().lower(),
                    kind=Kind.AUDIO,
                    clip=make_sound(edition),
                    programme=programme,
                    published_at=clock.now() - timedelta(days=n % 9),
                )
                return
            draft = episodes[n % len(episodes)].get_latest_revision_as_object()
            draft.episode = n % 20
            draft.programme = None if how == "leave" else draft.programme
            draft.save_revision().publish()

    @rule(n=pick)
    def ask_for_what_is_live(self, n: int) -> None:
        if page := self.a_live_page(n):
            self.shop.ask(page.url_path + OF_LIVE_PAGES[n % len(OF_LIVE_PAGES)])
        if programme := self.a_programme(n):
            code = programme.locale.edition.code
            tail = OF_PROGRAMMES[n % len(OF_PROGRAMMES)]
            self.shop.ask(f"/{code}/programme/{programme.slug}/{tail}")
            self.shop.ask(f"/{code}/programmes/")


def words_of_post(post: Post) -> set[str]:
    """The unique words of a post, in small letters."""
    told = f"{post.headline} {json.dumps(post.body.get_prep_value())}"
    return set(re.findall(r"marker\d+x\d+y", told.lower()))
