"""What the desk adds to Wagtail's admin; each thing lives in the file it is imported from."""

from collections.abc import Iterator
from typing import Any

from django.urls import path
from wagtail import hooks

from broadsheet.desk.story_listing import StoryListing
from broadsheet.desk.story_pages import StoryPages, TranslateButton, refuse_unfit_stories
from broadsheet.desk.translate_view import TranslateView


@hooks.register("register_admin_viewset")
def story_listing() -> StoryListing:
    return StoryListing()


@hooks.register("register_admin_viewset")
def story_pages() -> StoryPages:
    return StoryPages()


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    return [
        path("stories/<int:story_id>/translate/", TranslateView.as_view(), name="desk_translate")
    ]


@hooks.register("register_page_header_buttons")
def translate_in_header(page: Any, user: Any, view_name: str, next_url: Any = None) -> Iterator:
    yield TranslateButton(page=page, priority=35)


@hooks.register("register_page_listing_more_buttons")
def translate_in_listing(page: Any, user: Any, next_url: Any = None) -> Iterator:
    yield TranslateButton(page=page, priority=25)


hooks.register("before_bulk_action", refuse_unfit_stories)
