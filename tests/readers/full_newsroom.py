"""A full newsroom, and in it the reference article: what readers' pages are measured on."""

from __future__ import annotations

from bench.many_stories import fill

from broadsheet.editions.models import Edition
from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_item, make_picture, make_record, make_story, section_of
from tests.readers.writing import make_clip, paragraph, quote, write_story

#: The sections that are full.
STOCKED = ("politics", "economy", "opinion")


def stock(edition: Edition) -> None:
    """Three hundred stories, a menu, and a ticker of forty items, half of which lead to a story."""
    sections = [section_of(edition, key) for key in STOCKED]
    author = make_record(Author, edition, "Lina Haddad")
    fill(sections, 300, authors=[author])
    edition.menu = [
        {"type": "link", "value": {"label": page.title, "page": page.pk, "address": ""}}
        for page in sections
    ]
    edition.save()
    story = make_story(sections[0])
    for number in range(40):
        make_item(edition, story=story if number % 2 else None)


def write_reference(edition: Edition) -> Story:
    """The reference article: everything that an article can carry, most of it several times."""
    picture = make_picture()
    make_renditions(picture)
    politics = section_of(edition, "politics")
    others = [make_story(politics, f"Earlier {n}") for n in range(3)]
    link = f'<a linktype="page" id="{others[0].pk}">earlier</a>'
    authors = [make_record(Author, edition, f"Author {n}", portrait=picture) for n in range(3)]
    return write_story(
        politics,
        "The reference article",
        picture=picture,
        by=[(author, "by") for author in authors],
        topics=[make_record(Topic, edition, f"Topic {n}") for n in range(5)],
        regions=[make_record(Region, edition, f"Region {n}") for n in range(3)],
        dossiers=[make_record(Dossier, edition, f"Dossier {n}", picture=picture) for n in range(2)],
        agencies=[make_record(Agency, edition, f"Agency {n}") for n in range(2)],
        body=[
            *(paragraph(f"See {link}. Words.") for _ in range(12)),
            quote("Words", "Somebody"),
            *({"type": "read_more", "value": other.pk} for other in others),
            *(
                {"type": "picture", "value": {"picture": picture.pk, "alt": "", "caption": ""}}
                for _ in range(4)
            ),
            {"type": "video", "value": {"clip": make_clip(edition).pk, "caption": ""}},
        ],
    )
