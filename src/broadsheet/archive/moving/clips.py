"""Videos and audio of an export, taken into the newsroom's clips from the folder of uploads."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File

from broadsheet.archive.body.blocks import host_of
from broadsheet.archive.models import SourceRecord
from broadsheet.archive.models.source_record import mark_of
from broadsheet.archive.moving.plan import MovePlan
from broadsheet.archive.moving.scratch import Scratch, plain_address
from broadsheet.archive.moving.uploads import file_in_uploads, is_upload, path_in_uploads
from broadsheet.archive.records import ClipUse, ForeignPicture, Site
from broadsheet.desk.pictures_from_item import Unusable, all_or_nothing, note_file
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.media.models import Clip
from broadsheet.stories.block_values import fitting
from broadsheet.wire.errors import shown

#: Clips remembered at once.
_REMEMBERED = 20_000


@dataclass
class Clips:
    """Takes each video or audio once, however many stories play it."""

    plan: MovePlan
    edition: Edition
    site: Site
    scratch: Scratch
    made: int = 0
    _known: dict[str, Clip | Unusable] = field(default_factory=dict)

    def take(self, use: ClipUse, headline: str) -> Clip:
        """A clip of ours for a file of theirs. Raises Unusable; Missing if it is not given."""
        theirs = self.scratch.by_address(use.address)
        key = theirs.key if theirs else plain_address(use.address)
        held = self._known.get(key)
        if held is None:
            try:
                held = self._take(theirs, use, key, headline)
            except Unusable as reason:
                held = reason
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = held
        if isinstance(held, Unusable):
            # A new one each time: one that is raised again gathers all that it went through.
            raise type(held)(*held.args)
        return held

    def _take(self, theirs: ForeignPicture | None, use: ClipUse, key: str, headline: str) -> Clip:
        mark = mark_of(self.site.source, self.site.address, "clip", key)
        row = SourceRecord.objects.filter(edition=self.edition, mark=mark).first()
        if row is not None:
            known = Clip.objects.filter(pk=row.object_id).first()
            if known is None:
                raise Unusable("it was deleted here")
            return known
        host = host_of(use.address)
        own = {"", host_of(self.site.address)}
        if theirs is None and host not in own and not is_upload(use.address):
            raise Unusable(f"its file is at {shown(host)}, not at the old site's own")
        name = (theirs.file if theirs else "") or path_in_uploads(use.address)
        # Ghost keeps them beside its pictures, in folders of their own.
        names = (name, f"media/{name}", f"files/{name}")
        path = file_in_uploads(self.plan.media, names, use.address)
        title = (theirs.title if theirs else "") or use.title or headline or path.stem
        self.made += 1
        if self.plan.dry_run:
            return Clip(pk=-self.made, title=title)
        try:
            with all_or_nothing():
                clip = self._keep(path, fitting(title, 200))
                self._remember(key, clip, mark)
        except Unusable:
            self.made -= 1
            raise
        return clip

    def _keep(self, path: Path, title: str) -> Clip:
        """Check a file and keep a copy of it. It was looked up before: no link is followed."""
        name = shown(path.name)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise Unusable(f"{name} cannot be read ({error.strerror})") from error
        with open(handle, "rb") as opened:
            clip = Clip(title=title, locale=self.edition.locale)
            clip.file = File(opened, name=path.name)
            try:
                clip.full_clean(exclude=["translation_key"])
                clip.save()
            except ValidationError as error:
                raise Unusable(f"{name}: {' '.join(error.messages)}") from error
            except OSError as error:
                raise Unusable(f"{name} cannot be kept ({error.strerror})") from error
        note_file(clip)
        return clip

    def _remember(self, key: str, clip: Clip, mark: str) -> None:
        SourceRecord.objects.create(
            edition=self.edition,
            source=self.site.source,
            site=self.site.address,
            kind="clip",
            foreign_id=key,
            mark=mark,
            became="media.clip",
            object_id=clip.pk,
            imported_at=clock.now(),
        )
