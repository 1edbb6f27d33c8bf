"""An editor is never offered more places on a front than it has."""

from broadsheet.editions.skeleton import load_skeleton
from broadsheet.fronts.front_contents import edition_front_contents
from broadsheet.fronts.models import EditionFront, FrontSlot
from tests.newsroom import make_story, section_of


def places_offered() -> int:
    """How many stories the form of a front lets an editor pick."""
    panels = {getattr(panel, "relation_name", ""): panel for panel in EditionFront.content_panels}
    return panels["slots"].max_num


def test_every_story_that_may_be_picked_stands_on_the_front_in_its_order(newsroom):
    english = newsroom["en"]
    section = section_of(english, "politics")
    stories = [make_story(section) for _ in range(places_offered() + 3)]
    picks = [story.pk for story in stories[: places_offered()]]
    front = EditionFront.objects.get(locale_id=english.locale_id)
    front.slots = [FrontSlot(story_id=pk, sort_order=n) for n, pk in enumerate(picks)]
    front.save()
    contents = edition_front_contents(front, english, load_skeleton(english).sections())
    top = [contents.lead, *contents.second, *contents.briefs]
    assert [story.pk for story in top if story] == picks
