"""Which of the headlines and descriptions that came is the headline, the summary, the caption."""

import re

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.formats.body import SentBody, read_body, words
from broadsheet.wire.item import ItemType, Wording

_PICTURES = (ItemType.PICTURE, ItemType.GRAPHIC)
_MAIN_HEADLINES = ("main", "headline", "title", "")
_SHORT_HEADLINES = ("short", "shortheadline", "brief", "mobile", "push", "web")
_SUMMARIES = (
    "summary",
    "abstract",
    "standfirst",
    "lead",
    "intro",
    "description",
    "",
    "text",
    "main",
    "teaser",
)
_CAPTIONS = ("caption", "text", "", "description", "main", "richtext")
_NOT_SUMMARIES = frozenset({"caption", "writer", "note", "usage", "alt", "alttext", "credit"})
_BEHIND_PLACE = re.compile(r"[(,،]|\s[-–—]")
_LAST_PART = re.compile(r"[^/:#]*$")
# How an editor's note to clients begins when it announces what the item is for.
_NOTE_SIGNALS = (
    (
        "correction",
        re.compile(r"(?:eds?:\s*)?(?:correct|corrig|correcci|rectific|berichtig|تصحيح)"),
    ),
    ("update", re.compile(r"(?:eds?:\s*)?(?:update|actuali[sz]|aktualisier|mise à jour|تحديث)")),
    (
        "kill",
        re.compile(r"(?:eds?:\s*)?(?:kill|withdraw|retract|anulad|annul|zurückgezogen|إلغاء)"),
    ),
)


def role_name(role: str) -> str:
    """The last part of a role's name or address, in small letters without signs."""
    tail = _LAST_PART.search(role.strip().lower())
    return re.sub(r"[-_ ]", "", tail.group() if tail else "")


def _wording(sent: list[SentBody]) -> tuple[Wording, ...]:
    read = (Wording(role=tidy_text(s.role), text=words(s.value, s.content_type)) for s in sent)
    return tuple(each for each in read if each.text)


def _pick(worded: tuple[Wording, ...], roles: tuple[str, ...]) -> str:
    for role in roles:
        for each in worded:
            if role_name(each.role) == role:
                return each.text
    return ""


def worded(
    kind: ItemType,
    title: str,
    *,
    headlines: list[SentBody],
    descriptions: list[SentBody],
    bodies: list[SentBody],
) -> dict[str, object]:
    """The fields of an item that hold its words, by name: headline, summary, caption, body ….

    Of a picture the description is the caption. A body's first block that only repeats the headline
    or the summary is left out.
    """
    lines, texts = _wording(headlines), _wording(descriptions)
    short = _pick(lines, _SHORT_HEADLINES)
    others = [each.text for each in lines if role_name(each.role) not in _SHORT_HEADLINES]
    headline = _pick(lines, _MAIN_HEADLINES) or next(iter(others), "") or title or short
    rest = [each.text for each in texts if role_name(each.role) not in _NOT_SUMMARIES]
    summary = _pick(texts, _SUMMARIES) or next(iter(rest), "")
    blocks, forms = read_body(bodies, headline, summary)
    caption = _pick(texts, _CAPTIONS[:1])
    if kind in _PICTURES:
        said = " ".join(block.text for block in blocks)
        caption = _pick(texts, _CAPTIONS) or next(iter(rest), "") or said
    return {
        "headlines": lines,
        "headline": headline,
        "short_headline": short,
        "descriptions": texts,
        "summary": "" if summary == headline else summary,
        "caption": caption,
        "body": blocks,
        "body_forms": tuple(forms),
    }


def place_of_dateline(dateline: str) -> str:
    """The place alone: a dateline goes on with a date, the agency in brackets and a dash."""
    return tidy_text(_BEHIND_PLACE.split(dateline, maxsplit=1)[0]).rstrip(" -–—")


def note_signals(note: str) -> tuple[str, ...]:
    """What an editor's note announces by its first word: a correction, an update, a kill."""
    said = tidy_text(note).casefold()
    return tuple(code for code, opening in _NOTE_SIGNALS if opening.match(said))
