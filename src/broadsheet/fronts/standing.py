"""Standing pages and the authors' index."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import address_of, edition_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import StandingPage
from broadsheet.editions.presentation import PageHead
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.fronts.listed import page_translations
from broadsheet.fronts.presentation import Person
from broadsheet.ledger import reading, tags
from broadsheet.media.selectors import PictureSet
from broadsheet.people.models import Author
from broadsheet.stories.rich_text import expand_all


def show_standing_page(request: HttpRequest, page: StandingPage) -> HttpResponse:
    """About, privacy, and others of their kind."""
    return render(request, "editions/standing.html", standing_context(request, page))


def standing_context(request: HttpRequest, page: StandingPage) -> dict:
    """What a standing page's template is given: shell, head, and the page's own text."""
    edition = page.edition_in(editions_for(request))
    translations = page_translations(page)
    return {
        "shell": build_shell(request, edition, here=page.url_path, translations=translations),
        "head": PageHead(
            title=page.title,
            description=page.search_description,
            canonical=address_of(edition, page.url_path, whole=True),
            alternates=alternates_of(request, edition, page.url_path, translations),
        ),
        "standing": {"title": page.title, "html": expand_all([page.text], edition)[0]},
    }


def show_authors(request: HttpRequest, code: str) -> HttpResponse:
    """Every author of an edition, by name."""
    editions = editions_for(request)
    edition = editions.by_code(code)
    reading.note(tags.table("people.author"))
    authors = list(Author.objects.filter(locale_id=edition.locale_id))
    pictures = PictureSet(author.portrait_id for author in authors)
    people = tuple(
        Person(
            name=author.name,
            address=author.address_in(edition),
            title=author.title,
            portrait=pictures.view(author.portrait_id, alt=author.name),
            initial=author.name[:1],
        )
        for author in authors
    )
    here = f"/{code}/authors/"
    translations = {
        other.locale_id: f"/{other.code}/authors/" for other in editions if other != edition
    }
    with override(edition.locale.language_code):
        context = {
            "shell": build_shell(request, edition, here=here, translations=translations),
            "head": PageHead(
                title=_("Authors"),
                canonical=edition_address(edition, "authors", whole=True),
                alternates=alternates_of(request, edition, here, translations),
            ),
            "people": people,
        }
        return render(request, "fronts/authors.html", context)
