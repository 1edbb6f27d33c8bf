"""How tests read what a reader's browser gets."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from django.http import HttpResponse


def page_of(response: HttpResponse, status: int = 200) -> BeautifulSoup:
    """The page of an answer, after a look at its status."""
    assert response.status_code == status, response.content[:300]
    return BeautifulSoup(response.content.decode(), "html.parser")


def headlines_of(page: BeautifulSoup) -> list[str]:
    """The headlines of all cards, in the order of the page."""
    found = page.select(".card h2 > a, .card h3 > a, .card h4 > a")
    return [link.get_text(strip=True) for link in found]


def alternates_of(page: BeautifulSoup) -> dict[str, str]:
    """``hreflang`` to address, percent-decoded."""
    links = page.select('head link[rel="alternate"][hreflang]')
    return {link["hreflang"]: unquote(link["href"]) for link in links}


def canonical_of(page: BeautifulSoup) -> str:
    """The canonical address, percent-decoded."""
    links = page.select('head link[rel="canonical"]')
    assert len(links) == 1
    return unquote(links[0]["href"])


def meta_of(page: BeautifulSoup) -> dict[str, str]:
    """Open Graph and other ``<meta>``: property or name to content."""
    return {
        meta.get("property") or meta["name"]: meta["content"]
        for meta in page.select("head meta[content]")
        if meta.get("property") or meta.get("name")
    }


def records_of(page: BeautifulSoup) -> list[dict[str, Any]]:
    """The JSON-LD records."""
    return [json.loads(script.string) for script in page.select('[type="application/ld+json"]')]


def switch_of(page: BeautifulSoup) -> dict[str, Any]:
    """The edition switch of the masthead: language to its element (a link, or a button)."""
    entries = page.select("nav.switch > ul > li")
    return {(first := entry.find(["a", "button"]))["lang"]: first for entry in entries}


def feed_of(response: HttpResponse) -> Element:
    """The channel of an RSS feed; fails unless it is well-formed."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = fromstring(response.content)
    assert root.tag == "rss"
    assert root.get("version") == "2.0"
    channel = root.find("channel")
    assert channel is not None
    return channel


def titles_of(channel: Element) -> list[str]:
    """The titles of a feed's items, in order."""
    return [item.findtext("title") or "" for item in channel.findall("item")]
