"""Stories to order, with every part a story can have."""

from __future__ import annotations

from typing import Any

from broadsheet.editions.models import Edition, Section
from broadsheet.media.models import Clip
from broadsheet.people.models import Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Byline, Story
from tests.newsroom import make_story, section_of

#: Fields that a story only takes once it is in the page tree.
_RELATED = ("regions", "topics", "dossiers", "agencies", "further_sections")

SECTION_OF_KIND = {
    Kind.NEWS: "politics",
    Kind.VIDEO: "newsfeed",
    Kind.AUDIO: "newsfeed",
    Kind.INFOGRAPHIC: "charts",
    Kind.GALLERY: "galleries",
}


def write_story(
    section: Section,
    headline: str = "",
    *,
    live: bool = True,
    by: list[tuple[Author, str]] | None = None,
    **fields: Any,
) -> Story:
    """A story with bylines (author and role) and records; published unless ``live`` is False."""
    related = {name: fields.pop(name) for name in _RELATED if name in fields}
    if not related and not by:
        return make_story(section, headline, live=live, **fields)
    story = make_story(section, headline, live=False, **fields)
    for name, records in related.items():
        setattr(story, name, records)
    story.bylines = [
        Byline(author=author, role=role, sort_order=number)
        for number, (author, role) in enumerate(by or ())
    ]
    revision = story.save_revision()
    if live:
        revision.publish()
    else:
        story.save()
    return Story.objects.get(pk=story.pk)


def change_story(story: Story, **fields: Any) -> Story:
    """Publish a story anew with other fields, as an editor does."""
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return Story.objects.get(pk=story.pk)


def paragraph(text: str) -> dict[str, Any]:
    """A paragraph block."""
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def quote(words: str, speaker: str, **more: Any) -> dict[str, Any]:
    """A quote block."""
    return {"type": "quote", "value": {"words": words, "speaker": speaker, **more}}


def make_clip(edition: Edition, title: str = "The crossing", **fields: Any) -> Clip:
    """A clip that lies elsewhere, two minutes and five seconds long."""
    given = {"address": "https://media.example.org/crossing.mp4", "seconds": 125, **fields}
    return Clip.objects.create(locale=edition.locale, title=title, **given)


def section_for(edition: Edition, kind: str) -> Section:
    """A section where a story of this kind may stand."""
    return section_of(edition, SECTION_OF_KIND.get(Kind(kind), "opinion"))
