"""Rows as JSON, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Revision

from broadsheet.archive.newsroom.tables import BLANK

Row = dict[str, Any]

#: What a version says of accounts: their ids would be other people's in another newsroom.
_OF_ACCOUNTS: Row = {"owner": None, "locked_by": None, "wagtail_admin_comments": []}


class BadRow(ValueError):
    """Why a row cannot be written, in one line."""


def to_json(model: type[models.Model], row: Row) -> Row:
    """A row, by attribute, as JSON has it: no account, types by name, times in UTC."""
    blank = BLANK.get(model._meta.label_lower, {})
    found = {name: _plain(row[name]) for name in row}
    for name, kind in _special(model).items():
        if name in found:
            found[name] = None if kind == "user" else _label(row[name])
    if model is Revision and isinstance(found.get("content"), dict):
        found["content"] = {**found["content"], **_OF_ACCOUNTS}
    return {**found, **blank}


def from_json(model: type[models.Model], row: Any) -> Row:
    """A row as it is written, from what ``to_json`` made of one. Raises BadRow."""
    if not isinstance(row, dict):
        raise BadRow(f"a row of {model._meta.label_lower} is no object")
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    unknown = set(row) - set(fields)
    if unknown:
        raise BadRow(f"{model._meta.label_lower} has no {', '.join(sorted(unknown))[:200]} here")
    special = _special(model)
    found: Row = {}
    for name, value in row.items():
        kind = special.get(name)
        try:
            if kind is not None:
                found[name] = None if kind == "user" else _type_id(value)
            elif isinstance(fields[name], StreamField | models.JSONField):
                found[name] = value
            else:
                found[name] = fields[name].to_python(value)
        except (ValidationError, ValueError, TypeError, LookupError) as error:
            raise BadRow(f"{model._meta.label_lower}.{name} cannot be {value!r:.80}") from error
    return found


def columns_of(model: type[models.Model]) -> list[str]:
    """The attributes of a model's own table."""
    return [field.attname for field in model._meta.local_concrete_fields]


@cache
def _special(model: type[models.Model]) -> dict[str, str]:
    """Keys that mean another row elsewhere: accounts, and types of records."""
    found = {}
    for field in model._meta.local_concrete_fields:
        if field.related_model is get_user_model():
            found[field.attname] = "user"
        elif field.related_model is ContentType:
            found[field.attname] = "type"
    return found


def _label(type_id: int | None) -> str | None:
    if type_id is None:
        return None
    found = ContentType.objects.get_for_id(type_id)
    return f"{found.app_label}.{found.model}"


def _type_id(label: Any) -> int | None:
    if label is None:
        return None
    app, _, model = str(label).partition(".")
    try:
        return ContentType.objects.get_by_natural_key(app, model).pk
    except ContentType.DoesNotExist as error:
        raise LookupError(label) from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, StreamValue):
        return value.get_prep_value()
    return value
