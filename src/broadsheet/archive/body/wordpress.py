"""What is WordPress's own in a body: the comments that mark its blocks, and shortcodes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from broadsheet.archive.body import blocks
from broadsheet.archive.body.blocks import Block
from broadsheet.archive.body.elements import Elements, Found, pictures_in
from broadsheet.archive.body.scanning import Scan, contents_of
from broadsheet.archive.body.shortcodes import LAYOUT, Shortcode, shortcode_at
from broadsheet.archive.records import PictureUse
from broadsheet.kit.safe_html import plain_text

_MARK = re.compile(r"<!--\s*(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)")
#: Characters of one comment; longer ones are left out unread.
_LONGEST = 200_000
#: WordPress's own blocks whose content is text, or a frame around other blocks.
_TEXT = frozenset(
    [
        "paragraph",
        "heading",
        "list",
        "list-item",
        "table",
        "code",
        "preformatted",
        "verse",
        "columns",
        "column",
        "group",
        "cover",
        "media-text",
        "freeform",
        "classic",
        "button",
        "buttons",
        "details",
        "shortcode",
        "separator",
        "spacer",
        "more",
        "nextpage",
        "html",
        "missing",
        "footnotes",
        "row",
        "stack",
    ]
)
_EMBED = re.compile(r"^(?:core-)?embed(?:/.*)?$")
_SERVICES = frozenset({"youtube", "vimeo", "dailymotion", "youtube_sc", "embedyt"})
_PLAYERS = frozenset({"audio", "video", "wpvideo", "playlist"})
_FILES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "url", "href")


class WordPress:
    """Reads the islands of one body that only WordPress knows."""

    def __init__(
        self, scan: Scan, note: Callable[[str], None], elements: Elements, story_key: str
    ) -> None:
        self.scan, self.note = scan, note
        self.elements, self.story_key = elements, story_key

    def comment(self, start: int) -> Found:
        """A comment: a block's mark, or nothing. Marks part paragraphs."""
        close = self.scan.find("-->", start + 4)
        end = len(self.scan.text) if close < 0 else close + 3
        match = _MARK.match(self.scan.text, start)
        if match is None or close < 0:
            return "", end
        if match[1]:
            return "<div></div>", end
        name = match[2]
        inside = self.scan.text[match.end() : min(close, match.end() + _LONGEST)].strip()
        alone = inside.endswith("/")
        return self._block(name, _attributes(inside.rstrip("/")), end, alone=alone)

    def _block(self, name: str, found: dict[str, Any], end: int, *, alone: bool) -> Found:
        inner, after = ("", end) if alone else self._inside(name, end)
        if _EMBED.match(name) and isinstance(found.get("url"), str):
            return self._embedded(found["url"], inner), after
        if after >= 0 and name in ("image", "gallery", "quote", "pullquote"):
            return self._marked(name, found, inner), after
        if after >= 0 and name in ("video", "audio", "file"):
            made = self.elements.figure(inner)
            return made if made else "<div></div>", after
        if name == "block":
            self.note(f"a block that several texts share ({found.get('ref', '?')}) is not in it")
        elif name == "html":
            self.note("HTML of the story's own is kept as plain text")
        elif alone and name not in _TEXT:
            self.note(f"the block “{name}” has no text of its own and is left out")
        elif name not in _TEXT and not _EMBED.match(name):
            self.note(f"the block “{name}” is kept as plain text")
        return "<div></div>", end

    def _inside(self, name: str, start: int) -> tuple[str, int]:
        """What a block holds, and where it ends; ("", -1) where it never does."""
        mark = f"<!-- /wp:{name} -->"
        close = self.scan.find(mark, start)
        if close < 0:
            return "", -1
        return self.scan.text[start:close], close + len(mark)

    def _marked(self, name: str, found: dict[str, Any], inner: str) -> list[Block] | str:
        if name == "gallery":
            pictures = pictures_in(inner)
            ids = found.get("ids")
            if not pictures and isinstance(ids, list):
                pictures = [PictureUse(str(each)) for each in ids[:500]]
            return [blocks.gallery(pictures)] if pictures else ""
        if name in ("quote", "pullquote"):
            body = re.sub(r"(?i)</?(?:figure|blockquote)\b[^>]*>", "", inner)
            return self.elements.quote(body)
        key = found.get("id")
        return self.elements.figure(inner, key=str(key) if isinstance(key, int) else "")

    def _embedded(self, address: str, inner: str) -> list[Block] | str:
        captions = contents_of("figcaption", inner)
        title = plain_text(captions[-1]) if captions else ""
        made = blocks.embed(address, title)
        if made is None and (made := blocks.link(address, title or address)) is not None:
            self.note(f"an embed of {blocks.host_of(address)} is kept as a link")
        return [made] if made else ""

    def shortcode(self, start: int) -> Found | None:
        """What stands there instead of a shortcode; None where it stays as it is."""
        if self.scan.text.startswith("[[", start):
            end = self.scan.text.find("]]", start, start + 500)
            return None if end < 0 else (self.scan.text[start + 1 : end + 1], end + 2)
        code = shortcode_at(self.scan.text, start)
        if code is None:
            return None
        if code.name in LAYOUT or code.name.startswith(("vc_", "et_pb_", "fusion_")):
            return "", code.end
        if code.closing:
            return None
        inner, end = self._content(code)
        return self._replaced(code, inner, end)

    def _replaced(self, code: Shortcode, inner: str, end: int) -> Found | None:
        if code.name in ("caption", "wp_caption"):
            return self._captioned(code, inner), end
        if code.name == "gallery":
            return self._gallery(code), code.end
        if code.name == "embed" or code.name in _SERVICES:
            address = inner.strip() or code.attributes.get("src") or _first(code)
            return self._embedded(_whole_address(code.name, address), ""), end
        if code.name in _PLAYERS:
            address = next((found for n in _FILES if (found := code.attributes.get(n))), "")
            return self._played(code.name, address), end
        if code.attributes or end > code.end:
            self.note(f"the shortcode “{code.name}” is kept as text")
        return None

    def _played(self, name: str, address: str) -> list[Block] | str:
        made = blocks.embed(address) or blocks.clip(address)
        if made is None:
            made = blocks.link(address)
            where = "is kept as a link" if made else "is left out: it names no file"
            self.note(f"“{name}” {where}")
        return [made] if made else ""

    def _content(self, code: Shortcode) -> tuple[str, int]:
        """What a shortcode holds, and where it ends: behind itself, if nothing closes it."""
        mark = f"[/{code.name}]"
        close = -1 if code.alone else self.scan.find(mark, code.end)
        if close < 0:
            return "", code.end
        return self.scan.text[code.end : close], close + len(mark)

    def _captioned(self, code: Shortcode, inner: str) -> list[Block] | str:
        pictures = pictures_in(inner)
        said = code.attributes.get("caption") or inner
        caption = plain_text(re.sub(r"(?i)<img\b[^>]*>", "", said))
        if not pictures:
            return f"<p>{inner}</p>"
        key = code.attributes.get("id", "").removeprefix("attachment_")
        use = pictures[0]
        known = use.key or (key if key.isdecimal() else "")
        return [blocks.picture(PictureUse(known, use.address, use.alt, caption))]

    def _gallery(self, code: Shortcode) -> list[Block]:
        listed = code.attributes.get("ids") or code.attributes.get("include") or ""
        keys = [key for key in re.split(r"[,\s]+", listed) if key.isdecimal()][:500]
        if keys:
            return [blocks.gallery([PictureUse(key) for key in keys])]
        return [blocks.gallery([PictureUse(all_of=self.story_key)])]


def _attributes(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _first(code: Shortcode) -> str:
    return next(iter(code.words), "") or code.attributes.get("id", "")


def _whole_address(name: str, address: str) -> str:
    """The address of a video that some plug-ins name by its id alone."""
    if name.startswith("youtube") and re.fullmatch(r"[\w-]{11}", address):
        return f"https://youtu.be/{address}"
    if name == "vimeo" and address.isdecimal():
        return f"https://vimeo.com/{address}"
    return address
