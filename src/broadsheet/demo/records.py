"""Regions, topics, dossiers, authors, agencies and programmes of the demo, in three languages."""

from __future__ import annotations

from typing import Any

from broadsheet.demo.catalogue import catalogue
from broadsheet.desk.founding import shared_key
from broadsheet.editions.models import Edition
from broadsheet.media.models import Picture
from broadsheet.people.models import Agency, Author
from broadsheet.programmes.models import Programme
from broadsheet.topics.models import Dossier, Region, Topic


def write_regions(edition: Edition) -> None:
    """The eight regions, in the menu's order."""
    for order, region in enumerate(catalogue()["region"]):
        Region.objects.create(
            **_common(edition, "region", region),
            description=_said(region, edition),
            sort_order=order,
        )


def write_records(edition: Edition, pictures: dict[str, Picture]) -> None:
    """Topics, dossiers, authors, agencies, programmes. ``pictures`` has portraits by author key."""
    language = edition.code
    for topic in catalogue()["topic"]:
        Topic.objects.create(**_common(edition, "topic", topic))
    for dossier in catalogue()["dossier"]:
        Dossier.objects.create(
            **_common(edition, "dossier", dossier, name="title"),
            description=_said(dossier, edition),
            picture=pictures[dossier["picture"]],
            picture_alt=dossier["picture_alt"][language],
        )
    for author in catalogue()["author"]:
        Author.objects.create(
            **_common(edition, "author", author),
            description=author["biography"][language],
            title=author["role_title"][language],
            email=author.get("email", ""),
            portrait=pictures.get(author["key"]),
        )
    for agency in catalogue()["agency"]:
        Agency.objects.create(
            **_common(edition, "agency", agency),
            description=_said(agency, edition),
            site=agency.get("site", ""),
        )

    for programme in catalogue()["programme"]:
        _write_programme(edition, programme, pictures)


def _write_programme(
    edition: Edition, programme: dict[str, Any], pictures: dict[str, Picture]
) -> None:
    written = Programme(
        **_common(edition, "programme", programme),
        kind=programme["kind"],
        description=_said(programme, edition),
        picture=pictures[programme["picture"]],
        picture_alt=programme["picture_alt"][edition.code],
        category=programme["category"],
    )
    keys = [shared_key("author", host) for host in programme["hosts"]]
    written.hosts = list(Author.objects.filter(locale=edition.locale, translation_key__in=keys))
    written.full_clean()
    written.save()


def _common(
    edition: Edition, kind: str, record: dict[str, Any], name: str = "name"
) -> dict[str, Any]:
    return {
        "locale": edition.locale,
        "translation_key": shared_key(kind, record["key"]),
        "name": record[name][edition.code],
        "slug": record["slug"][edition.code],
    }


def _said(record: dict[str, Any], edition: Edition) -> str:
    return record.get("description", {}).get(edition.code, "")
