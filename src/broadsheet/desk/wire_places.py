"""Where a screen of the wire is, in the line above it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


def crumbs(view: Any) -> list[Any]:
    """Home, the inbox, and the screen itself where it is another one."""
    inbox, title = str(_("Wire")), str(view.get_page_title())
    place = [*WagtailAdminTemplateMixin.breadcrumbs_items]
    if title == inbox:
        return [*place, {"url": "", "label": inbox}]
    return [*place, {"url": reverse("desk_wire"), "label": inbox}, {"url": "", "label": title}]
