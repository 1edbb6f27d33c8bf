"""Messages from readers: to be read, not changed."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from broadsheet.audience.contact import forget_old_messages
from broadsheet.audience.models import Message


class MessageList(IndexView):
    """Messages, newest first. Those that are too old are deleted before anybody looks."""

    def get_base_queryset(self) -> Any:
        forget_old_messages()
        return super().get_base_queryset()


class Messages(ModelViewSet):
    """A list and a page for each message; chiefs may delete one before its ninety days are over."""

    model = Message
    index_view_class = MessageList
    icon = "mail"
    menu_label = _("Messages")
    menu_order = 320
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "subject", "edition", DateColumn("received_at", label=_("Received"))]
    list_filter = ["edition"]
    ordering = "-received_at"
    search_fields = ["name", "email", "subject", "text"]
    search_backend_name = None
    inspect_view_fields = ["edition", "received_at", "name", "email", "subject", "text", "mailed"]
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = super().get_common_view_kwargs(**kwargs)
        kwargs.update(dict.fromkeys(("add_url_name", "edit_url_name", "copy_url_name")))
        return kwargs

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing: there is no form to find."""
