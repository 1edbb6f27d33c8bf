"""Translating: a story is brought into another edition as a draft, ready to be worked on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from broadsheet.editions.models import Section
from broadsheet.media.models import Clip
from broadsheet.stories.models import Byline, Story

#: What is taken over as it is; texts stay in the source's language until somebody translates them.
COPIED = (
    "kind",
    "title",
    "short_headline",
    "standfirst",
    "dateline",
    "search_description",
    "picture_id",
    "picture_alt",
    "picture_caption",
    "text_alternative",
)
#: Records of the edition; the target's own take their place.
MAPPED = ("further_sections", "regions", "topics", "dossiers", "agencies")


class AlreadyTranslated(Exception):
    """The edition has this story; ``existing`` is it."""

    def __init__(self, existing: Story) -> None:
        super().__init__(
            _("“%(headline)s” is this story in that edition already.")
            % {"headline": existing.draft_title}
        )
        self.existing = existing


class SameEdition(ValueError):
    """A story cannot be translated into its own edition."""


@transaction.atomic
def translate_story(story: Story, section: Section, user: Any) -> Story:
    """Make a draft of ``story`` in ``section`` of another edition, owned by ``user``.

    It has the same ``translation_key``, the same words and blocks, and of the target edition those
    records that have one in common with the source's; what has no counterpart is left out. It is
    never live. Raises PermissionDenied where ``user`` may not write in ``section``, SameEdition,
    and AlreadyTranslated where that edition has the story.
    """
    if not section.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied(_("You may not write in this section."))
    if section.locale_id == story.locale_id:
        raise SameEdition(_("Choose a section of another edition."))
    existing = Story.objects.filter(
        translation_key=story.translation_key, locale_id=section.locale_id
    ).first()
    if existing is not None:
        raise AlreadyTranslated(existing)
    draft = _draft_of(story, section)
    draft.owner = user
    section.add_child(instance=draft)
    draft.save_revision(user=user, log_action="wagtail.copy_for_translation", clean=False)
    return Story.objects.get(pk=draft.pk)


def _draft_of(story: Story, section: Section) -> Story:
    locale_id = section.locale_id
    draft = Story(
        live=False,
        has_unpublished_changes=True,
        locale_id=locale_id,
        translation_key=story.translation_key,
        **{name: getattr(story, name) for name in COPIED},
    )
    draft.clip = _counterpart(story.clip, locale_id, otherwise=story.clip)
    draft.programme = _counterpart(story.programme, locale_id)
    if draft.programme:
        draft.season, draft.episode = story.season, story.episode
    draft.points = story.points.get_prep_value()
    draft.body = [
        block
        for block in map(_Blocks(story, locale_id).bring, story.body.get_prep_value())
        if block
    ]
    for name in MAPPED:
        setattr(draft, name, _counterparts(getattr(story, name).all(), locale_id, section))
    draft.bylines = [
        Byline(author=author, role=line.role, sort_order=line.sort_order)
        for line in story.bylines.select_related("author")
        if (author := _counterpart(line.author, locale_id))
    ]
    return draft


def _counterparts(records: Any, locale_id: int, section: Section) -> list[Any]:
    """The same records in another edition, in the same order, without the target section itself."""
    records = list(records)
    if not records:
        return []
    keys = [record.translation_key for record in records]
    found = {
        record.translation_key: record
        for record in type(records[0])._default_manager.filter(
            locale_id=locale_id, translation_key__in=keys
        )
    }
    return [found[key] for key in keys if key in found and found[key] != section]


def _counterpart(record: Any, locale_id: int, otherwise: Any = None) -> Any:
    if record is None:
        return None
    model: type[models.Model] = type(record)
    return (
        model._default_manager.filter(
            locale_id=locale_id, translation_key=record.translation_key
        ).first()
        or otherwise
    )


class _Blocks:
    """Brings stored blocks into another edition; pages and clips they name become its own."""

    def __init__(self, story: Story, locale_id: int) -> None:
        self.locale_id = locale_id
        wanted = {
            block["value"] for block in story.body.get_prep_value() if block["type"] == "read_more"
        }
        keys = dict(Story.objects.filter(pk__in=wanted).values_list("translation_key", "pk"))
        self.stories = {
            keys[key]: pk
            for key, pk in Story.objects.filter(
                translation_key__in=keys, locale_id=locale_id
            ).values_list("translation_key", "pk")
        }

    def bring(self, block: dict[str, Any]) -> dict[str, Any] | None:
        """One block for the draft; None where it leads to a story the edition does not have."""
        kind, value = block["type"], block["value"]
        if kind == "read_more":
            value = self.stories.get(value)
            if value is None:
                return None
        elif kind == "video":
            value = {**value, "clip": self._clip(value.get("clip"))}
        return {"type": kind, "value": value}

    def _clip(self, pk: int | None) -> int | None:
        clip = Clip.objects.filter(pk=pk or 0).first()
        return _counterpart(clip, self.locale_id, otherwise=clip).pk if clip else None
