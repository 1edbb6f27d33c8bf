"""A record that came in before: brought up to date where the desk has left it as it came."""

from __future__ import annotations

from typing import Any

from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.preparing import Ready
from broadsheet.archive.moving.records import kept_of
from broadsheet.archive.moving.report import Became
from broadsheet.desk.holds import hold_on
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.kit import clock
from broadsheet.ledger.recording import update_followed
from broadsheet.stories.models import Byline, Story

#: What an import writes into a story; all else is the desk's.
_FIELDS = (
    "title",
    "standfirst",
    "seo_title",
    "search_description",
    "picture",
    "picture_alt",
    "picture_caption",
    "body",
)


def why_kept(row: SourceRecord, story: Story | None) -> str:
    """Why a story stays as the desk has it, whatever its source says now; empty if it does not."""
    if story is None:
        return "it was deleted here"
    if hold_on(story) is not None:
        return "it was killed or taken down here"
    if story.latest_revision_id != row.revision_id:
        return "it was edited at the desk since; what its source says now is not taken over"
    if story.locked:
        return "it is locked at the desk"
    return ""


def update(row: SourceRecord, story: Story, ready: Ready) -> Became:
    """Bring a story up to date, in one transaction. Raises ValidationError if it is not fit."""
    theirs, new = ready.converted.story, ready.new
    with all_or_nothing():
        latest = story.get_latest_revision_as_object()
        # The source says nothing new: only pictures that were missing may be there now.
        same = row.digest == ready.digest and _is_same(latest, new.story)
        for name in _FIELDS:
            setattr(latest, name, getattr(new.story, name))
        if not same:
            latest.bylines = [
                Byline(author_id=author, role=role, sort_order=number)
                for number, (author, role) in enumerate(new.bylines)
            ]
            for name, keys in new.relations.items():
                model: Any = Story._meta.get_field(name).related_model
                setattr(latest, name, list(model._default_manager.filter(pk__in=keys)))
            latest.check_publishable()
            revision = latest.save_revision(clean=False)
            row.revision_id = revision.pk
            if story.live and new.publish:
                revision.publish()
                _date(story, new.story)
        row.digest, row.wanting = ready.digest, ready.wanting
        row.kept, row.imported_at = kept_of(theirs), clock.now()
        row.save()
    return Became.UNCHANGED if same else Became.UPDATED


def _is_same(stored: Story, new: Story) -> bool:
    """Whether nothing that readers see is different."""
    for name in _FIELDS:
        before, after = getattr(stored, name), getattr(new, name)
        if name == "body":
            before, after = before.get_prep_value(), after.get_prep_value()
        if before != after:
            return False
    return True


def _date(story: Story, new: Story) -> None:
    """Have readers told the source's own time of the change, not that of the import."""
    update_followed(Story.objects.filter(pk=story.pk), updated_at=new.updated_at)
