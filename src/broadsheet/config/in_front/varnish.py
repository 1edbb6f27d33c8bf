"""Writes the rules of Varnish (VCL) for this newsroom."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from broadsheet.edge.routing import FOR_THE_DESK
from broadsheet.press.live_tree import newsroom_facts

#: Who may purge, and who is believed, where nobody is named.
THIS_MACHINE = ("127.0.0.1", "::1")


class VarnishError(ValueError):
    """Why no rules can be written, in one line."""


def write_vcl(
    *,
    home: Path,
    address: str,
    host_names: Sequence[str],
    edge: str,
    purgers: Sequence[str] = (),
    in_front: Sequence[str] = (),
    tell_hits: bool = False,
) -> str:
    """The rules as one file of VCL 4.1. Raises VarnishError.

    Hosts are those of the settings and those of editions, as the press wrote them into the live
    tree; no database is asked. ``purgers`` and ``in_front`` are addresses or networks.
    """
    edge_host, _, edge_port = edge.rpartition(":")
    edge_host = edge_host.strip("[]")
    if not re.fullmatch(r"[\w.:-]+", edge_host) or not edge_port.isdecimal():
        raise VarnishError(f"{edge}: give host and port, e.g. 127.0.0.1:8000")
    own = urlsplit(address).hostname or "localhost"
    held = newsroom_facts(home / "live")["hosts"]
    hosts = sorted({own, *(_bracketed(name.strip("[]").lower()) for name in (*host_names, *held))})
    environment = Environment(  # noqa: S701 -- VCL is no HTML; every word of it is checked here.
        loader=PackageLoader("broadsheet.config.in_front", "."),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("varnish.vcl.jinja").render(
        address=_plain(address),
        own_host=_plain(own),
        edge_host=edge_host,
        edge_port=edge_port,
        hosts="|".join(re.escape(_plain(host)) for host in hosts),
        purgers=[_network(each) for each in purgers or THIS_MACHINE],
        in_front=[_network(each) for each in in_front or THIS_MACHINE],
        for_the_desk="|".join(re.escape(path.strip("/")) for path in FOR_THE_DESK),
        tell_hits=tell_hits,
    )


def _network(text: str) -> str:
    """An address or a network as an ACL has it: ``"10.0.0.0"/8``."""
    try:
        found = ipaddress.ip_network(text.strip())
    except ValueError:
        raise VarnishError(f"{text}: give an address or a network, e.g. 10.0.0.0/8") from None
    return f'"{found.network_address}"/{found.prefixlen}'


def _plain(text: str) -> str:
    if not re.fullmatch(r"[\w.:/\[\]-]+", text, re.ASCII):
        raise VarnishError(f"this cannot stand in the rules of Varnish: {text}")
    return text


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
