"""When what is saved is indexed: for search, and for the question of where a record is used.

Wagtail asks for both at each save, as tasks that are done at once, in the transaction of the save.
A verb that saves the same record several times needs them once, at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

#: Wagtail's tasks whose arguments name a record: an app, a model, a key.
_INDEXING = frozenset({"update_reference_index_task", "insert_or_update_object_task"})

_Record = tuple[Any, ...]
#: What waits for the end of a block, in order; None outside of any.
_waiting: ContextVar[dict[tuple[str, _Record], Task[Any, Any]] | None] = ContextVar(
    "waiting", default=None
)
#: The record whose save changes nothing that is indexed.
_left_out: ContextVar[_Record | None] = ContextVar("left_out", default=None)


@contextmanager
def indexed_once() -> Iterator[None]:
    """Index what is saved inside the block at its end, each record once, as it stands then.

    Use it inside a transaction, which then holds a change and what is indexed of it. Inside another
    such block it does nothing by itself. If the block fails, nothing is indexed.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    for (_name, record), task in waiting.items():
        task.enqueue(*record)


@contextmanager
def nothing_new_in(instance: Model) -> Iterator[None]:
    """Inside the block, saving ``instance`` itself asks for no indexing: nothing of it changes."""
    token = _left_out.set(_record_of(instance))
    try:
        yield
    finally:
        _left_out.reset(token)


class Immediately(ImmediateBackend):
    """Does tasks at once, as Django's backend of that name; indexing waits where it may."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """See ``BaseTaskBackend.enqueue``."""
        if task.name not in _INDEXING or kwargs:
            return super().enqueue(task, args, kwargs)
        record = tuple(args)
        waiting = _waiting.get()
        if record != _left_out.get():
            if waiting is None:
                return super().enqueue(task, args, kwargs)
            waiting[task.name, record] = task
        return self._put_off(task, args)

    def _put_off(self, task: Task[Any, Any], args: Any) -> TaskResult[Any]:
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs={},
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _record_of(instance: Model) -> _Record:
    meta = instance._meta
    return (meta.app_label, meta.model_name, str(instance.pk))
