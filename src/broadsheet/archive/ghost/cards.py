"""Ghost's cards (pictures, embeds, boxes) as plain HTML, which the body's reader knows.

Mobiledoc and Lexical name them alike, and their fields too.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

Card = dict[str, Any]

#: Cards that are for e-mail, for members, or for nothing but looks.
_NOT_FOR_READERS = {
    "email": "a part that was only for e-mail is left out",
    "email-cta": "a part that was only for e-mail is left out",
    "emailcta": "a part that was only for e-mail is left out",
    "paywall": "",
    "hr": "",
    "horizontalrule": "",
    "signup": "a form to sign up is left out",
    "transistor": "a player for members is left out",
}


def card_html(name: str, card: Card, notes: list[str]) -> str:
    """One card as HTML; what has no place here is noted."""
    name = name.removeprefix("card-")
    if name in _NOT_FOR_READERS:
        if _NOT_FOR_READERS[name]:
            _note(notes, _NOT_FOR_READERS[name])
        return ""
    made = _CARDS.get(name)
    if made is not None:
        return made(card)
    words = next((text for key in ("html", "text", "caption") if (text := _of(card, key))), "")
    _note(notes, f"the card “{name[:40]}” is {'kept as plain text' if words else 'left out'}")
    return words


def _note(notes: list[str], words: str) -> None:
    if words not in notes:
        notes.append(words)


def _of(card: Card, name: str) -> str:
    value = card.get(name)
    return value if isinstance(value, str) else ""


def _caption(card: Card) -> str:
    caption = _of(card, "caption")
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def _img(card: Card) -> str:
    source, alt = _of(card, "src"), _of(card, "alt")
    return f'<img src="{escape(source)}" alt="{escape(alt)}">' if source else ""


def _image(card: Card) -> str:
    return f"<figure>{_img(card)}{_caption(card)}</figure>"


def _gallery(card: Card) -> str:
    images = card.get("images")
    shown = (
        [_img(each) for each in images if isinstance(each, dict)]
        if isinstance(images, list)
        else []
    )
    return f"<figure>{''.join(shown)}{_caption(card)}</figure>"


def _embed(card: Card) -> str:
    address = _of(card, "url") or _of(card, "src")
    return f'<figure><iframe src="{escape(address)}"></iframe>{_caption(card)}</figure>'


def _player(card: Card) -> str:
    title = _of(card, "title") or _of(card, "fileTitle") or _of(card, "fileName")
    address = escape(_of(card, "src"))
    return f'<video src="{address}" title="{escape(title)}"></video>'


def _bookmark(card: Card) -> str:
    told = card.get("metadata")
    title = _of(told, "title") if isinstance(told, dict) else _of(card, "title")
    return _link(_of(card, "url"), title)


def _link(address: str, words: str) -> str:
    if not address:
        return ""
    return f'<p><a href="{escape(address)}">{escape(words or address, quote=False)}</a></p>'


def _box(*names: str) -> Callable[[Card], str]:
    """A card of words under these names, the first of them its heading if there are several."""

    def made(card: Card) -> str:
        parts = [f"<div>{words}</div>" for name in names if (words := _of(card, name))]
        return "".join(parts)

    return made


def _markdown(card: Card) -> str:
    """Markdown without its html beside it: paragraphs, as they were typed."""
    text = _of(card, "markdown")
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)


_CARDS: dict[str, Callable[[Card], str]] = {
    "image": _image,
    "gallery": _gallery,
    "embed": _embed,
    "video": _player,
    "audio": _player,
    "file": _player,
    "bookmark": _bookmark,
    "button": lambda card: _link(_of(card, "buttonUrl"), _of(card, "buttonText")),
    "html": _box("html"),
    "markdown": _markdown,
    "code": lambda card: f"<pre>{escape(_of(card, 'code'), quote=False)}</pre>",
    "codeblock": lambda card: f"<pre>{escape(_of(card, 'code'), quote=False)}</pre>",
    "callout": _box("calloutText"),
    "toggle": _box("heading", "content"),
    "header": _box("header", "heading", "subheader"),
    "product": _box("productTitle", "productDescription"),
    "call-to-action": _box("textValue"),
}
