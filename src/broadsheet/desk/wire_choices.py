"""What the inbox can be narrowed to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from broadsheet.editions.edition_set import EditionSet
from broadsheet.wire.first_level import FIRST_LEVEL
from broadsheet.wire.models import ReceivedItem, Source
from broadsheet.wire.vocabulary import Vocabulary

Choices = list[tuple[str, str]]


def choices_of(sources: list[Source], known: Vocabulary, subject: str = "") -> dict[str, Choices]:
    """Choices by the name of the filter; labels in the language of the desk. Two queries.

    ``subject`` is the code that is chosen now: it stands among the choices, whatever it is.
    """
    return {
        "source": [(str(source.pk), source.name) for source in sources],
        "language": _languages(sources),
        "urgency": [
            (str(n), _("%(number)d and more urgent") % {"number": n}) for n in (1, 2, 3, 4, 5)
        ],
        "subject": _subjects(known, subject),
        "status": [(value, str(label)) for value, label in ReceivedItem.Status.choices],
        "state": [(value, str(label)) for value, label in ReceivedItem.State.choices],
        "desk": [(str(group.pk), group.name) for group in Group.objects.order_by("name")],
    }


def _languages(sources: list[Source]) -> Choices:
    codes: dict[str, Any] = {
        edition.locale.language_code: edition.locale.get_display_name() for edition in EditionSet()
    }
    for source in sources:
        if source.language:
            codes.setdefault(source.language, source.language)
    return [(code, str(name)) for code, name in codes.items()]


def _subjects(known: Vocabulary, chosen: str) -> Choices:
    """The first level of Media Topics, and the topic that is chosen where it is another one."""
    listed = [(code, topic_name(code, known)) for code in FIRST_LEVEL]
    if chosen and chosen not in FIRST_LEVEL:
        listed.append((chosen, topic_name(chosen, known)))
    return listed


def topic_name(code: str, known: Vocabulary) -> str:
    """What a topic is called at the desk: in its language, else in English, else by its id."""
    return known.name(code, get_language() or "en") or known.any_name(code) or code
