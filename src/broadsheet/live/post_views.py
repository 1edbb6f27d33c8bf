"""From posts to what readers are shown of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from babel import Locale
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from broadsheet.editions.addresses import address_of
from broadsheet.editions.languages import cldr_locale
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import machine_time, numbering_system, write_moment
from broadsheet.editions.presentation import Link
from broadsheet.live.models import Post
from broadsheet.live.post_pages import authors_of, key_events, page_of, pinned_post
from broadsheet.live.presentation import KeyEventView, PostView
from broadsheet.people.models import Author
from broadsheet.stories.bodies import BodyMaker
from broadsheet.stories.body_text import text_of_blocks
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.models import Story
from broadsheet.stories.raw_body import RawBlocks
from broadsheet.stories.rich_text import expand_all

#: Characters of a post's text that stand for a headline it does not have.
FIRST_WORDS = 80
#: Numbers up to this are tried for the plural forms of a language.
_TRIED = 200


def views_of_posts(posts: Sequence[Post], story: Story, edition: Edition) -> tuple[PostView, ...]:
    """What is shown of posts, in the active language and in their order.

    At most five queries for any number of them: authors, links, pictures.
    """
    authors = authors_of(posts) if posts else {}
    bodies = [RawBlocks(post.body.get_prep_value()) for post in posts]
    prose = iter(expand_all([piece for raw in bodies for piece in raw.prose], edition))
    pictures = [pk for raw in bodies for pk in raw.picture_ids]
    maker = CardMaker(edition, {}, [], also_pictures=pictures)
    blocks = BodyMaker(edition, maker, prose, story.url_path, {})
    return tuple(
        _view(post, raw, blocks, authors.get(post.pk, []), story, edition)
        for post, raw in zip(posts, bodies, strict=True)
    )


def permalink(story: Story, number: int, edition: Edition, *, whole: bool = False) -> str:
    """The address of a post: it opens at it, whatever page it has come to stand on."""
    path = f"{story.url_path}posts/{page_of(number)}/"
    return f"{address_of(edition, path, whole=whole)}#post-{number}"


def key_event_views(story: Story, edition: Edition) -> tuple[KeyEventView, ...]:
    """The list of key events. One query."""
    return tuple(
        KeyEventView(
            permalink(story, post.number, edition),
            _title(post),
            write_moment(edition, post.published_at),
        )
        for post in key_events(story)
    )


def post_html(post: Post, story: Story, edition: Edition) -> str:
    """The ``<li>`` of a post, as its page has it."""
    with override(edition.locale.language_code):
        (view,) = views_of_posts([post], story, edition)
        return _part("live/post.html", edition, post=view)


def pinned_html(story: Story, edition: Edition) -> str:
    """The summary on top, as the page has it; empty without one."""
    post = pinned_post(story)
    with override(edition.locale.language_code):
        views = views_of_posts([post], story, edition) if post is not None else (None,)
        return _part("live/pinned.html", edition, pinned=views[0])


def key_events_html(story: Story, edition: Edition) -> str:
    """The list of key events, as the page has it; empty without any."""
    with override(edition.locale.language_code):
        return _part("live/key_events.html", edition, key_events=key_event_views(story, edition))


def new_post_labels(edition: Edition) -> str:
    """“3 new posts” for each plural category of the edition's language, as a JSON object.

    The words are in the active language. ``{count}`` stands for the number (CLDR: language plural
    rules).
    """
    locale = cldr_locale(edition.language)
    found: dict[str, str] = {}
    for number in range(_TRIED):
        category = _category(locale, number)
        if category not in found:
            label = ngettext("%(count)s new post", "%(count)s new posts", number)
            found[category] = label % {"count": "{count}"}
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def _category(locale: Locale, number: int) -> str:
    return str(locale.plural_form(number))


def _part(template: str, edition: Edition, **context: object) -> str:
    # The blocks' templates know the edition's digits by the page's shell.
    shell = {"numbering": numbering_system(edition)}
    return render_to_string(template, {**context, "shell": shell}, using="jinja2").strip()


def _view(
    post: Post,
    raw: RawBlocks,
    maker: BodyMaker,
    authors: Sequence[Author],
    story: Story,
    edition: Edition,
) -> PostView:
    return PostView(
        pk=post.pk,
        number=post.number,
        headline=post.headline,
        title=_title(post),
        blocks=maker.blocks(raw.body),
        authors=tuple(Link(author.name, author.address_in(edition)) for author in authors),
        published=write_moment(edition, post.published_at),
        edited=write_moment(edition, post.edited_at) if post.edited_at else None,
        key_event=post.key_event,
        address=permalink(story, post.number, edition),
        share=permalink(story, post.number, edition, whole=True),
        text=text_of_blocks(post.body.get_prep_value()),
        at=machine_time(post.published_at),
        changed=machine_time(post.edited_at or post.published_at),
    )


def _title(post: Post) -> str:
    if post.headline:
        return post.headline
    stored = post.body.get_prep_value()
    text = text_of_blocks(block for block in stored if block["type"] != "correction")
    line = " ".join(text.split())
    if len(line) <= FIRST_WORDS:
        return line
    return f"{line[:FIRST_WORDS].rpartition(' ')[0] or line[:FIRST_WORDS]}…"
