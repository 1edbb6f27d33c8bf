"""Which view shows a kind of story that has a page of its own making.

A port: a live page is a story, but what stands on it is made higher up.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from broadsheet.stories.models import Story

KindView = Callable[[HttpRequest, Story], HttpResponse]

_views: dict[str, KindView] = {}


def register(kind: str, view: KindView) -> None:
    """Show stories of ``kind`` with ``view``. The last one registered holds."""
    _views[kind] = view


def view_for(kind: str) -> KindView | None:
    """The view of a kind, or None where it is shown as any story is."""
    return _views.get(kind)
