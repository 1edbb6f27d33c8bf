"""Addresses of what moves."""

from django.urls import re_path

from broadsheet.live import breaking, live_pages

_BREAKING = r"^(?P<code>[\w-]+)/breaking/"

#: The tree path of a story: edition, area, section, slug.
_STORY = r"^(?P<path>[\w-]+/(?:[^/\0]+/){3})"
_NUMBER = r"(?P<number>[1-9]\d{0,6})/$"

urlpatterns = [
    re_path(_STORY + "posts/" + _NUMBER, live_pages.show_posts),
    re_path(_STORY + "oldest-first/$", live_pages.show_oldest_first),
    re_path(_STORY + "oldest-first/" + _NUMBER, live_pages.show_oldest_first),
    re_path(_STORY + r"rss\.xml$", live_pages.show_posts_feed),
    re_path(_BREAKING + "$", breaking.show_items),
    re_path(_BREAKING + r"all/(?P<number>[1-9]\d{0,6})/$", breaking.show_items),
    re_path(_BREAKING + r"rss\.xml$", breaking.show_feed),
    re_path(r"^(?P<code>[\w-]+)/fragment/breaking/$", breaking.show_fragment),
]
