"""A story's own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.editions.skeleton import skeleton_for
from broadsheet.ledger import reading, tags
from broadsheet.stories import kind_views
from broadsheet.stories.articles import ArticleMaker
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.head import article_head
from broadsheet.stories.models import Story
from broadsheet.stories.raw_body import RawBody
from broadsheet.stories.selectors import NOT_ON_CARDS, translations_of


def show_story(request: HttpRequest, story: Story) -> HttpResponse:
    """The story's page, the same for every reader, in the form of its kind."""
    view = kind_views.view_for(story.kind)
    if view is not None:
        return view(request, story)
    return render(request, "stories/article.html", article_context(request, story))


def article_context(request: HttpRequest, story: Story) -> dict[str, Any]:
    """What the template of an article is given. What changes without it comes as fragments."""
    edition = story.edition_in(editions_for(request))
    # Its relations as well: topics, regions, agencies, dossiers, bylines.
    reading.note_row(tags.page(story.pk))
    raw = RawBody(story)
    for pk in raw.story_ids:
        reading.note_row(tags.page(pk), ("live",))
    linked = (
        Story.objects.filter(live=True, edition=edition).defer(*NOT_ON_CARDS).in_bulk(raw.story_ids)
        if raw.story_ids
        else {}
    )
    maker = CardMaker(
        edition,
        skeleton_for(request, edition).sections(),
        [story, *linked.values()],
        also_pictures=[*raw.picture_ids, *(dossier.picture_id for dossier in raw.dossiers)],
        also_clips=raw.clip_ids,
    )
    article = ArticleMaker(story, edition, maker, raw, linked).article()
    translations = translations_of(story)
    shell = build_shell(request, edition, here=story.url_path, translations=translations)
    return {
        "shell": shell,
        "head": article_head(
            story,
            article,
            edition,
            shell,
            alternates_of(request, edition, story.url_path, translations),
        ),
        "article": article,
        "read_next": edition_address(edition, "fragment", "read-next", str(story.pk)),
        "in_five": edition_address(edition, "fragment", "in-five"),
    }
