"""Which records the ledger follows, and what it must know of each kind.

Packages above register their models when they are ready; the ledger knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class State:
    """A record as it stood, or stands: its stored values by field name, and its relations' rows.

    A value is plain: a foreign key is a key, a stream its stored blocks. A relation is a list of
    keys (many-to-many), or of tuples of stored values (children, in order). Of a record that
    readers do not see there are no relations.
    """

    pk: int
    values: Mapping[str, Any]
    relations: Mapping[str, list[Any]]


def _always(state: State) -> bool:
    return True


def _nowhere(state: State) -> str:
    return ""


@dataclass(frozen=True)
class Subject:
    """How the ledger follows one model.

    ``ignored`` are fields that readers never see; ``relations`` names of child and many-to-many
    relations that they do. ``is_public`` goes by the values alone. ``touches`` gets the state
    before and after (None where readers saw or see nothing) and the fields that changed, and
    returns tags beside the row's own.
    """

    model: type[Model]
    label: str
    ignored: frozenset[str] = frozenset()
    relations: tuple[str, ...] = ()
    is_public: Callable[[State], bool] = _always
    address: Callable[[State], str] = _nowhere
    touches: Callable[[State | None, State | None, set[str]], dict[str, str]] = (
        lambda before, after, fields: {}
    )
    #: Whether a public change makes the verb ``update`` (a page) or ``change`` (a record).
    is_page: bool = False
    #: Brings what is stored beside the tree into line with it, before the change is compared.
    settle: Callable[[Any], None] | None = None
    corrects: Callable[[State, State], bool] = field(default=lambda before, after: False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The stored fields that readers may see."""
        fields = self.model._meta.concrete_fields
        return tuple(f.name for f in fields if f.name not in self.ignored)


_subjects: dict[type[Model], Subject] = {}


def register(subject: Subject) -> None:
    """Have the ledger follow a model. Raises ValueError for one that is followed already."""
    if subject.model in _subjects:
        raise ValueError(f"{subject.model.__name__} is in the ledger already")
    _subjects[subject.model] = subject


def subject_of(model: type[Model]) -> Subject | None:
    """How a model is followed; None for one that is not."""
    return _subjects.get(model)


def followed() -> Collection[type[Model]]:
    """Every model that is followed."""
    return _subjects.keys()
