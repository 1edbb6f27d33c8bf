"""The words by which caches further out know a page. No Django.

A page carries two: one of its own, by which it is purged, and the newsroom's, by which all pages
are purged at once. The press knows exactly which pages changed, so nothing wider is needed, and
readers pay for no long header. Keys are hexadecimal, because some caches do not tell capitals from
small letters, and none takes other than ASCII.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

#: The header in which Fastly and Varnish find them, with spaces between; and Cloudflare's, with
#: commas.
SURROGATE_KEY, CACHE_TAG = "Surrogate-Key", "Cache-Tag"


def page_key(host: str, path: str) -> str:
    """The key of what stands at one address, be it a page, a redirect, a tombstone or nothing.

    ``host`` is a folder of the live tree: an edition under a path and one on a host never share.
    """
    return f"p-{_digest(host + path)}"


def newsroom_key(address: str) -> str:
    """The key of every page of the newsroom at a public address."""
    return f"n-{_digest(address)}"


def cache_tags(keys: Sequence[str]) -> tuple[str, str]:
    """The header for Cloudflare."""
    return CACHE_TAG, ",".join(keys)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
