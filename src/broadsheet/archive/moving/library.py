"""Pictures of an export, taken into the newsroom's library from a folder of uploads."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile

from broadsheet.archive.models import SourceRecord
from broadsheet.archive.models.source_record import mark_of
from broadsheet.archive.moving.clips import Clips
from broadsheet.archive.moving.plan import MovePlan
from broadsheet.archive.moving.scratch import Scratch, plain_address
from broadsheet.archive.moving.uploads import Missing, file_in_uploads, path_in_uploads
from broadsheet.archive.records import ForeignPicture, PictureUse, Site
from broadsheet.desk.pictures_from_item import (
    TakenPicture,
    Unusable,
    all_or_nothing,
    keep_picture,
    read_picture,
)
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.media.models import Picture
from broadsheet.stories.block_values import fitting
from broadsheet.wire.errors import shown

#: How WordPress names a smaller copy of a picture: name-300x200.jpg.
_SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z0-9]{2,5}$)")
_SCALED = re.compile(r"-scaled(?=\.[A-Za-z0-9]{2,5}$)")
#: Pictures remembered at once.
_REMEMBERED = 20_000


@dataclass
class Library:
    """Takes each picture once, however many stories show it."""

    plan: MovePlan
    edition: Edition
    site: Site
    scratch: Scratch
    made: int = 0
    _known: dict[str, Picture | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clips = Clips(self.plan, self.edition, self.site, self.scratch)

    def named(self, use: PictureUse) -> list[ForeignPicture]:
        """The pictures that a story's use means, as the export tells of them."""
        if use.all_of:
            return self.scratch.of_story(use.all_of)
        found = self.scratch.by_key(use.key) if use.key else None
        if found is None and use.address:
            found = self.scratch.by_address(use.address) or self.scratch.by_address(
                _SIZED.sub("", use.address)
            )
        if found is None and use.address:
            found = ForeignPicture(key=plain_address(use.address), address=use.address)
        return [found] if found else []

    def take(self, picture: ForeignPicture, use: PictureUse, headline: str) -> TakenPicture:
        """A picture of ours for one of theirs, with the story's words. Raises Unusable."""
        words = picture.alt or use.alt or picture.caption or use.caption or headline
        held = self._known.get(picture.key)
        if held is None:
            held = self._take(picture, words)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[picture.key] = held
        if isinstance(held, str):
            raise Missing(held) if "not in the folder" in held else Unusable(held)
        alt = use.alt if use.alt != held.description else ""
        caption = use.caption or picture.caption
        if not held.description or not _same_language(held.language, self.edition):
            alt = alt or words
        return TakenPicture(held, fitting(alt, 300), fitting(caption, 600))

    def _take(self, picture: ForeignPicture, words: str) -> Picture | str:
        """The picture, or why it is not taken: asked for again, it is the same."""
        mark = mark_of(self.site.source, self.site.address, "picture", picture.key)
        row = SourceRecord.objects.filter(edition=self.edition, mark=mark).first()
        if row is not None:
            known = Picture.objects.filter(pk=row.object_id).first()
            return known or "it was deleted here"
        try:
            path = self._file_of(picture)
            if self.plan.dry_run:
                return self._tried(picture, path)
            with all_or_nothing():
                taken = self._keep(picture, path, words)
                self._remember(picture, taken, mark)
        except Unusable as reason:
            return str(reason)
        self.made += 1
        return taken

    def _tried(self, picture: ForeignPicture, path: Path) -> Picture | str:
        """What would be taken, in a dry run: nothing is read but the file's presence."""
        if not (picture.credit or self.plan.credit):
            return f"{shown(path.name)} may have no credit; --credit says one"
        self.made += 1
        language = self.edition.locale.language_code
        return Picture(pk=-self.made, title=path.name, credit="·", language=language)

    def _keep(self, picture: ForeignPicture, path: Path, words: str) -> Picture:
        data = read_picture(path)
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        known = Picture.objects.filter(file_hash=digest).first()
        if known is not None:
            if not known.credit:
                raise Unusable(f"{shown(path.name)} is in the library without a credit")
            return known
        made = Picture(
            title=fitting(picture.title, 255),
            description=fitting(words, 255),
            caption=fitting(picture.caption, 1000),
            credit=fitting(picture.credit, 200),
            language=self.edition.locale.language_code,
            file_hash=digest,
        )
        if not made.credit:
            made.credit = _credit_in(data, path) or self.plan.credit
        keep_picture(made, ContentFile(data, name=path.name))
        return made

    def _remember(self, picture: ForeignPicture, taken: Picture, mark: str) -> None:
        SourceRecord.objects.create(
            edition=self.edition,
            source=self.site.source,
            site=self.site.address,
            kind="picture",
            foreign_id=picture.key,
            mark=mark,
            became="media.picture",
            object_id=taken.pk,
            imported_at=clock.now(),
        )

    def _file_of(self, picture: ForeignPicture) -> Path:
        """The picture's file in the folder of uploads. Raises Missing."""
        name = picture.file or path_in_uploads(picture.address)
        further = (_SIZED.sub("", name), _SCALED.sub("", name))
        return file_in_uploads(self.plan.media, (name, *further), picture.address)


def _credit_in(data: bytes, path: Path) -> str:
    """The credit that the file itself holds."""
    from broadsheet.media.metadata import read_metadata

    return read_metadata(ContentFile(data, name=path.name)).credit_line


def _same_language(language: str, edition: Edition) -> bool:
    own = edition.locale.language_code
    return language.partition("-")[0].lower() == own.partition("-")[0].lower()
