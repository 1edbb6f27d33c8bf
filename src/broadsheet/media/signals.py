"""Which signals lead where."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save

from broadsheet.media import intake
from broadsheet.media.encoding import discard_renditions
from broadsheet.media.files import discard_file
from broadsheet.media.models import Clip, Picture


def connect() -> None:
    """Have pictures taken in and their sizes made; have the files of deleted clips removed."""
    pre_save.connect(_before_picture, sender=Picture, dispatch_uid="media.before_picture")
    post_save.connect(_after_picture, sender=Picture, dispatch_uid="media.after_picture")
    post_delete.connect(_after_clip, sender=Clip, dispatch_uid="media.after_clip")


def _before_picture(instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        intake.before_save(instance, kwargs.get("update_fields"))


def _after_picture(instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        intake.after_save(instance, kwargs.get("update_fields"))


def _after_clip(instance: Clip, **kwargs: Any) -> None:
    discard_file(instance.file)
    discard_file(instance.captions)
    discard_renditions(instance)
