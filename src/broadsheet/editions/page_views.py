"""Which view shows which kind of page.

A port: page types live low in the house (a section is the edition's), what stands on them higher up
(a section's front is made of stories). The package that knows how registers its view here.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

PageView = Callable[[HttpRequest, Any], HttpResponse]

_views: dict[type, PageView] = {}


def register(page_type: type, view: PageView) -> None:
    """Show pages of ``page_type`` with ``view(request, page)``. The last one registered holds."""
    _views[page_type] = view


def view_for(page: Any) -> PageView:
    """The view of the nearest registered type of ``page``.

    Raises LookupError where a page type was added without a view.
    """
    for kind in type(page).__mro__:
        if kind in _views:
            return _views[kind]
    raise LookupError(f"no view is registered for pages of the type {type(page).__name__}")
