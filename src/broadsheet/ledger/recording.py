"""Writes an entry for every change that readers can see, in the change's own transaction.

Whatever route a change takes, it ends in a save or a deletion of its record: what was stored before
is held against what is stored then, and only a difference is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save, pre_delete, pre_save
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Page

from broadsheet.ledger import tags
from broadsheet.ledger.acting import current_act
from broadsheet.ledger.models import Entry, Verb
from broadsheet.ledger.subjects import State, Subject, subject_of
from broadsheet.ledger.waking import wake_after_commit

#: Acts that say which kind of taking down it was.
_TAKING_DOWN = frozenset({Verb.KILL, Verb.WITHDRAW})
_BEFORE = "_ledger_before"

#: Called with (page, old tree path, new tree path) in the transaction of a move, before what stands
#: under the page is given its new path.
_after_move: list[Callable[[Page, str, str], object]] = []


def connect() -> None:
    """Follow what is saved and deleted."""
    pre_save.connect(_before_save, dispatch_uid="ledger.before_save")
    post_save.connect(_after_save, dispatch_uid="ledger.after_save")
    pre_delete.connect(_before_delete, dispatch_uid="ledger.before_delete")


def on_move(listener: Callable[[Page, str, str], object]) -> None:
    """Have ``listener`` called in the transaction of every move of a page."""
    _after_move.append(listener)


def record_change(instance: Model, fields: list[str]) -> None:
    """Write that something of a record changed which is stored elsewhere (a picture's sizes).

    Call it inside the transaction of that change.
    """
    subject = subject_of(type(instance))
    if subject is not None and instance.pk:
        _write(subject, instance.pk, Verb.CHANGE, fields=fields)


def record_made(records: Iterable[Model]) -> None:
    """Write an entry for each of some new records that were written in bulk, as ``save`` would.

    Django tells nobody of ``bulk_create``. Call it inside the transaction of that.
    """
    for record in records:
        subject = subject_of(type(record))
        if subject is not None:
            fields = [f for f in record._meta.concrete_fields if f.name in subject.names]
            values = {field.name: _value(record, field.attname) for field in fields}
            relations = {
                name: _stored_relation(subject.model, name, record.pk) for name in subject.relations
            }
            _record(subject, None, State(int(record.pk), values, relations))


def update_followed(rows: QuerySet[Any], **values: Any) -> int:
    """``QuerySet.update`` with an entry for every record that readers see change.

    Django tells nobody of such an update. For a few rows only: each is read before and after.
    """
    subject = subject_of(rows.model)
    if subject is None:
        return rows.update(**values)
    with transaction.atomic():
        before = {pk: _stored(subject, pk) for pk in rows.values_list("pk", flat=True)}
        updated = rows.model._base_manager.filter(pk__in=before).update(**values)
        for pk, state in before.items():
            after = _stored(subject, pk)
            if after is not None:
                _record(subject, state, after)
    return updated


def _before_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    subject = None if raw else _subject_for(sender, instance)
    if subject is None:
        return
    names = kwargs.get("update_fields")
    if names is not None and not _may_show(subject, names):
        instance.__dict__.pop(_BEFORE, None)
        return
    adding = instance._state.adding or instance.pk is None
    before = None if adding else _stored(subject, instance.pk)
    instance.__dict__[_BEFORE] = (before,)


def _after_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    subject = None if raw else _subject_for(sender, instance)
    held = instance.__dict__.pop(_BEFORE, None)
    if subject is None or held is None:
        return
    if subject.settle is not None:
        subject.settle(instance)
    before = held[0]
    after = _stored(subject, instance.pk, _known_relations(subject, before))
    if after is None:
        return
    after = _with_unsaved_relations(subject, instance, after)
    if subject.is_page and before and before.values["url_path"] != after.values["url_path"]:
        _record_move(instance, before, after)
    elif sender is Page and "path" in subject.names and subject.is_public(after):
        # A move saves the plain page when its place among its siblings is taken already, so that
        # nothing differs; no other route saves a page of the skeleton like this.
        _write(
            subject,
            after.pk,
            Verb.UPDATE,
            fields=["path"],
            old_address=subject.address(after),
            new_address=subject.address(after),
            touches=subject.touches(after, after, {"path"}),
        )
        return
    _record(subject, before, after)


def _before_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    subject = subject_of(sender)
    if subject is None:
        return
    before = _stored(subject, instance.pk)
    if before is None or not subject.is_public(before):
        return
    act = current_act()
    verb = act.verb if act.verb in _TAKING_DOWN else Verb.DELETE
    _write(
        subject,
        before.pk,
        verb,
        old_address=subject.address(before),
        touches=subject.touches(before, None, set()),
    )


def _record(subject: Subject, before: State | None, after: State) -> None:
    was = before is not None and subject.is_public(before)
    now = subject.is_public(after)
    if not was and not now:
        return
    fields = _changed(before, after) if was and now and before else set()
    if was and now and not fields:
        return
    touches = subject.touches(before if was else None, after if now else None, fields)
    if subject.is_page and before and before.values["url_path"] != after.values["url_path"]:
        # What was taken down at its old address is found at its new one from now on.
        touches[tags.address(before.values["url_path"])] = ""
    _write(
        subject,
        after.pk,
        _verb(subject, before if was else None, after if now else None, fields),
        fields=sorted(fields),
        old_address=subject.address(before) if was and before else "",
        new_address=subject.address(after) if now else "",
        touches=touches,
    )


def _verb(subject: Subject, before: State | None, after: State | None, fields: set[str]) -> str:
    act = current_act().verb
    if after is None:
        return act if act in _TAKING_DOWN else Verb.UNPUBLISH
    if not subject.is_page:
        return Verb.CHANGE
    if before is None:
        return Verb.PUBLISH
    if "url_path" in fields:
        return Verb.MOVE
    if act == Verb.CORRECT or subject.corrects(before, after):
        return Verb.CORRECT
    return Verb.UPDATE


def _record_move(instance: Any, before: State, after: State) -> None:
    """Redirect old addresses, and write an entry for every page that moves along."""
    old, new = before.values["url_path"], after.values["url_path"]
    page = instance if isinstance(instance, Page) else Page.objects.get(pk=instance.pk)
    for listener in _after_move:
        listener(page, old, new)
    under = Page.objects.filter(path__startswith=page.path, live=True).exclude(pk=page.pk)
    rows = under.values_list("pk", "url_path", "content_type_id", "translation_key")
    types = ContentType.objects
    for pk, path, type_id, key in rows.iterator():
        subject = subject_of(types.get_for_id(type_id).model_class() or Page)
        if subject is None or not path.startswith(old):
            continue
        moved = new + path[len(old) :]
        touches = {tags.address(path): "", tags.address(moved): "", tags.translations(key): ""}
        if path.count("/") < 5:
            touches[tags.skeleton(page.locale_id)] = ""
        _write(
            subject,
            pk,
            Verb.MOVE,
            fields=["url_path"],
            old_address=path,
            new_address=moved,
            touches=touches,
        )


def _write(
    subject: Subject,
    pk: int,
    verb: str,
    *,
    fields: list[str] | None = None,
    old_address: str = "",
    new_address: str = "",
    touches: dict[str, str] | None = None,
) -> None:
    act = current_act()
    Entry.objects.create(
        verb=verb,
        label=subject.label,
        model=subject.model._meta.label_lower,
        object_id=pk,
        fields=fields or [],
        old_address=old_address,
        new_address=new_address,
        touches=touches or {},
        backfill=act.backfill,
        detail=dict(act.detail),
    )
    wake_after_commit()


def _subject_for(sender: type[Model], instance: Model) -> Subject | None:
    """How a record is followed; a page that is saved as a plain ``Page`` is what it really is."""
    if sender is Page and isinstance(instance, Page):
        model = instance.specific_class  # type: ignore[attr-defined]
        return subject_of(model) if model else None
    return subject_of(sender)


def _may_show(subject: Subject, names: Any) -> bool:
    return bool(set(names) & {*subject.names, *subject.relations})


def _known_relations(subject: Subject, before: State | None) -> Mapping[str, list[Any]] | None:
    """What is stored of a record's relations right after its own save: they are saved later.

    A new record has none yet, another those it had. None where they were not looked up.
    """
    if before is None:
        return {name: [] for name in subject.relations}
    return before.relations if subject.is_public(before) else None


def _stored(
    subject: Subject, pk: Any, relations: Mapping[str, list[Any]] | None = None
) -> State | None:
    """A record as it is stored. Its relations are looked up where they are not given; what readers
    do not see is left without them: a draft that is saved has no use for them."""
    values = subject.model._base_manager.filter(pk=pk).values(*subject.names).first()
    if values is None:
        return None
    plain = {name: _plain(value) for name, value in values.items()}
    state = State(int(pk), plain, relations or {})
    if relations is not None or not subject.is_public(state):
        return state
    found = {name: _stored_relation(subject.model, name, pk) for name in subject.relations}
    return State(state.pk, plain, found)


def _plain(value: Any) -> Any:
    return value.get_prep_value() if hasattr(value, "get_prep_value") else value


def _stored_relation(model: type[Model], name: str, pk: Any) -> list[Any]:
    field = model._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField):
        through: Any = field.remote_field.through
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        rows = through._base_manager.filter(**{own: pk}).values_list(f"{other}_id", flat=True)
        return sorted(rows)
    child: Any = field.related_model
    names = _child_names(child)
    rows = child._base_manager.filter(**{field.field.name: pk})  # type: ignore[union-attr]
    order = child._meta.ordering or ("pk",)
    return list(rows.order_by(*order).values_list(*names))


def _with_unsaved_relations(subject: Subject, instance: Model, after: State) -> State:
    """Relations that are saved right after the record itself, as they will be."""
    pending = getattr(instance, "_cluster_related_objects", {})
    if not pending:
        return after
    relations = dict(after.relations)
    for name in subject.relations:
        if name not in pending:
            continue
        field = subject.model._meta.get_field(name)
        if isinstance(field, ParentalManyToManyField):
            relations[name] = sorted(each.pk for each in pending[name])
        else:
            names = _child_names(field.related_model)
            children = sorted(pending[name], key=lambda each: getattr(each, "sort_order", 0) or 0)
            relations[name] = [tuple(_value(each, part) for part in names) for each in children]
    return State(after.pk, after.values, relations)


def _child_names(child: Any) -> list[str]:
    """What makes one child different from another for readers: all but keys and order."""
    return [
        field.attname
        for field in child._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, ParentalKey)
        and field.name != "sort_order"
    ]


def _value(child: Any, name: str) -> Any:
    return _plain(getattr(child, name))


def _changed(before: State, after: State) -> set[str]:
    return set(_differences(before.values, after.values)) | set(
        _differences(before.relations, after.relations)
    )


def _differences(before: Any, after: Any) -> Iterator[str]:
    for name, value in after.items():
        if before[name] != value:
            yield name
