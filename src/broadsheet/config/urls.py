"""Every address of the newsroom: the desk's, the machines', then the readers'."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from broadsheet.config import errors, files, metrics

urlpatterns = [
    path("healthz", files.health),
    path("metrics", metrics.show),
    path("robots.txt", files.robots),
    path("admin/", include(admin_urls)),
    path("media/documents/", include(document_urls)),
    re_path(r"^media/(?P<path>.+)$", files.media),
    re_path(r"^(?P<code>[\w-]+)/brand\.[0-9a-f]{8}\.css$", files.brand),
    path("", include("broadsheet.wire.urls")),
    path("", include("broadsheet.press.urls")),
    path("", include("broadsheet.live.urls")),
    path("", include("broadsheet.fronts.urls")),
]

handler404 = errors.missing
handler500 = errors.failure
handler403 = errors.refused
handler400 = errors.bad_request

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns = staticfiles_urlpatterns() + urlpatterns
