"""Which imported stories are translations of each other, in whatever order their items came."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from broadsheet.desk.models import WireOrigin
from broadsheet.desk.models.wire_origin import mark_of
from broadsheet.editions.models import Edition
from broadsheet.ledger.recording import update_followed
from broadsheet.stories.models import Story
from broadsheet.wire.item import Item

#: Translations of one item meet under one key, made from the identifier of the first.
_TRANSLATIONS = UUID("0d8f3a4e-2f55-4f0f-8d8e-6a1f0c0f9e21")


def translation_key(item: Item, edition: Edition) -> UUID:
    """The key that a new story of this item shares with the item's translations.

    A key of its own where the edition has a story of that key already.
    """
    key = _shared_key(item)
    taken = Story.objects.filter(translation_key=key, locale_id=edition.locale_id).exists()
    return uuid4() if taken else key


def draw_translations(item: Item, story: Story) -> None:
    """Bring stories that were imported as translations of this item, before it came, to its key."""
    waiting = uuid5(_TRANSLATIONS, item.uri)
    if waiting == story.translation_key:
        return
    linked = Story.objects.filter(translation_key=story.translation_key)
    update_followed(
        Story.objects.filter(translation_key=waiting).exclude(
            locale_id__in=list(linked.values_list("locale_id", flat=True))
        ),
        translation_key=story.translation_key,
    )


def link_later(item: Item, story: Story, edition: Edition) -> None:
    """Link a story whose item says only now what it translates; a linked one stays as it is."""
    others = Story.objects.filter(translation_key=story.translation_key).exclude(pk=story.pk)
    if not item.translation_of or others.exists():
        return
    key = _shared_key(item)
    if not Story.objects.filter(translation_key=key, locale_id=edition.locale_id).exists():
        update_followed(Story.objects.filter(pk=story.pk), translation_key=key)
        story.translation_key = key


def _shared_key(item: Item) -> UUID:
    if not item.translation_of:
        return uuid5(_TRANSLATIONS, item.uri)
    known = (
        WireOrigin.objects.filter(
            uri_mark__in=[mark_of(uri) for uri in item.translation_of], story__isnull=False
        )
        .order_by("pk")
        .values_list("story__translation_key", flat=True)
        .first()
    )
    return known or uuid5(_TRANSLATIONS, min(item.translation_of))
