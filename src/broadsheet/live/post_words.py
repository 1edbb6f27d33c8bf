"""What somebody wrote for a post, made fit to be stored. Whatever comes in is hostile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from broadsheet.kit.safe_html import clean_blocks, clean_fragment, plain_text, safe_href, tidy_text
from broadsheet.media.models import Picture
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.checks import picture_faults
from broadsheet.stories.embeds import embed_of
from broadsheet.stories.models import Story

Stored = dict[str, Any]

#: Characters of markup that are taken, and of text that are kept: a post is no story.
MOST_MARKUP = 60_000
MOST_TEXT = 10_000
HEADLINE = 160
#: The fields of a quote, and how long each may be (as ``QuoteBlock`` has it).
QUOTE_LINES = {"speaker": 120, "role": 160, "organisation": 160, "said_where": 200}
MOST_WORDS = 2000
#: Blocks of markup that a post keeps.
_AS_THEY_ARE = frozenset({"p", "ul", "ol"})
MOST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """Somebody's words, as a record."""

    words: str
    speaker: str = ""
    role: str = ""
    organisation: str = ""
    said_where: str = ""
    evidence: str = ""
    status: str = QuoteStatus.REPORTED.value


@dataclass(frozen=True, slots=True)
class PostWords:
    """A post as it was written. ``text`` is markup of any kind; ``picture`` the key of one."""

    text: str = ""
    headline: str = ""
    quote: QuoteWords | None = None
    picture: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    embed_address: str = ""
    embed_title: str = ""


class Faults(dict[str, str]):
    """What is wrong, one line a field."""

    def raise_any(self) -> None:
        """Raise ValidationError, by field, where there is anything."""
        if self:
            raise ValidationError({name: [line] for name, line in self.items()})


def headline_of(words: PostWords, faults: Faults) -> str:
    """The headline as it is stored: one line."""
    return _line(words.headline, HEADLINE, "headline", faults)


def body_of(words: PostWords, story: Story, kept: list[Stored], faults: Faults) -> list[Stored]:
    """The body as it is stored: what was written, then the corrections that are ``kept``.

    What is wrong with it is noted in ``faults``.
    """
    if len(words.text) > MOST_MARKUP:
        faults["text"] = _("The text is too long for a post.")
        return kept
    made = [
        *_paragraph(words.text, faults),
        *_quote(words.quote, faults),
        *_picture(words, story, faults),
        *_embed(words, faults),
    ]
    if not made and not faults and not tidy_text(words.headline):
        faults["text"] = _("Write something, or add a picture, a quote or a link.")
    return [*made, *kept]


def words_of(headline: str, stored: list[Stored]) -> PostWords:
    """What was written for a stored post, for whoever edits it."""
    values = {block["type"]: block["value"] for block in stored}
    quote = values.get("quote")
    picture, embed = values.get("picture") or {}, values.get("embed") or {}
    names = ("words", *QUOTE_LINES, "evidence", "status")
    return PostWords(
        text=clean_fragment(values.get("paragraph") or ""),
        headline=headline,
        quote=QuoteWords(**{name: quote.get(name) or "" for name in names}) if quote else None,
        picture=picture.get("picture"),
        picture_alt=picture.get("alt") or "",
        picture_caption=picture.get("caption") or "",
        embed_address=embed.get("address") or "",
        embed_title=embed.get("title") or "",
    )


def correction_of(text: str, made_at: datetime) -> Stored:
    """A correction as it is stored. Raises ValidationError where it says nothing."""
    if len(text) > MOST_MARKUP or not _says_something(said := plain_text(text)):
        raise ValidationError({"correction": [_("Say what was wrong.")]})
    value = {"text": clean_fragment(said), "made_at": made_at.isoformat()}
    return _block("correction", value)


def corrections_in(stored: list[Stored]) -> list[Stored]:
    """The corrections of a stored body."""
    return [block for block in stored if block["type"] == "correction"]


def _block(kind: str, value: Any) -> Stored:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _paragraph(text: str, faults: Faults) -> Iterator[Stored]:
    # A heading or a table of somebody's clipboard is text here.
    parts = [
        markup if tag in _AS_THEY_ARE else f"<p>{escape(plain_text(markup), quote=False)}</p>"
        for tag, markup in clean_blocks(text)
    ]
    whole = "".join(parts)
    said = plain_text(whole)
    if len(said) > MOST_TEXT:
        faults["text"] = _("The text is too long for a post.")
    elif _says_something(said):
        yield _block("paragraph", whole)


def _quote(quote: QuoteWords | None, faults: Faults) -> Iterator[Stored]:
    if quote is None:
        return
    lines = {
        name: _line(getattr(quote, name), most, "quote", faults)
        for name, most in QUOTE_LINES.items()
    }
    said = _line(quote.words, MOST_WORDS, "quote", faults)
    if not said and not any(lines.values()):
        return
    evidence = tidy_text(quote.evidence)
    if not _says_something(said) or not _says_something(lines["speaker"]):
        faults["quote"] = _("A quote needs words and a speaker.")
    elif evidence and not _is_web(evidence):
        faults["quote"] = _("The evidence is no web address.")
    elif quote.status not in QuoteStatus.values:
        faults["quote"] = _("A quote has no such status.")
    else:
        rest = {"said_at": None, "evidence": evidence, "status": quote.status}
        yield _block("quote", {"words": said, **lines, **rest})


def _picture(words: PostWords, story: Story, faults: Faults) -> Iterator[Stored]:
    if not words.picture:
        return
    picture = Picture.objects.filter(pk=words.picture).first()
    if picture is None:
        faults["picture"] = _("This picture is not there any more.")
        return
    alt = _line(words.picture_alt, 300, "picture", faults)
    caption = _line(words.picture_caption, 600, "picture", faults)
    if missing := next(picture_faults(story, picture, alt), ""):
        faults["picture"] = missing
    yield _block("picture", {"picture": picture.pk, "alt": alt, "caption": caption})


def _embed(words: PostWords, faults: Faults) -> Iterator[Stored]:
    address = words.embed_address.strip()
    if not address:
        return
    embed = embed_of(address) if len(address) <= MOST_ADDRESS else None
    if embed is None:
        faults["embed"] = _("Only addresses of YouTube, Vimeo and Dailymotion can be embedded.")
        return
    title = _line(words.embed_title, 200, "embed", faults) or embed.provider
    yield _block("embed", {"address": address, "title": title})


def _line(text: str, most: int, field: str, faults: Faults) -> str:
    line = tidy_text(text)
    if len(line) > most:
        faults[field] = _("Too long: %(most)d signs at most.") % {"most": most}
    return line[:most]


def _says_something(text: str) -> bool:
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def _is_web(address: str) -> bool:
    web = address.startswith(("https://", "http://"))
    return web and len(address) <= MOST_ADDRESS and bool(safe_href(address))
