"""A small newsroom for tests: two editions, a few sections, people, and stories to order."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.db import transaction

from broadsheet.desk.founding import EditionPlan, SectionPlan, found_newsroom
from broadsheet.desk.roles import establish_roles
from broadsheet.editions.indexing import indexed_once
from broadsheet.editions.models import Edition, Section
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem, Post
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import publish_post
from broadsheet.media.models import Picture
from broadsheet.stories.models import Story

_number = count(1)

AREAS = {
    "news": "News",
    "articles": "Articles",
    "videos": "Videos",
    "infographics": "Infographics",
    "pictures": "In Pictures",
}
SECTIONS = [
    SectionPlan("politics", "news", "Politics", "politics"),
    SectionPlan("economy", "news", "Economy", "economy"),
    SectionPlan("opinion", "articles", "Opinion", "opinion"),
    SectionPlan("newsfeed", "videos", "NewsFeed", "newsfeed"),
    SectionPlan("charts", "infographics", "Charts", "charts"),
    SectionPlan("galleries", "pictures", "Galleries", "galleries"),
]
ARABIC = {"politics": ("سياسة", "سياسة"), "economy": ("اقتصاد", "اقتصاد")}


def make_newsroom() -> dict[str, Edition]:
    """An English and an Arabic edition with roles. Returns the editions by code."""
    arabic = [
        SectionPlan(s.key, s.area, *ARABIC.get(s.key, (s.name, s.slug)), s.description)
        for s in SECTIONS
    ]
    editions = found_newsroom(
        [
            EditionPlan("en", "en", "The Tribune", sort_order=1, areas=AREAS, sections=SECTIONS),
            EditionPlan("ar", "ar", "المنبر", sort_order=2, areas=AREAS, sections=arabic),
        ]
    )
    establish_roles()
    return {edition.code: edition for edition in editions}


def section_of(edition: Edition, key: str) -> Section:
    """A section of an edition by the key it was founded with."""
    from broadsheet.desk.founding import section_key

    return Section.objects.get(locale_id=edition.locale_id, translation_key=section_key(key))


def make_user(role: str = "", name: str = "") -> Any:
    """A user of one role: Reporter, Editor, Chief, Translator; a superuser without one."""
    name = name or f"{role.lower() or 'owner'}{next(_number)}"
    users = get_user_model().objects
    if not role:
        return users.create_superuser(name, f"{name}@example.org", "secret")
    user = users.create_user(name, f"{name}@example.org", "secret")
    user.groups.add(Group.objects.get(name=role))
    return user


def make_story(section: Section, headline: str = "", *, live: bool = True, **fields: Any) -> Story:
    """A story of a section, published through a revision unless ``live`` is False."""
    story = Story(title=headline or f"Story {next(_number)}", live=False, **fields)
    with transaction.atomic(), indexed_once():
        section.add_child(instance=story)
        revision = story.save_revision()
        if live:
            revision.publish()
    return Story.objects.get(pk=story.pk)


def make_record(model: type, edition: Edition, name: str, **fields: Any) -> Any:
    """A topic, region, dossier, author or agency of an edition."""
    record = model(locale=edition.locale, name=name, **fields)
    record.full_clean()
    record.save()
    return record


def make_item(
    edition: Edition, text: str = "", *, live: bool = True, **fields: Any
) -> BreakingItem:
    """An item of an edition's ticker, published by its verb unless ``live`` is False."""
    said = {"text": text or f"Item {next(_number)}", "speaker": "Lina Haddad", **fields}
    item = BreakingItem(locale=edition.locale, **said)
    return publishing.publish(item) if live else publishing.propose(item)


def make_picture(
    title: str = "A harbour", *, size: tuple[int, int] = (1600, 900), **fields: Any
) -> Picture:
    """A picture that may be published: with a credit and words for those who cannot see it.

    ``size`` is in pixels; the sizes of a small one are made quickly.
    """
    from io import BytesIO

    from PIL import Image

    held = BytesIO()
    Image.new("RGB", size, (40, 90, 120)).save(held, "JPEG", quality=40)
    held.seek(0)
    told = {"description": "Cranes over a quay at dawn", "credit": "Nour Khalil", "language": "en"}
    return Picture.objects.create(
        title=title, file=ImageFile(held, name="harbour.jpg"), **{**told, **fields}
    )


def make_live_page(edition: Edition, headline: str = "", **fields: Any) -> Story:
    """A live page in an edition's section Politics, published."""
    section = section_of(edition, "politics")
    return make_story(section, headline or f"Live {next(_number)}", kind="live", **fields)


def make_post(story: Story, text: str = "", **fields: Any) -> Post:
    """A post of a live page, published by its verb. ``words`` are its other words."""
    words = PostWords(text=text or f"Post {next(_number)}", **fields.pop("words", {}))
    token = fields.pop("token", None) or uuid4()
    return publish_post(story, words, fields.pop("user", None), token=token, **fields)
