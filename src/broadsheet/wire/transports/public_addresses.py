"""Which addresses the newsroom's own requests may go to: public ones, and those an operator named.

An address that somebody sent us (a feed's, a picture's, a redirect's) must not lead into the
network that the newsroom stands in.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

#: Looks a host name up: ``(host, port)`` to numeric addresses, in order. Raises OSError.
Resolver = Callable[[str, int], list[str]]

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
#: Translated or tunnelled addresses that lead to an IPv4 address which is not told, or not ours to
#: judge: local NAT64 (RFC 8215), IPv4-compatible (RFC 4291), 6to4 (RFC 7526), Teredo, segment
#: routing (RFC 9602), the old site-local addresses (RFC 3879).
_TUNNELS = tuple(
    IPv6Network(network)
    for network in (
        "64:ff9b:1::/48",
        "::/96",
        "2002::/16",
        "2001::/32",
        "5f00::/16",
        "fec0::/10",
    )
)


def is_public(address: str) -> bool:
    """Whether a numeric address may be connected to: unicast, and routed on the open Internet.

    Loopback, private, link-local, shared (CGNAT, RFC 6598), documentation, reserved and multicast
    ones are not, in whatever form IPv6 wraps them. False for what is no address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        inner = found.ipv4_mapped
        if inner is None and found in _NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return _is_open(inner)
        if any(found in network for network in _TUNNELS):
            return False
    return _is_open(found)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class PrivateHosts:
    """Hosts of the newsroom's own network that its requests may go to: ``host[:port]``."""

    places: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def read(cls, text: str) -> PrivateHosts:
        """From names with commas between. Raises ValueError for what is no host."""
        return cls(frozenset(_place(each) for each in text.split(",") if each.strip()))

    def allow(self, host: str, port: int) -> bool:
        """Whether an operator has named this host, for this port or for any."""
        name = _plain(host)
        return (name, None) in self.places or (name, port) in self.places


def look_up(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the machine's resolver gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def _place(text: str) -> tuple[str, int | None]:
    text = text.strip()
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        port = port.removeprefix(":") if bracket else "?"
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    else:
        host, port = text, ""
    if not host or set(host) & set("/@?#* ") or (port and not _is_port(port)):
        raise ValueError(f"{text!r} is no host; give names such as agency.intra or 10.0.0.7:8080")
    return _plain(host), int(port) if port else None


def _is_port(text: str) -> bool:
    return text.isdecimal() and 0 < int(text) < 65536


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()
