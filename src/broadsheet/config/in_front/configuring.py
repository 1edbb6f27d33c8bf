"""Writes the configuration of nginx or Caddy for this newsroom: its hosts, folders and headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from broadsheet.edge import files, tree
from broadsheet.edge.routing import FOR_THE_DESK
from broadsheet.edge.settings import EdgeSettings
from broadsheet.kit.old_queries import QUERIES
from broadsheet.press.live_tree import ORDINARY_HEADERS, ORDINARY_TYPES
from broadsheet.press.nginx_map import GONE, MOVED

#: Endings of static files and media that a file server is told the types of.
ENDINGS = (
    *("css", "js", "mjs", "json", "map", "webmanifest", "txt", "html", "xml"),
    *("svg", "ico", "woff", "woff2", "ttf"),
    *sorted(ending.removeprefix(".") for ending in files.SHOWN),
)
#: Spellings of an address that are left to the edge, which refuses them: two slashes, slashes and
#: dots that are hidden, control characters, and what is no part of an address (RFC 3986). Caddy 2.6
#: tries "<nil>" as well: nothing here may match it. And fronts with a query by which an old site
#: may have meant one of its stories.
ODD = (
    r"(?i)^[^?]*(?://|%2f|%5c|/(?:\.|%2e)|%[01]|%7f|%c2%[89])",
    r"^/.*[^\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]",
    rf"^/(?:[^/?]+/)?\?(?:.*&)?(?:{'|'.join(QUERIES)})=",
)
_PLACE = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")


class ConfigureError(Exception):
    """Why no configuration can be written, in one line."""


@dataclass(frozen=True)
class InFront:
    """What a server in front must know. Places are ``host:port``."""

    home: Path
    #: The public origin.
    address: str
    #: ``newsroom.json`` as the press writes it.
    facts: dict[str, Any]
    #: What the desk sends with a page.
    headers: Sequence[tuple[str, str]]
    edge: str
    #: Where it listens, without TLS; empty to follow the address.
    listen: str = ""
    #: Whether nginx has the module for brotli.
    brotli: bool = True

    def nginx(self) -> str:
        """A file for nginx's http block. Raises ConfigureError."""
        return self._written("nginx.conf.jinja")

    def caddy(self) -> str:
        """A Caddyfile. Raises ConfigureError."""
        return self._written("Caddyfile.jinja")

    @property
    def map_file(self) -> Path:
        """Where nginx looks for what has no file."""
        return nginx_map_file(self.home)

    def _written(self, template: str) -> str:
        # What is written is no HTML; words are quoted by ``quoted`` where they may hold anything.
        environment = Environment(  # noqa: S701
            loader=PackageLoader("broadsheet.config.in_front", "."),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
        )
        return environment.get_template(template).render(self._known())

    def _known(self) -> dict[str, Any]:
        own = urlsplit(self.address)
        hosts = {_host(name): _host(folder) for name, folder in self.facts["hosts"].items()}
        folders: dict[str, list[str]] = {}
        for name, folder in hosts.items():
            folders.setdefault(folder, []).append(_bracketed(name))
        own_name = _bracketed(own.hostname or "localhost")
        names = list(dict.fromkeys([own_name, *map(_bracketed, hosts)]))
        fronts = {each["host"] for each in self.facts["editions"] if each["host"]}
        first = self.facts["editions"][0]["address"] if self.facts["editions"] else "/"
        for place in filter(None, (self.edge, self.listen)):
            if not _PLACE.fullmatch(place):
                raise ConfigureError(f"{place}: give host and port, e.g. 127.0.0.1:8000")
        port = own.port or (443 if own.scheme == "https" else 80)
        if not self.listen and self.edge.rpartition(":")[2] == str(port):
            raise ConfigureError(
                f"{self.address} is where the edge listens; set BROADSHEET_ADDRESS to where readers"
                " come in, or say --listen"
            )
        listening = self.listen.rpartition(":")
        return {
            "quoted": quoted,
            "home": self.home,
            "address": self.address,
            "edge": self.edge,
            "listen": self.listen,
            "bind": listening[0].strip("[]"),
            "port": port,
            "tls": own.scheme == "https",
            "brotli": self.brotli,
            "hosts": [(_bracketed(name), folder) for name, folder in hosts.items()],
            "folders": list(folders.items()),
            "roots": [folder for folder in folders if folder not in fronts],
            "names": names,
            "sites": list(self._sites(names, listening[2])),
            "first_edition": quote(first, safe="/:@!&'()*+,;=~-._?#[]%"),
            "map_file": self.map_file,
            "headers": [each for each in self.headers if each[0].lower() in ORDINARY_HEADERS],
            "page_types": [(type_, ending) for ending, type_ in ORDINARY_TYPES.items()],
            "endings": sorted(ORDINARY_TYPES),
            "page_pattern": rf"^/(?:[^/]+/)*(?:[^/]+\.(?:{'|'.join(sorted(ORDINARY_TYPES))}))?$",
            "odd": ODD,
            "any_odd": "|".join(ODD),
            "file_types": _file_types(),
            "shown": sorted(ending.removeprefix(".") for ending in files.SHOWN),
            # Playlists that move keep a policy of their own: the edge has it.
            "public_media": sorted(files.PUBLIC_MEDIA - {"channel"}),
            "for_the_desk": FOR_THE_DESK,
            "largest_upload": EdgeSettings.largest_clip,
            "moved": sorted(MOVED),
            "gone": sorted(GONE),
            "fresh": tree.FRESH,
            "moved_policy": tree.MOVED,
            "gone_policy": tree.GONE,
            "stale": tree.STALE,
            "for_a_year": files.FOR_A_YEAR,
            "for_an_hour": files.FOR_AN_HOUR,
        }

    def _sites(self, names: Sequence[str], port: str) -> Iterator[str]:
        own = urlsplit(self.address)
        # A machine's own names have no public certificate, and get none.
        outside = [name for name in names if not _is_local(name)] or names
        for name in names if self.listen else outside:
            if self.listen:
                yield f"http://{name}:{port}"
            elif own.scheme == "https":
                yield name if own.port in {None, 443} else f"{name}:{own.port}"
            else:
                yield f"http://{name}:{own.port or 80}"


