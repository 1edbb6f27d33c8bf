"""Addresses of what moves."""

from django.urls import re_path

from broadsheet.live import breaking, live_pages
from broadsheet.live.channel import views as channel

_BREAKING = r"^(?P<code>[\w-]+)/breaking/"
_LIVE = r"^(?P<code>[\w-]+)/live/"
_STREAM = _LIVE + r"(?P<slug>[^/\0]+)/"

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
    re_path(_LIVE + "$", channel.show_channel),
    re_path(_LIVE + "schedule/$", channel.show_schedule),
    re_path(_LIVE + r"schedule\.ics$", channel.show_calendar),
    re_path(_STREAM + r"schedule\.ics$", channel.show_calendar),
    re_path(_STREAM + "$", channel.show_channel),
    re_path(_STREAM + "schedule/$", channel.show_schedule),
]
