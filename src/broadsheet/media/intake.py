"""Pictures coming in, by whatever route: a form, several at once, the API, an import.

The signals of ``Picture`` lead here (``media/signals.py``), because Wagtail's routes have nothing
else in common.
"""

import re
from pathlib import PurePath

from django.core.files import File
from django.db import transaction
from django.db.models import CharField, TextField

from broadsheet.media.checks import check_picture_file
from broadsheet.media.files import discard_file
from broadsheet.media.metadata import PictureMetadata, read_metadata
from broadsheet.media.models import Picture
from broadsheet.media.renditions import crop_key, make_renditions_of

_NOT_A_LETTER = re.compile(r"[\W_]+")


def take_in(picture: Picture, file: File) -> None:
    """Check a new file, give it to a picture, and fill what nobody has written. Does not save.

    For imports, which have no form. Raises ValidationError, with one clear line, for a file that is
    not to be kept. (A picture that is made with its file reads that at once, whatever it is.)
    """
    check_picture_file(file)
    picture.file = file  # type: ignore[assignment]
    fill_from_file(picture)


def fill_from_file(picture: Picture) -> None:
    """Fill what is empty in a picture from its file's metadata; what an editor wrote stays.

    A title that is only the file's name counts as empty. Never raises for broken metadata.
    """
    with picture.open_file() as file:
        metadata = read_metadata(file)
    name = picture.file.name or ""
    if not picture.title or _is_name_of_file(picture.title, name):
        picture.title = _fitting("title", metadata.title) or picture.title or title_from(name)
    for field, words in _words(metadata).items():
        if not getattr(picture, field):
            setattr(picture, field, _fitting(field, words))
    if picture.taken_at is None:
        picture.taken_at = metadata.created


def title_from(file_name: str) -> str:
    """A title for a picture that has none: its file's name without the ending."""
    return _fitting("title", PurePath(file_name).stem.replace("_", " ").strip())


def before_save(picture: Picture, update_fields: frozenset[str] | None) -> None:
    """Note how a picture stood before, and take in a new file. Called by the signal."""
    stored = None if picture._state.adding else _as_stored(picture.pk)
    picture.before = stored
    is_new = stored is None or not picture.file._committed
    if is_new and picture.file and (update_fields is None or "file" in update_fields):
        fill_from_file(picture)


def after_save(picture: Picture, update_fields: frozenset[str] | None) -> None:
    """Have a picture's sizes made once it is committed. Called by the signal.

    Where its file was replaced, the old file and all that was made of it go.
    """
    if (update_fields is not None and not update_fields & _SHAPING) or not picture.file:
        return
    stored, picture.before = picture.before, None
    if stored is not None and stored.file.name != picture.file.name:
        picture.renditions.all().delete()
        discard_file(stored.file)
        stored = None
    key, crop_before = picture.pk, crop_key(stored) if stored is not None else ""
    transaction.on_commit(lambda: make_renditions_of.enqueue(key, crop_before))


_FOCAL = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
_SHAPING = frozenset({"file", *_FOCAL})


def _as_stored(key: int | None) -> Picture | None:
    return Picture.objects.only("file", "width", "height", *_FOCAL).filter(pk=key or 0).first()


def _words(metadata: PictureMetadata) -> dict[str, str]:
    return {
        "description": metadata.alt,
        "caption": metadata.caption,
        "credit": metadata.credit_line,
        "copyright_notice": metadata.copyright_notice,
        "usage_terms": metadata.usage_terms,
    }


def _fitting(field: str, words: str) -> str:
    """``words`` within the field's length, cut at a word and marked so."""
    column = Picture._meta.get_field(field)
    limit = column.max_length if isinstance(column, CharField | TextField) else None
    if limit is None or len(words) <= limit:
        return words
    head, space, _tail = words[: limit - 1].rpartition(" ")
    return f"{head if space else words[: limit - 1]}…"


def _is_name_of_file(title: str, name: str) -> bool:
    plain = _NOT_A_LETTER.sub("", title).casefold()
    path = PurePath(name)
    return plain in {_NOT_A_LETTER.sub("", part).casefold() for part in (path.stem, path.name)}
