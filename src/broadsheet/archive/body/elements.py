"""Elements that are no text: pictures and figures, frames, players, quotes, scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

from broadsheet.archive.body import blocks
from broadsheet.archive.body.blocks import Block, attributes_of, host_of
from broadsheet.archive.body.scanning import Scan, contents_of, tags_of, without
from broadsheet.archive.records import PictureUse
from broadsheet.kit.safe_html import plain_text

Found = tuple[list[Block] | str, int]

_PICTURE_KEY = re.compile(r"\bwp-image-(\d+)\b")
_INSIDE = re.compile(r"<(img|iframe|video|audio|table|blockquote|object|embed)\b", re.IGNORECASE)
#: Elements whose content goes with them.
_WHOLE = ("iframe", "video", "audio", "object", "script", "style")
#: Pictures that draw a smiley or count readers.
_SMALLEST = 3


class Elements:
    """Reads the elements of one body."""

    def __init__(self, scan: Scan, note: Callable[[str], None]) -> None:
        self.scan, self.note = scan, note

    def read(self, name: str, start: int) -> Found | None:
        """What stands there instead of the element that opens at ``start``, and where it ends."""
        opened = self.scan.tag_end(start)
        if opened < 0:
            return None
        tag = self.scan.text[start:opened]
        if name == "img":
            return self._image(tag), opened
        if name == "embed":
            return self._player(tag, ""), opened
        inner_end, end = self.scan.element_end(name, opened)
        if inner_end < 0:
            # It never ends: the tag alone goes, and what follows it is read.
            return ("", opened) if name in _WHOLE else None
        inner = self.scan.text[opened:inner_end]
        if name == "figure":
            return self.figure(inner, tag), end
        if name == "blockquote":
            return self._quotation(inner, end)
        if name in ("script", "style"):
            if name == "script":
                self.note("a script is left out")
            return "", end
        return self._player(tag, inner), end

    def _image(self, tag: str) -> list[Block] | str:
        use = picture_use(tag)
        if use is None:
            return attributes_of(tag).get("alt", "")[:8] if "smiley" in tag else ""
        return [blocks.picture(use)]

    def figure(self, inner: str, tag: str = "", key: str = "") -> list[Block] | str:
        """A figure: a picture, a gallery, a player or a quote, with what is said under it."""
        if "kg-bookmark-card" in tag:
            return self._bookmark(inner)
        captions = contents_of("figcaption", inner)
        caption = plain_text(captions[-1]) if captions else ""
        pictures = pictures_in(inner)
        inside = _INSIDE.search(inner)
        first = inside[1].lower() if inside else ""
        if len(pictures) > 1:
            return [blocks.gallery(pictures, caption if len(captions) == 1 else "")]
        if pictures:
            use = pictures[0]
            said = use.caption or caption
            return [blocks.picture(PictureUse(key or use.key, use.address, use.alt, said))]
        if inside is not None and first in ("iframe", "video", "audio", "object", "embed"):
            made = self._player(inner[inside.start() :], inner, caption)
            return made if made else f"<p>{captions[-1]}</p>" if captions else ""
        if first == "blockquote" or "pullquote" in tag:
            return self.quote(inner)
        under = f"<p>{captions[-1]}</p>" if captions else ""
        return f"{without('figcaption', inner)}{under}"

    def _bookmark(self, inner: str) -> list[Block] | str:
        """What Ghost shows of another page: its title as a link."""
        address = next((attributes_of(tag).get("href", "") for tag in tags_of("a", inner)), "")
        titles = [
            words
            for opened in tags_of("div", inner)
            if "kg-bookmark-title" in opened
            for words in [inner.partition(opened)[2].partition("<")[0]]
        ]
        made = blocks.link(address, plain_text(titles[0]) if titles else "")
        return [made] if made else ""

    def quote(self, inner: str) -> list[Block] | str:
        """A quotation: a record where it says whose words they are, or else a paragraph."""
        cited = contents_of("cite", inner)
        words = plain_text(without("cite", inner))
        speaker = plain_text(cited[0]) if cited else ""
        if speaker and words:
            return [blocks.quote(words, speaker)]
        return blocks.flow(f"<blockquote>{inner}</blockquote>")

    def _quotation(self, inner: str, end: int) -> Found | None:
        if "<cite" in inner and not _INSIDE.search(inner):
            return self.quote(inner), end
        # It is text; the pictures in it are islands of their own.
        return None

    def _player(self, tag: str, inner: str, caption: str = "") -> list[Block]:
        """A frame, a player or a plug-in: an embed if we know the service, or else a link."""
        found = attributes_of(tag)
        address = found.get("src") or found.get("data-src") or found.get("data") or ""
        if not address:
            sources = (attributes_of(each).get("src", "") for each in tags_of("source", inner))
            address = next(filter(None, sources), "")
        title = caption or found.get("title", "")
        made = blocks.embed(address, title)
        if made is not None:
            return [made]
        played = None if tag[:7].lower() == "<iframe" else blocks.clip(address, title)
        if played is not None:
            return [played]
        linked = blocks.link(address, title)
        kind = "a frame" if tag[:7].lower() == "<iframe" else "a player"
        if linked is None:
            self.note(f"{kind} without an address is left out")
            return []
        self.note(f"{kind} of {host_of(address) or 'this site'} is kept as a link")
        return [linked]


def picture_use(tag: str) -> PictureUse | None:
    """The picture of an ``img`` tag; None for a smiley, a counter, or one without an address."""
    found = attributes_of(tag)
    address = found.get("src") or found.get("data-src") or ""
    if not address or address.startswith("data:") or "wp-smiley" in found.get("class", ""):
        return None
    sizes = [found.get(name, "") for name in ("width", "height")]
    if any(size.isdecimal() and len(size) < 6 and int(size) <= _SMALLEST for size in sizes):
        return None
    key = _PICTURE_KEY.search(found.get("class", ""))
    number = key[1] if key else found.get("data-id", "")
    return PictureUse(
        number if number.isdecimal() else "", address, plain_text(found.get("alt", ""))
    )


def pictures_in(markup: str) -> list[PictureUse]:
    """Every picture of a piece of markup, each with the caption of its own figure."""
    found = []
    for part in re.split(r"(?i)<figure\b", markup):
        own = contents_of("figcaption", part)
        uses = [use for tag in tags_of("img", part) if (use := picture_use(tag))]
        for use in uses:
            caption = plain_text(own[0]) if own and len(uses) == 1 else ""
            found.append(PictureUse(use.key, use.address, use.alt, caption))
    return found
