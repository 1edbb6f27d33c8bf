"""Public addresses. Page and record slugs may hold letters of any script."""

from django.urls import path, re_path

from broadsheet.fronts import fragments, programmes, readers, standing

_RECORD = (
    r"^(?P<code>[\w-]+)/(?P<place>region|topic|coverage|programme|author|agency)/(?P<slug>[^/\0]+)/"
)
_PATH = r"^(?P<path>[\w-]+/(?:[^/\0]+/)*?)"

urlpatterns = [
    path("", readers.choose_edition),
    re_path(r"^(?P<code>[\w-]+)/authors/$", standing.show_authors),
    re_path(r"^(?P<code>[\w-]+)/programmes/$", programmes.show_programmes),
    re_path(
        r"^(?P<code>[\w-]+)/programme/(?P<slug>[^/\0]+)/podcast\.xml$",
        readers.show_programme_podcast,
    ),
    re_path(r"^(?P<code>[\w-]+)/live/$", readers.show_live),
    re_path(r"^(?P<code>[\w-]+)/live/all/(?P<number>[1-9]\d{0,6})/$", readers.show_live),
    re_path(r"^(?P<code>[\w-]+)/live/rss\.xml$", readers.show_live_feed),
    re_path(r"^(?P<code>[\w-]+)/fragment/in-five/$", fragments.show_in_five),
    re_path(
        r"^(?P<code>[\w-]+)/fragment/read-next/(?P<story_id>\d{1,12})/$", fragments.show_read_next
    ),
    re_path(_RECORD + "$", readers.show_record),
    re_path(_RECORD + r"all/(?P<number>[1-9]\d{0,6})/$", readers.show_record),
    re_path(_RECORD + r"rss\.xml$", readers.show_record_feed),
    re_path(_PATH + "all/$", readers.show_page_listing),
    re_path(_PATH + r"all/(?P<number>[1-9]\d{0,6})/$", readers.show_page_listing),
    re_path(_PATH + r"rss\.xml$", readers.show_page_feed),
    re_path(_PATH + r"chart-(?P<number>[1-9]\d?)\.(?P<form>csv|svg)$", readers.show_chart),
    re_path(_PATH + r"(?P<name>chapters\.json|transcript\.txt)$", readers.show_clip_part),
    re_path(r"^(?P<path>[\w-]+/(?:[^/\0]+/)*)$", readers.show_page, name="wagtail_serve"),
]
