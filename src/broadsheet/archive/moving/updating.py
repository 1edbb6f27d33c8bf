"""A record that came in before: brought up to date where the desk has left it as it came."""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects.models import Redirect

from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.old_addresses import keep_free_addresses
from broadsheet.archive.moving.preparing import Ready
from broadsheet.archive.moving.records import kept_of
from broadsheet.archive.moving.report import Became
from broadsheet.archive.records import ForeignStory, Standing
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
#: What a story is dated by when it is published for the first time.
_TIMES = ("first_published_at", "published_at")


def why_kept(row: SourceRecord, story: Story | None, theirs: ForeignStory) -> str:
    """Why a story stays as the desk has it, whatever its source says now; empty if it does not."""
    if story is None:
        return "it was deleted here"
    if hold_on(story) is not None:
        return "it was killed or taken down here"
    if story.latest_revision_id != row.revision_id:
        return "it was edited at the desk since; what its source says now is not taken over"
    if story.locked:
        return "it is locked at the desk"
    if story.live and theirs.standing is not Standing.PUBLIC:
        return f"it is {theirs.standing} where it comes from now, and is still published here"
    return ""


def update(row: SourceRecord, story: Story, ready: Ready) -> Became:
    """Bring a story up to date, in one transaction. Raises ValidationError if it is not fit."""
    theirs, new = ready.converted.story, ready.new
    # It was a draft where it comes from, and is none any more; nobody has published it here.
    first = new.publish and row.digest != ready.digest and story.first_published_at is None
    with all_or_nothing():
        latest = story.get_latest_revision_as_object()
        # Comments alone may be new, or pictures that were missing may still be.
        same = not first and _is_same(latest, ready)
        if not same:
            row.revision_id = _write(story, latest, ready, first=first)
        if story.live or first:
            _keep_addresses(story, ready)
        row.digest, row.wanting = ready.digest, ready.wanting
        row.kept, row.imported_at = kept_of(theirs), clock.now()
        row.save()
    return Became.UNCHANGED if same else Became.UPDATED


def _write(story: Story, latest: Story, ready: Ready, *, first: bool) -> int:
    """Make a version of what the source says now; returns its id."""
    new = ready.new
    for name in _FIELDS:
        setattr(latest, name, getattr(new.story, name))
    latest.bylines = [
        Byline(author_id=author, role=role, sort_order=number)
        for number, (author, role) in enumerate(new.bylines)
    ]
    for name, keys in new.relations.items():
        model: Any = Story._meta.get_field(name).related_model
        setattr(latest, name, list(model._default_manager.filter(pk__in=keys)))
    if first:
        times = {name: getattr(new.story, name) for name in _TIMES}
        Story.objects.filter(pk=story.pk).update(**times)
        for name, time in times.items():
            setattr(latest, name, time)
    latest.check_publishable()
    revision = latest.save_revision(clean=False)
    if new.publish and (story.live or first):
        revision.publish()
        # Readers are told the source's own time of the change, not that of the import.
        update_followed(Story.objects.filter(pk=story.pk), updated_at=new.story.updated_at)
    return int(revision.pk)


def _keep_addresses(story: Story, ready: Ready) -> None:
    """Have old addresses lead to a story that do not yet: of a draft, none were kept."""
    rows = Redirect.objects.filter(redirect_page_id=story.pk, site=None)
    own = set(rows.values_list("old_path", flat=True))
    wanted = ready.new.old_addresses
    ready.new.old_addresses = tuple(
        path for path in wanted if Redirect.normalise_path(path) not in own
    )
    keep_free_addresses([ready])
    for path in ready.new.old_addresses:
        Redirect.objects.create(
            old_path=Redirect.normalise_path(path),
            redirect_page_id=story.pk,
            automatically_created=True,
        )


def _is_same(stored: Story, ready: Ready) -> bool:
    """Whether nothing that readers see is different."""
    new = ready.new
    for name in _FIELDS:
        before, after = getattr(stored, name), getattr(new.story, name)
        if name == "body":
            before, after = before.get_prep_value(), after.get_prep_value()
        if before != after:
            return False
    if [(line.author_id, line.role) for line in stored.bylines.all()] != new.bylines:
        return False
    return all(
        {record.pk for record in getattr(stored, name).all()} == set(keys)
        for name, keys in new.relations.items()
    )
