"""The newsroom's editions, loaded once for a request: one query, then asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import Http404, HttpRequest

from broadsheet.ledger import reading, tags

if TYPE_CHECKING:
    from broadsheet.editions.models.edition import Edition


class EditionSet:
    """All editions, in order, by code, locale and host. Loaded at the first question."""

    def __init__(self) -> None:
        self._loaded: list[Edition] | None = None

    def __iter__(self) -> Iterator[Edition]:
        return iter(self._all())

    def _all(self) -> list[Edition]:
        if self._loaded is None:
            reading.note(tags.table("editions.edition"))
            model = apps.get_model("editions", "Edition")
            self._loaded = list(model.objects.select_related("locale"))
        return self._loaded

    def by_code(self, code: str) -> Edition:
        """The edition of this code. Raises Http404 where there is none."""
        for edition in self:
            if edition.code == code:
                reading.note_row(tags.row("editions.edition", edition.pk))
                return edition
        raise Http404(f"no edition {code!r}")

    def by_locale(self, locale_id: int | None) -> Edition:
        """The edition of a Wagtail locale. Raises LookupError where there is none."""
        edition = self.find_locale(locale_id)
        if edition is None:
            raise LookupError(f"no edition is written in the locale {locale_id}")
        reading.note_row(tags.row("editions.edition", edition.pk))
        return edition

    def find_locale(self, locale_id: int | None) -> Edition | None:
        """The edition of a Wagtail locale, or None."""
        return next((edition for edition in self if edition.locale_id == locale_id), None)

    def by_host(self, host: str) -> Edition | None:
        """The edition that has ``host`` to itself, or None."""
        return next((edition for edition in self if edition.host and edition.host == host), None)

    def first(self) -> Edition | None:
        """The edition that comes first in order, or None in an empty newsroom."""
        return next(iter(self), None)


#: The editions of the request that is being answered, for whoever is not handed it.
_at_hand: ContextVar[EditionSet | None] = ContextVar("editions_at_hand", default=None)


@contextmanager
def editions_at_hand(request: HttpRequest) -> Iterator[None]:
    """Have ``editions_for`` know this request's editions inside the block, without being given it.

    Wagtail's lists ask every page for its address without saying for which request.
    """
    token = _at_hand.set(editions_for(request))
    try:
        yield
    finally:
        _at_hand.reset(token)


def editions_for(request: Any) -> EditionSet:
    """The editions of this request, loaded at most once for it.

    Without one, those at hand (``editions_at_hand``), or else loaded anew.
    """
    if not isinstance(request, HttpRequest):
        return _at_hand.get() or EditionSet()
    held = getattr(request, "_broadsheet_editions", None)
    if held is None:
        held = EditionSet()
        request._broadsheet_editions = held  # type: ignore[attr-defined]
    return held
