"""Addresses of past fronts."""

from django.urls import re_path

from broadsheet.press import history

_DAY = r"(?P<day>\d{4}-\d\d-\d\d)"

urlpatterns = [
    re_path(r"^(?P<code>[\w-]+)/history/$", history.show_day),
    re_path(rf"^(?P<code>[\w-]+)/history/{_DAY}/$", history.show_day),
    re_path(
        rf"^(?P<code>[\w-]+)/history/{_DAY}/(?P<clock_time>\d\d:\d\d:\d\d)/$", history.show_moment
    ),
]
