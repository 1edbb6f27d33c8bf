"""Notes every record that is loaded while a page is rendered, with the fields that were loaded.

What is read without loading a record (values, counts, absences) is noted where it is read.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_init
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from broadsheet.ledger import reading, tags

#: Applications whose records pages are made from; others (languages, renditions' files) stand
#: still, or are noted with the record that they belong to.
_OURS = frozenset(
    {"editions", "people", "topics", "media", "programmes", "stories", "fronts", "live"}
    | {"audience"}
)


def connect() -> None:
    """Listen to records being loaded."""
    post_init.connect(_after_init, dispatch_uid="press.noticing")


def _after_init(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    noted = reading.current()
    if noted is None or instance.pk is None:
        return
    label, parent, relation = _kind_of(sender)
    if not label:
        return
    if parent:
        owner = instance.__dict__.get(parent)
        if owner is not None:
            noted.note_row(tags.row(label, owner), (relation,))
        return
    names = _names(sender)
    loaded = [names[name] for name in instance.__dict__ if name in names]
    noted.note_row(tags.row(label, instance.pk), loaded)


@cache
def _kind_of(model: type[Model]) -> tuple[str, str, str]:
    """The label of a model's rows; for a child of another record, that one's label, the attribute
    that holds its key, and the name of the relation. Empty for what need not be noted."""
    if issubclass(model, Page):
        return "page", "", ""
    # Every page loads every edition, and says of the others only where they are: what is read of
    # which is noted where an edition is asked for.
    if model._meta.app_label not in _OURS or model._meta.model_name in {"rendition", "edition"}:
        return "", "", ""
    for field in model._meta.get_fields():
        if isinstance(field, ParentalKey):
            owner = field.related_model
            label = "page" if issubclass(owner, Page) else owner._meta.label_lower
            return label, field.attname, field.remote_field.get_accessor_name() or ""
    return model._meta.label_lower, "", ""


@cache
def _names(model: type[Model]) -> dict[str, str]:
    return {field.attname: field.name for field in model._meta.concrete_fields}
