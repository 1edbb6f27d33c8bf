"""Which signals lead where."""

from typing import Any

from django.db.models.signals import post_save

from broadsheet.programmes import covers
from broadsheet.programmes.models import Programme


def connect() -> None:
    """Have covers made of the pictures that programmes are given."""
    post_save.connect(_after_programme, sender=Programme, dispatch_uid="programmes.after_save")


def _after_programme(instance: Programme, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        covers.after_save(instance)
