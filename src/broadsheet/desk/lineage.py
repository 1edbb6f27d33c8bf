"""Which item and version each paragraph of a story came from.

Told by the words as they stand, so that it stays true however the story was edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from broadsheet.desk.models import WireOrigin
from broadsheet.kit.safe_html import plain_text
from broadsheet.stories.models import Story
from broadsheet.wire.item import Item
from broadsheet.wire.words import fold

#: From here on, a paragraph is another one's edited form.
ALIKE = 0.6


class Hand(StrEnum):
    """Whose words a paragraph is in."""

    AGENCY = "agency"
    EDITED = "edited"
    DESK = "desk"

    @property
    def label(self) -> str:
        """For an editor."""
        return str(_LABELS[self])


_LABELS = {
    Hand.AGENCY: _("as the agency wrote it"),
    Hand.EDITED: _("the agency's, edited here"),
    Hand.DESK: _("written here"),
}


@dataclass(frozen=True)
class Line:
    """A paragraph, whose it is, and the versions that have it (the oldest first).

    ``gone`` says that the newest version has it no more.
    """

    text: str
    hand: Hand
    versions: tuple[str, ...] = ()
    gone: bool = False


def lineage(story: Story) -> list[Line]:
    """Every paragraph of a story as it stands in its newest draft. Empty for one of our own."""
    origin = WireOrigin.objects.filter(story_id=story.pk).select_related("received").first()
    if origin is None:
        return []
    versions = _versions(origin)
    newest = versions[-1][1]
    lines = []
    for text in _paragraphs(story):
        folded = fold(text)
        exact = tuple(name for name, texts in versions if folded in texts)
        if exact:
            lines.append(Line(text, Hand.AGENCY, exact, folded not in newest))
            continue
        close = tuple(name for name, texts in versions if any(_alike(folded, t) for t in texts))
        lines.append(Line(text, Hand.EDITED if close else Hand.DESK, close))
    return lines


def new_paragraphs(story: Story) -> list[str]:
    """The paragraphs of the newest version that the story has in no form."""
    origin = WireOrigin.objects.filter(story_id=story.pk).select_related("received").first()
    if origin is None or origin.received is None:
        return []
    own = [fold(text) for text in _paragraphs(story)]
    newest = origin.received.versions.filter(late=False).order_by("-pk").first()
    if newest is None:
        return []
    found = []
    for text in _texts(newest.as_item()):
        folded = fold(text)
        if folded not in own and not any(_alike(folded, each) for each in own):
            found.append(text)
    return found


def _versions(origin: WireOrigin) -> list[tuple[str, list[str]]]:
    """Names of versions with their folded paragraphs, the oldest first."""
    if origin.received is None:
        held = [(origin.version, Item.model_validate(origin.item))]
    else:
        kept = origin.received.versions.filter(late=False).order_by("pk")
        held = [(each.version or str(n), each.as_item()) for n, each in enumerate(kept, 1)]
    return [(name, [fold(text) for text in _texts(item)]) for name, item in held]


def _texts(item: Item) -> list[str]:
    return [text for block in item.body if (text := block.text)]


def _paragraphs(story: Story) -> list[str]:
    texts = []
    for block in story.body.get_prep_value():
        value = block["value"]
        if block["type"] in {"paragraph", "heading"} and isinstance(value, str):
            text = plain_text(value)
            if text:
                texts.append(text)
    return texts


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
