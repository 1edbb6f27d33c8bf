"""The first level of IPTC's Media Topics, in the words of this newsroom.

The seventeen are the same in the Subject Codes before them, and are known without a vocabulary.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

#: In the order in which somebody looks for one.
FIRST_LEVEL: dict[str, str | Promise] = {
    "01000000": _("arts, culture, entertainment and media"),
    "16000000": _("conflict, war and peace"),
    "02000000": _("crime, law and justice"),
    "03000000": _("disaster, accident and emergency"),
    "04000000": _("economy, business and finance"),
    "05000000": _("education"),
    "06000000": _("environment"),
    "07000000": _("health"),
    "08000000": _("human interest"),
    "09000000": _("labour"),
    "10000000": _("lifestyle and leisure"),
    "11000000": _("politics and government"),
    "12000000": _("religion"),
    "13000000": _("science and technology"),
    "14000000": _("society"),
    "15000000": _("sport"),
    "17000000": _("weather"),
}


def first_level_name(code: str, language: str) -> str:
    """The name of a topic of the first level in a language; "" where we have none in it."""
    label = FIRST_LEVEL.get(code)
    if label is None:
        return ""
    with override(language):
        name = str(label)
    if language.lower().partition("-")[0] == "en":
        return name
    with override("en"):
        # Django gives the English words where a catalogue is missing.
        return name if name != str(label) else ""
