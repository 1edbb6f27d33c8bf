"""What is being done, where the change alone does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Act:
    """A verb for what is written meanwhile; whether it is an archive's; what else is to be kept."""

    verb: str = ""
    backfill: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


_NOTHING = Act()
_act: ContextVar[Act] = ContextVar("act", default=_NOTHING)


@contextmanager
def acting(
    verb: str = "", *, backfill: bool = False, detail: Mapping[str, Any] | None = None
) -> Iterator[None]:
    """Write what is written in the block under ``verb``, where that verb can be.

    ``kill`` and ``withdraw`` stand for ``unpublish``, ``correct`` for ``update``. ``backfill``
    marks an archive's import: pressed and found, but sent to nobody.
    """
    token = _act.set(Act(verb, backfill, dict(detail or {})))
    try:
        yield
    finally:
        _act.reset(token)


def current_act() -> Act:
    """What is being done now."""
    return _act.get()
