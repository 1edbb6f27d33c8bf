"""Subscriptions at hubs (WebSub): asked for, verified, renewed; polling goes on beside them."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from broadsheet.kit import clock
from broadsheet.wire.formats.reading import WireFile
from broadsheet.wire.models import Health, Source
from broadsheet.wire.transports import hub
from broadsheet.wire.transports.fetching import Fetched, Fetcher, Refusal

logger = logging.getLogger(__name__)

Hub = Health.Hub
#: A hub that has not asked back, or has refused, is asked again after this.
ASK_AGAIN = timedelta(hours=6)
#: A lease is renewed when so much of it is left.
RENEW_BEFORE = timedelta(hours=12)


def note_hub(source: Source, health: Health, fetched: Fetched, file: WireFile) -> None:
    """Remember the hub that a feed names: in its ``Link`` header, or in itself."""
    feed = file.feed
    named = fetched.links.get("hub", "") or (getattr(feed, "hub", "") if feed else "")
    topic = fetched.links.get("self", "") or (getattr(feed, "self_link", "") if feed else "")
    named, topic = named[:2000], (topic or fetched.address)[:2000]
    if (health.hub, health.topic) == (named, topic if named else ""):
        return
    health.hub, health.topic = named, topic if named else ""
    health.hub_state, health.hub_asked_at, health.lease_until = Hub.NONE, None, None
    health.save(update_fields=["hub", "topic", "hub_state", "hub_asked_at", "lease_until"])


def subscriptions_due() -> QuerySet[Health]:
    """Where a subscription is to be asked for, or renewed, by now."""
    now = clock.now()
    never = Q(hub_asked_at=None)
    unanswered = Q(hub_state__in=[Hub.ASKED, Hub.REFUSED], hub_asked_at__lt=now - ASK_AGAIN)
    ending = Q(hub_state=Hub.SUBSCRIBED, lease_until__lt=now + RENEW_BEFORE) & Q(
        hub_asked_at__lt=now - timedelta(hours=1)
    )
    wanted = Health.objects.filter(source__active=True, source__use_hub=True).exclude(hub="")
    return wanted.filter(never | unanswered | ending).select_related("source")


def subscribe(health: Health, fetcher: Fetcher) -> None:
    """Ask the hub of a source for a subscription, or for a longer one."""
    health.hub_secret = health.hub_secret or secrets.token_urlsafe(32)
    health.hub_asked_at = clock.now()
    if health.hub_state != Hub.SUBSCRIBED:
        health.hub_state = Hub.ASKED
    # The hub may ask back before it answers.
    health.save(update_fields=["hub_secret", "hub_asked_at", "hub_state"])
    callback = callback_of(health.source)
    try:
        hub.ask(fetcher, health.hub, health.topic, callback, health.hub_secret)
    except Refusal as refusal:
        logger.warning("wire: the hub of %s: %s", health.source.key, refusal)
        Health.objects.filter(pk=health.pk, hub_state=Hub.ASKED).update(hub_state=Hub.REFUSED)


def callback_of(source: Source) -> str:
    """Where a hub reaches us for a source."""
    return f"{settings.BROADSHEET_ADDRESS}/wire/hub/{source.key}/"


def verify(source: Source, mode: str, topic: str, lease: str) -> bool:
    """Whether a hub's question is about a subscription that we asked for (section 5.3)."""
    wanted = Health.objects.filter(source=source, topic=topic).exclude(hub="")
    asked = wanted.filter(hub_state__in=[Hub.ASKED, Hub.SUBSCRIBED])
    if mode == "denied":
        asked.update(hub_state=Hub.REFUSED, lease_until=None)
        return False
    if mode != "subscribe" or not source.active or not source.use_hub:
        return False
    until = clock.now() + timedelta(seconds=hub.lease_of(lease))
    return bool(asked.update(hub_state=Hub.SUBSCRIBED, lease_until=until))
