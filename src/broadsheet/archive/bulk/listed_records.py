"""Topics written many at once: an archive may bring thousands of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend

from broadsheet.editions.models.listed_record import ListedRecord
from broadsheet.ledger.recording import record_made


def make_records(records: Sequence[ListedRecord]) -> list[int]:
    """Write new records of one kind, all or none, as saving each would; returns their ids.

    Their slugs are set. Raises IntegrityError where an edition has one of them already.
    """
    if not records:
        return []
    model = type(records[0])
    with transaction.atomic():
        made = model._default_manager.bulk_create(records)
        record_made(made)
        if ReferenceIndex.model_is_indexable(model):
            for record in made:
                ReferenceIndex.create_or_update_for_object(record)
        get_search_backend().get_index_for_model(model).add_items(model, made)
    return [int(record.pk) for record in made]
