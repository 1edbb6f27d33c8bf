"""Where agencies and hubs send to us."""

from django.urls import path

from broadsheet.wire.pushing import HubView, PushView

urlpatterns = [
    path("wire/push/<slug:key>/", PushView.as_view(), name="wire_push"),
    path("wire/hub/<slug:key>/", HubView.as_view(), name="wire_hub"),
]
