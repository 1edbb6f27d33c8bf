"""The worker's thread that looks for late pictures, and what is done when they have come."""

from __future__ import annotations

import logging
import threading

from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection

from broadsheet.desk.holds import hold_on
from broadsheet.desk.importing import ImportPlan, import_item
from broadsheet.desk.late_pictures import WAITS, item_with_files, missing_of
from broadsheet.desk.models import LatePictures, UpstreamChange, WireOrigin
from broadsheet.desk.pictures_from_item import all_or_nothing, take_pictures
from broadsheet.desk.story_from_item import Refusal
from broadsheet.desk.upstream import is_touched, open_changes
from broadsheet.editions.edition_set import EditionSet
from broadsheet.kit import clock
from broadsheet.wire.item import Item
from broadsheet.wire.pictures import lacking
from broadsheet.wire.working import guarded

logger = logging.getLogger(__name__)

#: Seconds that one try may take, and between two looks at what is due.
PATIENCE = 20.0
LOOK_EVERY = 5.0


def bring_due() -> int:
    """Look for all late pictures that are due; returns to how many stories some came."""
    came = 0
    due = LatePictures.objects.filter(next_at__lte=clock.now()).order_by("next_at")
    for late in due.select_related("story", "version__item__source"):
        came += _try(late)
    return came


def start_bringing(stopping: threading.Event) -> threading.Thread:
    """Start looking in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(
        target=_keep_bringing, args=(stopping,), name="wire-pictures", daemon=True
    )
    thread.start()
    return thread


def _try(late: LatePictures) -> bool:
    before = late.version.as_item()
    # Fetched before the transaction begins: nobody waits for a slow picture's lock.
    item = item_with_files(late.version, PATIENCE)
    came = False
    try:
        with all_or_nothing():
            if hold_on(late.story) is not None:
                late.delete()
                return False
            if lacking(item) < lacking(before):
                came = _bring(late, item)
            _wait_on(late, item)
    except (Refusal, ValidationError) as error:
        logger.warning("wire: pictures of %s: %s", before.uri, error)
        _wait_on(late, item)
    return came


def _bring(late: LatePictures, item: Item) -> bool:
    """Put pictures into a story that nobody has touched; else tell whose story it is."""
    story = late.story
    origin = WireOrigin.objects.select_related("edition__locale").filter(story=story).first()
    if origin is None:
        return False
    draft = story.get_latest_revision_as_object()
    if not missing_of(draft, take_pictures(item, origin.edition)).taken:
        return False
    if not is_touched(story):
        plan = ImportPlan(edition_code=origin.edition.code)
        import_item(item, plan, EditionSet(), is_newer=True)
        return True
    if open_changes(story).exclude(kind=UpstreamChange.Kind.PICTURES).exists():
        # What is to be decided first may bring them along.
        return False
    told = {"kind": UpstreamChange.Kind.PICTURES, "at": clock.now(), "settled_at": None}
    UpstreamChange.objects.update_or_create(story=story, version=late.version, defaults=told)
    return True


def _wait_on(late: LatePictures, item: Item) -> None:
    """Look again later, if something is still missing and it is not too late."""
    if not lacking(item) or late.tries + 1 >= len(WAITS):
        late.delete()
        return
    late.tries += 1
    late.next_at = clock.now() + WAITS[late.tries]
    late.save(update_fields=["tries", "next_at"])


def _keep_bringing(stopping: threading.Event) -> None:
    try:
        while not stopping.is_set():
            guarded("wire: late pictures", bring_due)
            close_old_connections()
            stopping.wait(LOOK_EVERY)
    finally:
        connection.close()
