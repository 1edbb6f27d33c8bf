"""Records, items of the ticker, streams are an edition's own: others leave them as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from broadsheet.desk.reach import editions_in_reach
from broadsheet.editions.models.listed_record import ListedRecord
from broadsheet.live.models import BreakingItem, Stream
from broadsheet.media.models import Clip

#: Topics, regions, dossiers, programmes, authors and agencies are listed records.
_AN_EDITIONS_OWN = (BreakingItem, Stream, ListedRecord, Clip)


def refuse_edit(request: Any, instance: Any) -> None:
    """Raise PermissionDenied where ``instance`` is of an edition out of reach (a Wagtail hook)."""
    refuse_deletion(request, [instance])


def refuse_deletion(request: Any, instances: Iterable[Any]) -> None:
    """The same for several that are to be deleted."""
    locales = {each.locale_id for each in instances if isinstance(each, _AN_EDITIONS_OWN)}
    if not locales:
        return
    reached = editions_in_reach(request.user).values_list("locale_id", flat=True)
    if locales - set(reached):
        raise PermissionDenied
