"""Programmes: the index of an edition's, and what stands on the page of one beside its episodes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import edition_address, whole_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.presentation import PageHead
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.fronts.presentation import ProgrammeCard, ProgrammeView, Season
from broadsheet.media.selectors import PictureSet
from broadsheet.programmes.models import Programme
from broadsheet.programmes.selectors import hosts_of, programmes_of
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.episodes import season_label
from broadsheet.stories.models import Story

PODCAST = "podcast.xml"


class ProgrammePage:
    """A programme over a page of its episodes. Its hosts are read at once: one query."""

    def __init__(self, edition: Edition, programme: Programme) -> None:
        self.edition, self.programme = edition, programme
        self.hosts = hosts_of(programme)

    def picture_ids(self) -> list[int | None]:
        """The pictures that the page's ``CardMaker`` must know: the hosts' portraits."""
        return [host.portrait_id for host in self.hosts]

    def view(self, stories: Iterable[Story], maker: CardMaker) -> ProgrammeView:
        """What the template is given: hosts, feeds, and the page's episodes by season."""
        own = programme_address(self.edition, self.programme)
        return ProgrammeView(
            kind=self.programme.kind,
            kind_label=self.programme.get_kind_display(),
            hosts=tuple(
                ProgrammeCard(
                    title=host.name,
                    address=host.address_in(self.edition),
                    label=host.title,
                    description="",
                    picture=maker.pictures.view(host.portrait_id, alt=host.name),
                )
                for host in self.hosts
            ),
            feed=own + "rss.xml",
            podcast=own + PODCAST,
            seasons=tuple(
                Season(season_label(self.edition, number), maker.cards(episodes))
                for number, episodes in groupby(stories, key=lambda story: story.season)
            ),
        )

    def record(self, picture: str) -> dict[str, Any]:
        """The programme for machines: schema.org/TVSeries or PodcastSeries."""
        programme, edition = self.programme, self.edition
        own = programme_address(edition, programme, whole=True)
        podcast = programme.kind == Programme.Kind.PODCAST
        record: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "PodcastSeries" if podcast else "TVSeries",
            "name": programme.name,
            "description": programme.description,
            "url": own,
            "inLanguage": edition.language,
            "publisher": {"@type": "NewsMediaOrganization", "name": edition.name},
            "author": [
                {
                    "@type": "Person",
                    "name": host.name,
                    "url": whole_address(host.address_in(edition)),
                }
                for host in self.hosts
            ],
        }
        if podcast:
            record["webFeed"] = own + PODCAST
        if picture:
            record["image"] = [whole_address(picture)]
        return record


def programme_address(edition: Edition, programme: Programme, *, whole: bool = False) -> str:
    """The address of a programme of ``edition``; with scheme and host if ``whole``. No query."""
    return edition_address(edition, programme.place, programme.slug, whole=whole)


def show_programmes(request: HttpRequest, code: str) -> HttpResponse:
    """Every programme of an edition: television, digital series and podcasts, each by name."""
    editions = editions_for(request)
    edition = editions.by_code(code)
    programmes = programmes_of(edition)
    here = f"/{code}/programmes/"
    translations = {
        other.locale_id: f"/{other.code}/programmes/" for other in editions if other != edition
    }
    with override(edition.locale.language_code):
        context = {
            "shell": build_shell(request, edition, here=here, translations=translations),
            "head": PageHead(
                title=_("Programmes"),
                canonical=edition_address(edition, "programmes", whole=True),
                alternates=alternates_of(request, edition, here, translations),
            ),
            "programmes": _cards(programmes, edition),
        }
        return render(request, "fronts/programmes.html", context)


def _cards(programmes: list[Programme], edition: Edition) -> tuple[ProgrammeCard, ...]:
    """The programmes as cards, in the order of their kinds. Two queries."""
    pictures = PictureSet(programme.picture_id for programme in programmes)
    order = Programme.Kind.values
    return tuple(
        ProgrammeCard(
            title=programme.name,
            address=programme.address_in(edition),
            label=programme.get_kind_display(),
            description=programme.description,
            picture=pictures.view(
                programme.picture_id, alt=programme.picture_alt, language=edition.language
            ),
        )
        for programme in sorted(programmes, key=lambda each: order.index(each.kind))
    )
