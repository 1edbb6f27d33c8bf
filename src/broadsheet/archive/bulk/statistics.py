"""What the database knows of tables that grow under it."""

from __future__ import annotations

from django.db import connection, models
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision
from wagtail.search.models import IndexEntry

from broadsheet.archive.models import SourceRecord
from broadsheet.stories.models import Story

_GROWING: tuple[type[models.Model], ...] = (
    IndexEntry,
    Page,
    Redirect,
    Revision,
    SourceRecord,
    Story,
)


class Statistics:
    """Has PostgreSQL count anew whenever an import has doubled what it wrote.

    It plans by what it counted last, which its own housekeeping does minutes later: an archive is
    in by then, and every look for a free slug has gone through the whole section.
    """

    def __init__(self) -> None:
        self._written, self._next = 0, 1

    def wrote(self, stories: int) -> None:
        """So many stories more are written and committed."""
        self._written += stories
        if connection.vendor != "postgresql" or self._written < self._next:
            return
        self._next = 2 * self._written
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(quote(m._meta.db_table) for m in _GROWING)}")
