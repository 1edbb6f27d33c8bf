"""From the bytes of a delivery to received items; what cannot be read goes into quarantine."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.reading import WireFile, read_any
from broadsheet.wire.item import Item
from broadsheet.wire.models import Delivery, Source
from broadsheet.wire.receiving import Action, Receipt, receive, unrepeated

logger = logging.getLogger(__name__)

State = Delivery.State
#: How many reasons are kept of one delivery.
REASONS = 50
#: Characters of what others wrote in one of them.
LONGEST = 500
#: How many deliveries of one source may be in quarantine; the oldest go.
MOST_KEPT = 200


@dataclass
class Reading:
    """What became of one delivery. ``file`` is None where it could not be read as a whole."""

    file: WireFile | None = None
    receipts: list[Receipt] = field(default_factory=list)
    reasons: list[Sentence] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many items brought something new."""
        nothing = (Action.REPEATED, Action.FORGOTTEN)
        return sum(1 for each in self.receipts if each.action not in nothing)

    @property
    def must_go(self) -> bool:
        """Whether something in it was taken down for legal reasons: its bytes may not be kept."""
        return any(each.action is Action.FORGOTTEN for each in self.receipts)


def take_in(
    source: Source,
    data: bytes,
    *,
    content_type: str = "",
    file_name: str = "",
    folder: Path | None = None,
    address: str = "",
    keep: bool = True,
) -> Reading:
    """Receive every item of what a source sent; keep the whole of it where one cannot be read.

    The items that can be read are received whatever the others are. ``folder`` and ``address`` are
    where it came from. Raises nothing but the database's errors: it may be called again with the
    same bytes, and doubles nothing. Without ``keep`` nothing goes into quarantine.
    """
    reading = Reading()
    try:
        reading.file = read_any(data, content_type=content_type, folder=folder, address=address)
    except WireError as error:
        reading.reasons.append(error.sentence)
    except Exception as error:
        logger.exception("reading a delivery of %s failed", source.key)
        reading.reasons.append(_fault(file_name or address, error))
    entries = reading.file.entries if reading.file is not None else []
    items = [each for each in entries if isinstance(each, Item)]
    reading.reasons += [each.sentence for each in entries if isinstance(each, WireError)]
    for item in unrepeated(source, items):
        try:
            reading.receipts.append(receive(source, item))
        except (DataError, IntegrityError) as error:
            reading.reasons.append(_fault(item.uri, error))
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("receiving %s from %s failed", shown(item.uri), source.key)
            reading.reasons.append(_fault(item.uri, error))
    if reading.reasons and keep:
        data = b"" if reading.must_go else data
        quarantine(source, data, reading.reasons, content_type=content_type, file_name=file_name)
    return reading


def quarantine(
    source: Source,
    data: bytes,
    reasons: list[Sentence],
    *,
    content_type: str = "",
    file_name: str = "",
) -> Delivery:
    """Keep bytes with the reasons why they cannot be read."""
    # A feed is another one with each poll; the bad entry in it is the same.
    same = "\n".join(sorted(map(str, reasons))).encode("utf-8", "surrogatepass")
    kept = same if source.transport == Source.Transport.POLL or not data else data
    now = clock.now()
    told = {
        "data": data,
        "size": len(data),
        "content_type": content_type[:200],
        "file_name": file_name[:300],
        "reasons": kept_reasons(reasons),
        "tried_at": now,
    }
    with transaction.atomic():
        delivery, made = Delivery.objects.update_or_create(
            source=source,
            state=State.QUARANTINED,
            mark=hashlib.sha256(kept).hexdigest(),
            defaults=told,
            create_defaults={**told, "received_at": now, "tries": 1},
        )
        if not made:
            Delivery.objects.filter(pk=delivery.pk).update(seen=F("seen") + 1, tries=F("tries") + 1)
        _bound(source)
    return delivery


def accept(source: Source, data: bytes, *, content_type: str, file_name: str = "") -> Delivery:
    """Keep what an agency has sent until it is read. It is on the disk when this is committed."""
    mark = hashlib.sha256(data).hexdigest()
    delivery, _made = Delivery.objects.get_or_create(
        source=source,
        state=State.WAITING,
        mark=mark,
        defaults={
            "data": data,
            "size": len(data),
            "content_type": content_type[:200],
            "file_name": file_name[:300],
            "received_at": clock.now(),
        },
    )
    return delivery


def kept_reasons(reasons: list[Sentence]) -> list[dict[str, Any]]:
    """Reasons as they are kept: bounded in length and number."""
    return [reason.within(LONGEST).kept() for reason in reasons[:REASONS]]


def _bound(source: Source) -> None:
    held = Delivery.objects.filter(source=source, state=State.QUARANTINED)
    beyond = list(held.order_by("-received_at", "-pk").values_list("pk", flat=True)[MOST_KEPT:])
    if beyond:
        logger.warning("quarantine of %s is full: the oldest %d went", source.key, len(beyond))
        Delivery.objects.filter(pk__in=beyond).delete()


def _fault(name: str, error: Exception) -> Sentence:
    told = shown(f"{type(error).__name__}: {error}")
    words = gettext_noop("%(name)s: a fault of ours, tell whoever runs the newsroom: %(fault)s")
    return Sentence(words, {"name": shown(name), "fault": told})
