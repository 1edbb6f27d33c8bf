"""The newsroom's addresses, and Wagtail's write API as a newsroom may mount it."""

from django.urls import include, path
from wagtail.api.v3.urls import api

urlpatterns = [
    path("api/v3/", api.urls),
    path("", include("broadsheet.config.urls")),
]
