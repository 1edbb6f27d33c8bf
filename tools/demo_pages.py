"""One address of every page type, in English and Arabic, of a copy of the demo newsroom.

Run in a process of its own (``BROADSHEET_HOME=… python -m tools.demo_pages``), because it needs
Django: it adds what the demo has no use for (a page of old stories, a story that was taken back)
and prints the addresses as JSON: ``{"en": {"front": "/en/", …}, "ar": {…}}``.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.config.settings")

#: Stories by kind that are looked at: those with the most on their page.
CHOSEN = {
    "news": "harbour-second-berth-reopens-to-grain-ships",
    "live_page": "recount-of-the-last-seat-live",
    "opinion": "a-harbour-is-a-promise",
    "analysis": "grain-road-cost-more-than-the-berth-repair",
    "blog": "night-notebook-a-desk-of-three",
    "feature": "eleven-centimetres-the-storm-that-moved-a-wall",
    "in_five": "port-salim-second-berth-in-five-points",
    "infographic": "port-salim-grain-in-numbers",
    "gallery": "kharuli-market-in-pictures-from-first-boat-to-last-bus",
    "video": "doors-of-the-old-town-carpenter-port-salim",
    "audio": "night-signals-what-a-harbour-says",
}
#: One record of each sort, by its English slug.
RECORDS = {
    "region": "mena",
    "topic": "harbour",
    "dossier": "harbour-year",
    "programme": "night-signals",
    "author": "lina-haddad",
    "agency": "northwind",
}
#: Beneath this many stories a listing has no numbered page.
ENOUGH = 40
LONG_AGO = datetime(2019, 3, 4, 8, tzinfo=UTC)


def pages_by_edition() -> dict[str, dict[str, str]]:
    """Addresses by edition and page type, after making what is missing for them."""
    from broadsheet.editions.models import Edition

    found = {}
    for edition in Edition.objects.filter(code__in=("en", "ar")):
        fill_archive(edition)
        take_back(edition)
        found[edition.code] = {**_places(edition), **_records(edition), **_stories(edition)}
    return found


def _places(edition: Any) -> dict[str, str]:
    from broadsheet.editions.addresses import address_of
    from broadsheet.editions.models import Area, Section

    news = Area.objects.get(locale=edition.locale, key="news")
    english = Section.objects.get(locale__language_code="en", slug="politics")
    section = english.get_translation(edition.locale)
    front = f"/{edition.code}/"
    named = ("authors", "programmes", "about", "contact", "privacy", "live", "breaking", "all")
    return {
        "front": front,
        "area": address_of(edition, news.url_path),
        "section": address_of(edition, section.url_path),
        **{name: f"{front}{name}/" for name in named},
        "numbered": f"{front}all/1/",
        "missing": f"{front}never-was/",
        "gone": f"{front}news/taken-back/",
    }


def _records(edition: Any) -> dict[str, str]:
    from broadsheet.people.models import Agency, Author
    from broadsheet.programmes.models import Programme
    from broadsheet.topics.models import Dossier, Region, Topic

    models = {
        "region": Region,
        "topic": Topic,
        "dossier": Dossier,
        "programme": Programme,
        "author": Author,
        "agency": Agency,
    }
    found = {}
    for place, model in models.items():
        english = model.objects.get(locale__language_code="en", slug=RECORDS[place])
        record = english.get_translation(edition.locale)
        found[place] = record.address_in(edition)
    return found


def _stories(edition: Any) -> dict[str, str]:
    from broadsheet.editions.addresses import address_of
    from broadsheet.stories.models import Story

    found = {}
    for kind, slug in CHOSEN.items():
        english = Story.objects.get(locale__language_code="en", slug=slug)
        found[kind] = address_of(edition, english.get_translation(edition.locale).url_path)
    own = Story.objects.filter(edition=edition, live=True, published_at__year__gte=2020)
    alone = next(story for story in own if not story.get_translations().filter(live=True).exists())
    found["untranslated"] = address_of(edition, alone.url_path)
    return found


def fill_archive(edition: Any) -> None:
    """Add short old stories until the edition's listing has a numbered page."""
    from broadsheet.editions.models import Section
    from broadsheet.stories.models import Story

    english = Section.objects.get(locale__language_code="en", slug="environment")
    section = english.get_translation(edition.locale)
    words = {"en": ("From the archive", "It was kept."), "ar": ("من الأرشيف", "بقي محفوظا.")}
    title, text = words[edition.code]
    while (count := Story.objects.filter(edition=edition, live=True).count()) < ENOUGH:
        day = LONG_AGO + timedelta(days=count)
        story = Story(
            title=f"{title} {count}",
            live=False,
            first_published_at=day,
            published_at=day,
            body=[("paragraph", f"<p>{text}</p>")],
        )
        section.add_child(instance=story)
        story.save_revision().publish()
        Story.objects.filter(pk=story.pk).update(touched_at=day)


def take_back(edition: Any) -> None:
    """Note an address as one that was published and removed."""
    from broadsheet.editions.models import RemovedAddress

    RemovedAddress.objects.get_or_create(
        tree_path=f"/{edition.code}/news/taken-back/", defaults={"removed_at": LONG_AGO}
    )


def main() -> None:
    """Print the addresses."""
    import django

    django.setup()
    print(json.dumps(pages_by_edition(), ensure_ascii=False))


if __name__ == "__main__":
    main()
