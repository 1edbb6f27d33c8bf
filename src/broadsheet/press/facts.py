"""What the edge must know of the newsroom, in one small file beside the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from wagtail.contrib.redirects.models import Redirect

from broadsheet.editions.addresses import edition_address
from broadsheet.kit.old_queries import BY_NUMBER
from broadsheet.press import live_tree
from broadsheet.press.places import Places, folder_of


def newsroom_facts() -> dict[str, Any]:
    """Hosts, editions and the page for when nothing else is left; see ``live_tree``."""
    places = Places()
    hosts = {name: places.folder_for(name) for name in settings.ALLOWED_HOSTS if name != "*"}
    for edition in places.editions:
        if edition.host:
            hosts[folder_of(edition.host)] = folder_of(edition.host)
    unavailable = import_string(settings.BROADSHEET_UNAVAILABLE)
    return {
        "hosts": {name.strip("[]"): folder for name, folder in hosts.items()},
        "editions": [
            {
                "code": edition.code,
                "language": edition.language,
                "address": edition_address(edition),
                "host": folder_of(edition.host) if edition.host else "",
            }
            for edition in places.editions
        ],
        "unavailable": {edition.code: unavailable(edition) for edition in places.editions},
        "old_queries": has_old_queries(places),
    }


def has_old_queries(places: Places) -> bool:
    """Whether an old site moved here whose addresses were queries (``/?p=12``)."""
    roots = ["", *(f"/{edition.code}" for edition in places.editions)]
    kept = Q(*(("old_path__startswith", f"{root}{BY_NUMBER}") for root in roots), _connector=Q.OR)
    return Redirect.objects.filter(kept, site=None).exists()


def write_facts(live: Path) -> bool:
    """Write them where they differ from what is there; returns whether they did."""
    facts = newsroom_facts()
    if facts == live_tree.newsroom_facts(live):
        return False
    live_tree.write_newsroom_facts(live, facts)
    return True
