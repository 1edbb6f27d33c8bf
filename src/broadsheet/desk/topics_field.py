"""A field for choosing Media Topics by their names, in the language of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from broadsheet.desk.wire_choices import Choices, topic_name
from broadsheet.stories.pick_many import PickMany
from broadsheet.wire.first_level import FIRST_LEVEL
from broadsheet.wire.formats.media_topics import is_code
from broadsheet.wire.vocabulary import Vocabulary, vocabulary


class TopicsField(forms.MultipleChoiceField):
    """Codes of Media Topics, eight digits each, with spaces between.

    Where a vocabulary is loaded all of its topics can be chosen, else the first level. A code that
    is not among them and stands there already is kept. One query.
    """

    def __init__(self, codes: str = "", **kwargs: Any) -> None:
        none = {"data-pick-many-none": _("No topic of this name")}
        kwargs.setdefault("required", False)
        super().__init__(
            choices=topic_choices(vocabulary(), codes.split()), widget=PickMany(none), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def valid_value(self, value: str) -> bool:
        return is_code(value) or super().valid_value(value)

    def clean(self, value: Any) -> Any:
        return " ".join(dict.fromkeys(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)


def topic_choices(known: Vocabulary, chosen: list[str]) -> Choices:
    """The first level, every topic below it with the name of its branch, and what is chosen."""
    first = [(code, topic_name(code, known)) for code in FIRST_LEVEL]
    names = dict(first)
    below = [
        (topic.code, _with_branch(topic_name(topic.code, known), names.get(branch, "")))
        for topic in known.topics()
        if topic.code not in FIRST_LEVEL
        for branch in known.line(topic.code)[-1:]
    ]
    listed = first + sorted(below, key=lambda choice: choice[1].casefold())
    there = {code for code, _name in listed}
    return listed + [(code, topic_name(code, known)) for code in chosen if code not in there]


def _with_branch(name: str, branch: str) -> str:
    """Two topics in two branches may have one name."""
    return f"{name} · {branch}" if branch else name
