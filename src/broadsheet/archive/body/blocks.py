"""The stored values of a story's blocks. Pictures are named as the source names them."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from broadsheet.archive.records import ClipUse, PictureUse
from broadsheet.kit.html_tree import html_tokens
from broadsheet.kit.safe_html import clean_blocks, plain_text, safe_href, tidy_text
from broadsheet.media.clip_types import MEDIA_TYPES
from broadsheet.stories.block_values import fitting, table_value
from broadsheet.stories.embeds import embed_of

Block = dict[str, Any]

_HEADINGS = frozenset({"h2", "h3", "h4"})
_YOUTUBE = re.compile(r"^https://www\.youtube(?:-nocookie)?\.com/embed/([\w-]{11})")


def flow(markup: str) -> list[Block]:
    """Paragraphs, headings, lists and tables of plain markup, made safe."""
    return [_flowing(tag, safe) for tag, safe in clean_blocks(markup)]


def _flowing(tag: str, safe: str) -> Block:
    if tag in _HEADINGS:
        return {"type": "heading", "value": fitting(plain_text(safe), 160)}
    if tag == "table":
        return {"type": "table", "value": table_value(safe)}
    return {"type": "paragraph", "value": safe}


def quote(words: str, speaker: str) -> Block:
    """Somebody's words, where the source says whose they are."""
    value = dict.fromkeys(("role", "organisation", "said_where", "evidence"), "")
    said = {"words": fitting(words, 2000), "speaker": fitting(speaker, 120), "said_at": None}
    return {"type": "quote", "value": {**value, **said, "status": "reported"}}


def picture(use: PictureUse) -> Block:
    """A picture that is still to be found in the library."""
    return {"type": "picture", "value": use}


def gallery(pictures: list[PictureUse], title: str = "") -> Block:
    """Several pictures that are still to be found."""
    return {"type": "gallery", "value": {"title": fitting(title, 160), "pictures": pictures}}


def embed(address: str, title: str = "") -> Block | None:
    """An embed of a service we know, by its page's address or its player's; None for any other."""
    address = tidy_text(address)
    if address.startswith("//"):
        address = f"https:{address}"
    if address.startswith("http://"):
        address = f"https://{address.removeprefix('http://')}"
    player = _YOUTUBE.match(address)
    if player:
        address = f"https://www.youtube.com/watch?v={player[1]}"
    known = embed_of(address)
    if known is None or len(address) > 500:
        return None
    title = fitting(tidy_text(title) or known.provider, 200)
    return {"type": "embed", "value": {"address": address, "title": title}}


def clip(address: str, title: str = "") -> Block | None:
    """A video or audio whose file is still to be found; None for an address of no such file."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    if path.rpartition(".")[2].lower() not in MEDIA_TYPES or len(address) > 1000:
        return None
    return {"type": "video", "value": ClipUse(tidy_text(address), fitting(tidy_text(title), 300))}


def link(address: str, words: str = "") -> Block | None:
    """A paragraph that leads to what cannot stand here itself; None without a safe address."""
    if address.startswith("//"):
        address = f"https:{address}"
    href = safe_href(address)
    if not href:
        return None
    shown = tidy_text(words) or host_of(href) or href
    linked = f'<p><a href="{escape(href)}" rel="noopener">{escape(shown, quote=False)}</a></p>'
    return {"type": "paragraph", "value": linked}


def host_of(address: str) -> str:
    """The host of an address; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of the first tag of a piece of markup."""
    token = next(html_tokens(tag), None)
    return token.attributes if token is not None and token.kind == "start" else {}
