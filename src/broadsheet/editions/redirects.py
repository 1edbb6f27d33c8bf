"""Old addresses keep working: a moved story redirects, a deleted one says that it is gone.

Rows are Wagtail's own redirects, kept by tree path, so that they hold whether an edition lives
under a path or on its own host. (Wagtail's automatic ones are keyed by site and switched off.)
"""

from typing import Any

from django.db.models.signals import pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from broadsheet.editions.models.edition_page import EditionPage
from broadsheet.editions.models.removed_address import RemovedAddress
from broadsheet.kit import clock


def connect() -> None:
    """Listen to moves, changes of slug and deletions."""
    page_slug_changed.connect(_after_slug_change, dispatch_uid="editions.slug")
    post_page_move.connect(_after_move, dispatch_uid="editions.move")
    pre_delete.connect(_before_delete, dispatch_uid="editions.delete")


def keep_old_addresses(page: Page, old_path: str, new_path: str) -> int:
    """Redirect every published address under ``old_path`` to where it is now.

    ``page`` has already moved; its descendants are expanded. Returns how many rows were written.
    """
    moved = page.get_descendants(inclusive=True).filter(first_published_at__isnull=False)
    rows = [
        Redirect(
            old_path=Redirect.normalise_path(old_path + child.url_path[len(new_path) :]),
            redirect_page_id=child.pk,
            automatically_created=True,
        )
        for child in moved.only("pk", "url_path").iterator()
    ]
    old = [row.old_path for row in rows]
    current = [Redirect.normalise_path(new_path + row[len(old_path) - 1 :]) for row in old]
    for start in range(0, len(rows), 500):
        part = slice(start, start + 500)
        Redirect.objects.filter(old_path__in=old[part] + current[part], site=None).delete()
    Redirect.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _after_slug_change(instance: Any, instance_before: Any, **kwargs: Any) -> None:
    if isinstance(instance, EditionPage) and instance.url_path != instance_before.url_path:
        keep_old_addresses(instance, instance_before.url_path, instance.url_path)


def _after_move(instance: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    if url_path_before != url_path_after:
        page = Page.objects.get(pk=instance.pk)
        keep_old_addresses(page, url_path_before, url_path_after)


def _before_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    if not isinstance(instance, EditionPage) or not instance.first_published_at:
        return
    # Its redirects are deleted with it; readers who come by an older address are told the same.
    older = Redirect.objects.filter(redirect_page_id=instance.pk, site=None)
    for path in [instance.url_path, *(f"{row.old_path}/" for row in older)]:
        RemovedAddress.objects.update_or_create(
            tree_path=path[:900], defaults={"removed_at": clock.now()}
        )
