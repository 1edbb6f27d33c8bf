"""The plans of the demo newsroom's editions, and of an empty newsroom's."""

from html import escape
from typing import Any

from broadsheet.demo.catalogue import LANGUAGES, catalogue
from broadsheet.desk.founding import EditionPlan, SectionPlan, StandingPlan

#: IPTC Media Topics (top level, and weather) by the section that takes them.
SUBJECTS = {
    "politics": "11000000 02000000 16000000",
    "economy": "04000000 09000000",
    "sports": "15000000",
    "arts-culture": "01000000 12000000",
    "health": "07000000",
    "technology": "13000000",
    "environment": "06000000 17000000 03000000",
    "miscellaneous": "08000000 10000000 14000000 05000000",
}
ZONES = {"en": "Europe/London", "ar": "Asia/Beirut", "es": "Europe/Madrid"}
#: Month names of the Levant (تشرين الثاني), as the Arabic edition writes them.
REGION_FORMATS = {"en": "en-GB", "ar": "ar-LB", "es": "es-ES"}
TITLES = {
    "about": {"en": "About us", "ar": "من نحن", "es": "Quiénes somos"},
    "privacy": {"en": "Privacy policy", "ar": "سياسة الخصوصية", "es": "Política de privacidad"},
    "contact": {"en": "Contact us", "ar": "اتصل بنا", "es": "Contacto"},
}
#: An empty newsroom is told what belongs here, in words it will replace.
FILL_IN = {
    "en": "This page is yours to write: Fronts and pages, in the desk.",
    "ar": "هذه الصفحة لكم لتكتبوها من مكتب التحرير.",
    "es": "Esta página la escribe la redacción, desde la mesa de edición.",
}


def edition_plans(*, empty: bool = False, name: str = "") -> list[EditionPlan]:
    """Plans of the three editions; without any of the demo's own words if ``empty``."""
    return [
        _plan(language, order, empty=empty, name=name) for order, language in enumerate(LANGUAGES)
    ]


def _plan(language: str, order: int, *, empty: bool, name: str) -> EditionPlan:
    words = catalogue()["edition"][language]
    areas = {area["key"]: area["name"][language] for area in catalogue()["area"]}
    standing = [
        StandingPlan(key, TITLES[key][language], _text(words[key], language, empty))
        for key in ("about", "privacy")
    ]
    intro = [words["contact_intro"]]
    return EditionPlan(
        code=language,
        language=language,
        name=(name or "Broadsheet") if empty else words["name"],
        slogan="" if empty else words["slogan"],
        description="" if empty else words["slogan"],
        time_zone="UTC" if empty else ZONES[language],
        region_format=REGION_FORMATS[language],
        digits="arab" if language == "ar" else "default",
        sort_order=order,
        areas=areas,
        sections=[_section(section, language) for section in catalogue()["section"]],
        standing=standing,
        contact=StandingPlan("contact", TITLES["contact"][language], _text(intro, language, empty)),
    )


def _section(section: dict[str, Any], language: str) -> SectionPlan:
    return SectionPlan(
        key=section["key"],
        area=section["area"],
        name=section["name"][language],
        slug=section["slug"][language],
        description=section["description"][language],
        subjects=SUBJECTS.get(section["key"], ""),
    )


def _text(paragraphs: list[str], language: str, empty: bool) -> str:
    chosen = [FILL_IN[language]] if empty else paragraphs
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in chosen)
