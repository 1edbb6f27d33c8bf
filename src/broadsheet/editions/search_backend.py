"""Wagtail's search in our database, at a cost that does not grow with the archive.

A title's weight is the average length of all titles against its own. Wagtail works that average out
anew, and looks through all entries for those without a weight, each time one record is saved: with
an archive of a million stories, every publication would read a million rows, and again for each
further save of it. Here what is saved is weighed against the newest entries, and nothing else is
looked at. ``update_index`` still weighs all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from django.db.models.functions import Length
from wagtail.search.backends import database

#: The newest entries that say how long a title usually is.
SAMPLE = 200

if TYPE_CHECKING:
    from modelsearch.backends.base import BaseIndex as _Index
else:
    _Index = object


class _WeighedAlone(_Index):
    """Mixed into a database's own index: what was written is weighed, the rest left alone."""

    def add_items(self, model: type[Model], objs: Sequence[Model]) -> None:
        super().add_items(model, objs)
        newest = self.entries.order_by("-pk").annotate(title_length=Length("title"))
        lengths = [each for each in newest.values_list("title_length", flat=True)[:SAMPLE] if each]
        if not lengths:
            return
        usual = sum(lengths) / len(lengths)
        written = self.entries.filter(
            content_type_id=ContentType.objects.get_for_model(model).pk,
            object_id__in=[str(each.pk) for each in objs],
        )
        weighed = written.annotate(title_length=Length("title")).filter(title_length__gt=0)
        weighed.update(title_norm=usual / F("title_length"))

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """The present database's own backend (see Wagtail), with its index weighing what it writes."""
    backend: Any = database.SearchBackend(params)
    backend.index_class = _weighing(type(backend).index_class)
    return backend


@cache
def _weighing(index: type[Any]) -> type[Any]:
    """An index of that type; one that weighs nothing stays as it is."""
    if not hasattr(index, "_refresh_title_norms"):
        return index
    return type(index.__name__, (_WeighedAlone, index), {})
