"""Addresses of what moves."""

from django.urls import re_path

from broadsheet.live import breaking
from broadsheet.live.channel import views as channel

_BREAKING = r"^(?P<code>[\w-]+)/breaking/"
_LIVE = r"^(?P<code>[\w-]+)/live/"
_STREAM = _LIVE + r"(?P<slug>[^/\0]+)/"

urlpatterns = [
    re_path(_BREAKING + "$", breaking.show_items),
    re_path(_BREAKING + r"all/(?P<number>[1-9]\d{0,6})/$", breaking.show_items),
    re_path(_BREAKING + r"rss\.xml$", breaking.show_feed),
    re_path(r"^(?P<code>[\w-]+)/fragment/breaking/$", breaking.show_fragment),
    re_path(_LIVE + "$", channel.show_channel),
    re_path(_LIVE + "schedule/$", channel.show_schedule),
    re_path(_STREAM + "$", channel.show_channel),
    re_path(_STREAM + "schedule/$", channel.show_schedule),
]
