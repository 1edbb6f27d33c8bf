"""What must hold of a tree at rest: exact, whole, and without a word of what is not shown."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import brotli
from django.core.cache import caches

from broadsheet.press.places import Place, Places
from broadsheet.press.rendering import render
from tests.press.conftest import HOST, Shop

#: What feeds and heads say an address in.
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


class _Links(HTMLParser):
    """The addresses that a page leads to, and those of the fragments that it asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (name in {"href", "data-src"} and value) or (
                name == "src" and value and tag not in {"img", "source", "script"}
            ):
                self.found.add(value)


def every_page_is_what_it_would_be_now(shop: Shop) -> None:
    """Every page of the live tree equals a fresh render, byte for byte and in its status."""
    places = Places()
    for row in list(shop.press.index.pages("live")):
        made = render(Place(row.host, row.path), places)
        assert made.status == row.status, (row.path, made.status, row.status)
        assert shop.text(row.path) == made.body.decode(), row.path


def every_address_answers_the_same(shop: Shop, fronts: Iterable[str]) -> set[str]:
    """Every address that a crawl from the fronts finds answers, with the bytes of the tree.

    Returns the addresses. A page of a listing or of posts that is not full yet leads on (302).
    """
    places, seen, left = Places(), set[str](), list(fronts)
    while left:
        path = left.pop()
        if path in seen:
            continue
        seen.add(path)
        before = shop.press.index.find(HOST, path)
        stood = before is not None and before.state == "live"
        pressed = shop.press.press(Place(HOST, path), places)
        leads_on = "/all/" in path or "/posts/" in path
        wanted = {200, 302} if leads_on else {200}
        assert pressed.render.status in wanted, (path, pressed.render.status)
        assert not (stood and pressed.changed), path
        if pressed.stored:
            assert shop.text(path) == pressed.render.body.decode(), path
        left.extend(_led_to(pressed.render.body.decode(), pressed.render.type))
    return seen


def _led_to(text: str, kind: str) -> Iterator[str]:
    links = _Links()
    if kind.startswith("text/html"):
        links.feed(text)
    # A calendar's lines are folded (RFC 5545, 3.1).
    found = links.found if links.found else set(_ADDRESS.findall(text.replace("\r\n ", "")))
    for address in found:
        parts = urlsplit(urldefrag(address)[0])
        ours = parts.netloc in {"", HOST} and parts.path.startswith("/") and not parts.query
        if ours and parts.path.split("/")[1] not in {"static", "media", "favicon.ico", ""}:
            yield unquote(parts.path)


def nothing_holds(shop: Shop, tree: str, words: Collection[str]) -> None:
    """No file of a tree, plain or compressed, holds one of these words; nor does a cache."""
    for file, text in _texts(getattr(shop.press, tree)):
        _holds_none(text, words, str(file))
    for cache in caches.all(initialized_only=True):
        _holds_none(repr(getattr(cache, "_cache", "")), words, f"cache {cache}")


def no_impression_holds(shop: Shop, words: Collection[str]) -> None:
    """No front of the past holds one of these words."""
    for file, text in _texts(shop.press.impressions.folder):
        _holds_none(text, words, str(file))


def _holds_none(text: str, words: Collection[str], where: str) -> None:
    for word in set(re.findall(r"marker\d+x\d+y", text.lower())) & set(words):
        at = text.lower().find(word)
        raise AssertionError(f"{word} in {where}: {text[max(0, at - 300) : at + 100]}")


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        data = file.read_bytes()
        if file.suffix == ".br":
            data = brotli.decompress(data)
        elif file.suffix == ".gz":
            data = gzip.decompress(data)
        yield file, data.decode()
