"""Where a screen of the desk is: the line above it, home first and the screen itself last."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class Screen(WagtailAdminTemplateMixin):
    """A screen of the desk's own. Without the line above it, it would call itself "Home"."""

    def above(self) -> list[dict[str, Any]]:
        """The screens between home and this one, each a ``url`` and a ``label``."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """See Wagtail's view."""
        own = {"url": "", "label": self.get_page_title()}
        if subtitle := self.get_page_subtitle():
            own["sublabel"] = subtitle
        return [*self.breadcrumbs_items, *self.above(), own]
