"""WebSub (W3C Recommendation, 23 January 2018), the subscriber's part."""

from __future__ import annotations

import hashlib
import hmac

from broadsheet.wire.transports.fetching import Fetcher

#: Seconds that are asked for; the hub decides.
LEASE = 10 * 24 * 3600
#: Seconds: no hub is believed to keep us for longer, or asked more often than hourly.
LONGEST_LEASE = 90 * 24 * 3600
SHORTEST_LEASE = 3600
_METHODS = {"sha1", "sha256", "sha384", "sha512"}


def ask(fetcher: Fetcher, hub: str, topic: str, callback: str, secret: str) -> None:
    """Ask a hub for a subscription. It will ask back at ``callback``. Raises Refusal."""
    fetcher.send(
        hub,
        {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": callback,
            "hub.lease_seconds": str(LEASE),
            "hub.secret": secret,
        },
    )


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether ``X-Hub-Signature`` is the body's, made with our secret (section 8)."""
    method, _, given = signature.strip().partition("=")
    method = method.lower()
    if method not in _METHODS or not secret:
        return False
    own = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(own.encode(), given.strip().lower().encode("utf-8", "replace"))


def lease_of(given: str) -> int:
    """The seconds of a lease as a hub told them, within reason."""
    seconds = int(given) if given.isascii() and given.isdecimal() and len(given) < 12 else LEASE
    return min(max(seconds, SHORTEST_LEASE), LONGEST_LEASE)
