"""Wagtail's search index, at a price that does not grow with the archive.

The library weighs a match in a title by the title's length against the average of all titles. It
works that average out anew with every record that is saved, from the whole table, and looks
through the table once more for what has no weight yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends import database
from wagtail.search.models import IndexEntry

#: Titles that are looked at for their usual length: the newest ones.
_SAMPLE = 1_000


def usual_title_length() -> float | None:
    """How long titles usually are, as the database counts (words or signs); None without any."""
    titled = IndexEntry.objects.annotate(length=Length("title")).filter(length__gt=0)
    newest = titled.order_by("-pk")[:_SAMPLE]
    average = newest.aggregate(average=Avg("length"))["average"]
    return None if average is None else float(average)


class _WeighsNewTitles:
    """An index that looks at a sample of titles, and weighs those alone that it was given."""

    _given: tuple[type[models.Model], list[str]] | None = None

    def add_items(self, model: type[models.Model], objs: Sequence[models.Model]) -> None:
        self._given = (model, [str(record.pk) for record in objs])
        super().add_items(model, objs)  # type: ignore[misc]

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full or self._given is None:
            super()._refresh_title_norms(full=full)  # type: ignore[misc]
            return
        model, ids = self._given
        usual = usual_title_length()
        if usual is None:
            return
        own = ContentType.objects.get_for_model(model)
        entries = IndexEntry.objects.filter(content_type=own, object_id__in=ids)
        entries.annotate(length=Length("title")).filter(length__gt=0).update(
            title_norm=usual / F("length")
        )


def SearchBackend(params: Mapping[str, Any]) -> Any:  # noqa: N802 - the library looks for the name.
    """The library's backend for our database, with such an index."""
    backend = database.SearchBackend(dict(params))
    backend.index_class = _index_of(backend.index_class)
    return backend


def _index_of(usual: type) -> type:
    return type(usual.__name__, (_WeighsNewTitles, usual), {})
