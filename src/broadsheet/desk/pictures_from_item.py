"""The pictures of a wire item, checked and taken into the newsroom's library."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.media.intake import take_in
from broadsheet.media.models import Clip, Picture
from broadsheet.wire.errors import shown
from broadsheet.wire.item import Item, ItemType, Rendition

LARGEST_PICTURE = 30 * 1024 * 1024
BY = re.compile(r"^\s*(?:by|por|par|بقلم)\s+", re.IGNORECASE)


class Unusable(Exception):
    """Why a picture is not taken, in one line."""


@dataclass(frozen=True)
class TakenPicture:
    """A picture of the library as one story shows it: with words in the story's language.

    The words are empty where the picture's own are in that language.
    """

    picture: Picture
    alt: str = ""
    caption: str = ""


@dataclass
class Pictures:
    """What became of one item's pictures: those taken, and why others were left out.

    ``carried`` tells whether the item has any at all.
    """

    taken: list[TakenPicture] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    carried: bool = False

    @property
    def note(self) -> str:
        """One line on what was left out; empty if nothing was."""
        return "; ".join(self.left_out)


#: Pictures whose files were stored by a transaction that is not committed yet.
_uncommitted: ContextVar[list[Picture | Clip]] = ContextVar("uncommitted pictures")


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction; if it is rolled back, the files of pictures taken inside it go, too."""
    made: list[Picture | Clip] = []
    token = _uncommitted.set(made)
    try:
        with transaction.atomic():
            # The first thing after the commit: from then on, the files belong to the library.
            transaction.on_commit(made.clear)
            yield
    except BaseException:
        for holder in made:
            holder.file.storage.delete(str(holder.file))
        raise
    finally:
        _uncommitted.reset(token)


def take_pictures(item: Item, edition: Edition) -> Pictures:
    """Take the item's pictures whose files lie beside it into the library, each only once."""
    carriers = [association.item for association in item.pictures]
    if item.type in {ItemType.PICTURE, ItemType.GRAPHIC}:
        carriers.insert(0, item)
    found = Pictures(carried=bool(carriers))
    for carrier in carriers:
        try:
            found.taken.append(_take(carrier, item, edition))
        except Unusable as reason:
            found.left_out.append(f"a picture is left out: {reason}")
    return found


def _take(carrier: Item, item: Item, edition: Edition) -> TakenPicture:
    if not carrier.may_be_published(clock.now()):
        raise Unusable("it is withheld or under embargo")
    path = _best_file(carrier.renditions)
    if path is None:
        raise Unusable("its file is not in the item's folder")
    words = carrier.caption or carrier.summary or carrier.headline or item.headline
    data = read_picture(path)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    known = Picture.objects.filter(file_hash=digest).first()
    if known is None:
        picture = _described(carrier, item, edition, words)
        picture.file_hash = digest
        keep_picture(picture, ContentFile(data, name=path.name))
        return TakenPicture(picture)
    if not known.credit:
        raise Unusable(f"{shown(path.name)} is in the library without a credit")
    if known.language.partition("-")[0] == edition.locale.language_code.partition("-")[0]:
        return TakenPicture(known)
    return TakenPicture(known, alt=words[:300], caption=words[:600])


def _best_file(renditions: tuple[Rendition, ...]) -> Path | None:
    here = [r for r in renditions if r.local_path is not None and _may_be_picture(r)]
    if not here:
        return None
    return max(here, key=lambda each: (each.width or 0, each.size_bytes or 0)).local_path


def _may_be_picture(rendition: Rendition) -> bool:
    return rendition.mimetype.partition("/")[0] in {"", "image"}


def read_picture(path: Path) -> bytes:
    """The file's content. It was looked up before: no link is followed any more.

    Raises Unusable.
    """
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            data = file.read(LARGEST_PICTURE + 1)
    except OSError as error:
        raise Unusable(f"{shown(path.name)} cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_PICTURE:
        most = LARGEST_PICTURE // (1024 * 1024)
        raise Unusable(f"{shown(path.name)} is larger than {most} MB")
    return data


def _described(carrier: Item, item: Item, edition: Edition, words: str) -> Picture:
    credit = carrier.rights.credit_line or " / ".join(
        filter(None, [BY.sub("", carrier.byline), carrier.source or item.source or item.provider])
    )
    return Picture(
        title=(carrier.headline or item.headline)[:255],
        description=words[:255],
        caption=words[:1000],
        credit=credit[:200],
        copyright_notice=carrier.rights.copyright_notice[:300],
        usage_terms=carrier.rights.usage_terms[:1000],
        language=edition.locale.language_code,
    )


def keep_picture(picture: Picture, file: ContentFile) -> None:
    """Check a file and save the picture with it. Raises Unusable."""
    name = shown(file.name)
    try:
        take_in(picture, file)
    except ValidationError as error:
        raise Unusable(f"{name}: {' '.join(error.messages)}") from error
    if not picture.credit:
        raise Unusable(f"{name} has no credit, in the item or in the file")
    picture.save()
    note_file(picture)


def note_file(holder: Picture | Clip) -> None:
    """Have a file that was stored go again if the transaction around it is rolled back."""
    _uncommitted.get([]).append(holder)
