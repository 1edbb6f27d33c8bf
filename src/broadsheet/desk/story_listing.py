"""Stories, all of them in one flat list: where editors go first.

The list is made in two steps: the ids of one screenful from a narrow index, then the rows. Sorting
whole rows, or counting through the page table, takes seconds in an archive of a million.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Revision

from broadsheet.desk.adding import AddStoryView
from broadsheet.desk.headline_search import stories_called
from broadsheet.desk.reach import stories_in_reach
from broadsheet.desk.story_columns import COLUMNS
from broadsheet.desk.story_filters import StoryFilterSet, scheduled_stories, stories_in_review
from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Section
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import NOT_ON_CARDS

SCREENFUL = 50
#: Beyond this many nobody leafs, and nobody needs to know how many there are.
COUNTED = 10_000


class StoryPaginator(WagtailPaginator):
    """Counts up to a bound, and loads whole rows for one screenful only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request: Any = None

    @cached_property
    def count(self) -> int:
        """How many there are, at most ``COUNTED``."""
        return self.object_list.order_by()[:COUNTED].count()

    @property
    def bounded(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= COUNTED

    def page(self, number: Any) -> PaginatorPage:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        ids = list(self.object_list.values_list("pk", flat=True)[start:end])
        return self._get_page(rows_of(ids, self.request), number, self)


def rows_of(ids: list[int], request: Any) -> list[Story]:
    """The stories of these ids, in their order, with all that their rows show.

    A fixed number of queries, however many stories.
    """
    found = (
        Story.objects.filter(pk__in=ids)
        .defer(*NOT_ON_CARDS)
        .select_related("owner", "locked_by")
        .prefetch_workflow_states()
        .in_bulk()
    )
    stories = [found[pk] for pk in ids if pk in found]
    editions = {edition.pk: edition for edition in editions_for(request)}
    sections = Section.objects.in_bulk({story.home_section_id for story in stories})
    workers = {
        revision.pk: revision.user
        for revision in Revision.objects.filter(
            pk__in=[story.latest_revision_id for story in stories if story.latest_revision_id]
        )
        .select_related("user")
        .only("pk", "user")
    }
    scheduled, reviewed = set(scheduled_stories()), set(stories_in_review())
    for story in stories:
        story.listed_edition = editions[story.edition_id]
        story.listed_section = sections[story.home_section_id]
        story.listed_worker = workers.get(story.latest_revision_id) or story.owner
        story.listed_review = story.pk in reviewed
        story.listed_address = (
            address_of(story.listed_edition, story.url_path) if story.live else ""
        )
        story._approved_schedule = story.pk in scheduled
        story._is_site_root = False
    return stories


class StoryIndexView(IndexView):
    """The list of stories."""

    paginator_class = StoryPaginator
    paginate_by = SCREENFUL
    default_ordering = "-touched_at"
    base_columns = COLUMNS
    base_filterset_class = StoryFilterSet
    page_title = _("Stories")
    add_item_label = _("Add story")
    show_locale_labels = False

    def get_base_queryset(self) -> QuerySet[Story]:
        return Story.objects.filter(stories_in_reach(self.request.user))

    def order_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        ordering = self.ordering or self.default_ordering
        # The id settles ties in the direction of the index, which is then used as it is.
        tie = "-pk" if ordering.startswith("-") else "pk"
        return queryset.order_by(ordering, tie)

    def search_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=stories_called(self.search_query))

    def get_paginator(self, *args: Any, **kwargs: Any) -> StoryPaginator:
        paginator = super().get_paginator(*args, **kwargs)
        paginator.request = self.request
        return paginator


class StoryListing(PageListingViewSet):
    """The list of stories, in the menu, with its "Add story"."""

    name = "stories"
    model = Story
    index_view_class = StoryIndexView
    choose_parent_view_class = AddStoryView
    columns = COLUMNS
    filterset_class = StoryFilterSet
    list_per_page = SCREENFUL
    ordering = "-touched_at"
    icon = "doc-full"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 10
    add_to_admin_menu = True
