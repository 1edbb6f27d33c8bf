"""What Wagtail keeps of a story as a version, made without asking the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations, get_field_value

from broadsheet.stories.models import Byline, Story

Row = dict[str, Any]


def version_of(
    story: Story, streams: dict[str, str], bylines: list[Row], relations: dict[str, list[int]]
) -> dict[str, Any]:
    """The content of a new story's version, as ``ClusterableModel.serializable_data`` gives it.

    ``streams`` are its streams as JSON; ``bylines`` their rows, with ids; ``relations`` ids by the
    name of a many-to-many field.
    """
    stored = story.__dict__
    content: dict[str, Any] = {"pk": story.pk}
    for name, attname, value_of in _fields(Story):
        if name in streams:
            content[name] = streams[name]
        else:
            content[name] = value_of(story) if value_of else stored[attname]
    for name in _children():
        content[name] = [_line(line) for line in bylines] if name == "bylines" else []
    for name in many_to_many():
        content[name] = relations.get(name, [])
    return content


def _line(byline: Row) -> dict[str, Any]:
    names = {name: byline[attname] for name, attname, _ in _fields(Byline) if attname in byline}
    return {"pk": byline["id"], **names}


@cache
def many_to_many() -> tuple[str, ...]:
    """The names of a story's many-to-many fields."""
    fields = Story._meta.get_fields()
    return tuple(field.name for field in fields if isinstance(field, ParentalManyToManyField))


@cache
def _children() -> tuple[str, ...]:
    return tuple(relation.get_accessor_name() for relation in get_all_child_relations(Story))


@cache
def _fields(
    model: type[models.Model],
) -> tuple[tuple[str, str, Callable[[Any], Any] | None], ...]:
    """The fields a version holds: name, attribute, and how its value is made if it is not plain."""
    fields = [field for field in model._meta.fields if getattr(field, "serialize", True)]
    return tuple((field.name, field.attname, _value_of(field)) for field in fields)


def _value_of(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, models.DateTimeField):

        def moment(record: Any) -> datetime | None:
            value: datetime | None = getattr(record, field.attname)
            return value.astimezone(UTC) if value else None

        return moment
    plain = (models.CharField, models.TextField, models.BooleanField, models.IntegerField)
    if isinstance(field, plain) or field.remote_field is not None:
        return None
    return lambda record: get_field_value(field, record)
