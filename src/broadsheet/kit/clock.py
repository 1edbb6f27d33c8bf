"""The newsroom's one clock. Code asks it, so that tests can set it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_system_now)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source.get()()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block.

    Raises ValueError for a naive moment: a newsroom in three zones cannot guess.
    """
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    held = moment.astimezone(UTC)
    token = _source.set(lambda: held)
    try:
        yield
    finally:
        _source.reset(token)