def in_front_of_this_newsroom(*, edge: str, listen: str, brotli: bool = True) -> InFront:
    """What stands in the settings and in the database. Django must be set up."""
    from django.conf import settings

    from broadsheet.press.facts import newsroom_facts
    from broadsheet.press.places import Place, Places, folder_of, own_netloc
    from broadsheet.press.rendering import render

    # Any page will do: these headers are the same on all.
    page = render(Place(folder_of(own_netloc()), "/"), Places())
    return InFront(
        home=settings.HOME,
        address=settings.BROADSHEET_ADDRESS,
        facts=newsroom_facts(),
        headers=page.headers,
        edge=edge,
        listen=listen,
        brotli=brotli,
    )


def nginx_map_file(home: Path) -> Path:
    """Where nginx looks for what has no file."""
    return home / "in-front" / "nginx-map.conf"


def quoted(word: object) -> str:
    """A word in quotes, for nginx and for Caddy. Raises ConfigureError for what neither can hold.

    A dollar begins a variable in nginx, a brace a placeholder in Caddy, and neither has a way to
    write the sign itself.
    """
    text = str(word)
    if {"$", "{", "}", "\\"} & set(text) or not text.isprintable():
        raise ConfigureError(f"this cannot stand in a configuration: {text}")
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _file_types() -> list[tuple[str, list[str]]]:
    by_type: dict[str, list[str]] = {}
    for ending in dict.fromkeys(ENDINGS):
        by_type.setdefault(files.type_of(f"x.{ending}"), []).append(ending)
    return list(by_type.items())


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise ConfigureError(f"this is no host: {name}")
    return name


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _is_local(name: str) -> bool:
    return name in {"localhost", "127.0.0.1", "[::1]"}
