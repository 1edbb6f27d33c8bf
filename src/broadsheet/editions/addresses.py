"""Addresses: one place that knows how a tree path becomes what a reader types.

A *tree path* is canonical and begins with the edition's code: ``/en/news/politics/some-story/``.
An edition under a path shows it as it is; an edition on its own host drops the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings

if TYPE_CHECKING:
    from broadsheet.editions.models.edition import Edition

_SAFE = "/:@!$&'()*+,;=~-._"


def address_of(edition: Edition, tree_path: str, *, whole: bool | None = None) -> str:
    """The address of ``tree_path``, percent-encoded (RFC 3986).

    ``whole`` true gives it with scheme and host, false without; by default the host is there only
    where the edition has one of its own, so that links work from every edition.
    """
    path = tree_path
    if edition.host:
        path = tree_path.removeprefix(f"/{edition.code}") or "/"
    path = quote(path, safe=_SAFE)
    if whole or (whole is None and edition.host):
        return origin_of(edition) + path
    return path


def readable_address(edition: Edition, tree_path: str) -> str:
    """The whole address for people to read: an IRI (RFC 3987), its letters as they are written."""
    path = tree_path
    if edition.host:
        path = tree_path.removeprefix(f"/{edition.code}") or "/"
    return origin_of(edition) + "".join(
        each if each.isprintable() and not each.isspace() else quote(each) for each in path
    )


def edition_address(edition: Edition, *parts: str, whole: bool | None = None) -> str:
    """The address of a place inside an edition: ``edition_address(en, "region", "africa")``.

    Parts are joined with slashes; a last part that names a file (``rss.xml``) gets none after it.
    """
    path = "/".join(("", edition.code, *parts))
    if not (parts and "." in parts[-1]):
        path += "/"
    return address_of(edition, path, whole=whole)


def origin_of(edition: Edition) -> str:
    """Scheme and host, e.g. ``https://example.org``."""
    return edition.origin


def whole_address(address: str) -> str:
    """An address with scheme and host: the newsroom's own where it has none."""
    if address.startswith("/"):
        return settings.BROADSHEET_ADDRESS + address
    return address
