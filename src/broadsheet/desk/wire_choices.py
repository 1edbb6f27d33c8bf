"""What the inbox can be narrowed to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from broadsheet.editions.edition_set import EditionSet
from broadsheet.wire.models import ReceivedItem, Source

Choices = list[tuple[str, str]]


def choices_of(sources: list[Source]) -> dict[str, Choices]:
    """Choices by the name of the filter; labels in the language of the desk. Two queries."""
    return {
        "source": [(str(source.pk), source.name) for source in sources],
        "language": _languages(sources),
        "urgency": [
            (str(n), _("%(number)d and more urgent") % {"number": n}) for n in (1, 2, 3, 4, 5)
        ],
        "subject": _subjects(),
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


def _subjects() -> Choices:
    """The first level of IPTC's Media Topics."""
    return [
        ("01000000", _("arts, culture, entertainment and media")),
        ("16000000", _("conflict, war and peace")),
        ("02000000", _("crime, law and justice")),
        ("03000000", _("disaster, accident and emergency")),
        ("04000000", _("economy, business and finance")),
        ("05000000", _("education")),
        ("06000000", _("environment")),
        ("07000000", _("health")),
        ("08000000", _("human interest")),
        ("09000000", _("labour")),
        ("10000000", _("lifestyle and leisure")),
        ("11000000", _("politics and government")),
        ("12000000", _("religion")),
        ("13000000", _("science and technology")),
        ("14000000", _("society")),
        ("15000000", _("sport")),
        ("17000000", _("weather")),
    ]
