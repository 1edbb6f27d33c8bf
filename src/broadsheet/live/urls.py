"""Addresses of what moves."""

from django.urls import re_path

from broadsheet.live import breaking

_BREAKING = r"^(?P<code>[\w-]+)/breaking/"

urlpatterns = [
    re_path(_BREAKING + "$", breaking.show_items),
    re_path(_BREAKING + r"all/(?P<number>[1-9]\d{0,6})/$", breaking.show_items),
    re_path(_BREAKING + r"rss\.xml$", breaking.show_feed),
    re_path(r"^(?P<code>[\w-]+)/fragment/breaking/$", breaking.show_fragment),
]
