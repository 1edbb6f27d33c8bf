"""Old addresses keep working: a moved story redirects, a deleted one says that it is gone.

Rows are Wagtail's own redirects, kept by tree path, so that they hold whether an edition lives
under a path or on its own host. (Wagtail's automatic ones are keyed by site and switched off.)
"""

from typing import Any

from django.db.models.signals import pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.editions.models.edition_page import EditionPage
from broadsheet.editions.models.removed_address import RemovedAddress
from broadsheet.kit import clock
from broadsheet.ledger.recording import on_move


def connect() -> None:
    """Listen to moves and deletions, inside their own transactions."""
    on_move(keep_old_addresses)
    pre_delete.connect(_before_delete, dispatch_uid="editions.delete")


def keep_old_addresses(page: Page, old_path: str, new_path: str) -> int:
    """Redirect every published address under ``old_path`` to where it will be.

    ``page`` itself has moved; what stands under it still says its old path. Returns how many rows
    were written.
    """
    under = Page.objects.filter(path__startswith=page.path, first_published_at__isnull=False)
    moved = [(page.pk, old_path)] if page.first_published_at else []
    moved += under.exclude(pk=page.pk).values_list("pk", "url_path")
    rows = [
        Redirect(
            old_path=Redirect.normalise_path(path), redirect_page_id=pk, automatically_created=True
        )
        for pk, path in moved
        if path.startswith(old_path)
    ]
    old = [row.old_path for row in rows]
    current = [Redirect.normalise_path(new_path + row[len(old_path) - 1 :]) for row in old]
    for start in range(0, len(rows), 500):
        part = slice(start, start + 500)
        Redirect.objects.filter(old_path__in=old[part] + current[part], site=None).delete()
    Redirect.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def old_addresses_of(page_id: int) -> list[str]:
    """The tree paths from which readers are led to a page."""
    rows = Redirect.objects.filter(redirect_page_id=page_id, site=None)
    return [f"{path}/" for path in rows.values_list("old_path", flat=True)]


def _before_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    if not isinstance(instance, EditionPage) or not instance.first_published_at:
        return
    # Its redirects are deleted with it; readers who come by an older address are told the same.
    for path in [instance.url_path, *old_addresses_of(instance.pk)]:
        RemovedAddress.objects.update_or_create(
            tree_path=path[:900], defaults={"removed_at": clock.now()}
        )
