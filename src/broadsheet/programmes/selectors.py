"""Reads of programmes."""

from __future__ import annotations

from broadsheet.editions.models import Edition
from broadsheet.ledger import reading, tags
from broadsheet.people.models import Author
from broadsheet.programmes.models import Programme

LABEL = Programme._meta.label_lower


def programmes_of(edition: Edition) -> list[Programme]:
    """Every programme of an edition, by name."""
    reading.note(tags.table(LABEL))
    return list(Programme.objects.filter(locale_id=edition.locale_id))


def hosts_of(programme: Programme) -> list[Author]:
    """Who hosts a programme, by name."""
    reading.note_row(tags.row(LABEL, programme.pk), ("hosts",))
    return list(Author.objects.filter(programmes=programme).order_by("name", "pk"))
