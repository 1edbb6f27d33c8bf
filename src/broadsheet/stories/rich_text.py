"""Rich text of a whole page at once: links of all paragraphs in one query, then made safe."""

from collections.abc import Iterable

from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import EditionSet
from broadsheet.kit.safe_html import clean_fragment

# A form feed never survives in stored rich text, so that it can hold the pieces apart.
_SEAM = "\f"


class StoryLinkHandler(PageLinkHandler):
    """Links from text to pages, by the addresses their editions give; dead ones lose their link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdigit()]
        pages = Page.objects.filter(pk__in=ids, live=True).only("pk", "url_path", "locale_id")
        editions = EditionSet()
        # The text may stand on a page of an edition with a host of its own.
        whole = any(edition.host for edition in editions) or None
        addresses = {}
        for page in pages:
            edition = editions.find_locale(page.locale_id)
            if edition is not None:
                addresses[str(page.pk)] = address_of(edition, page.url_path, whole=whole)
        return [
            f'<a href="{address}">' if (address := addresses.get(str(attrs.get("id")))) else "<a>"
            for attrs in attrs_list
        ]


def expand_all(pieces: Iterable[str]) -> list[str]:
    """Stored rich text as safe HTML for readers, piece by piece in order.

    Links to pages cost two queries for all pieces together, and none where there are no links.
    """
    stored = [piece.replace(_SEAM, " ") for piece in pieces]
    if not stored:
        return []
    whole = _SEAM.join(stored)
    if "linktype" in whole or "embedtype" in whole:
        whole = expand_db_html(whole)
    return [clean_fragment(piece) for piece in whole.split(_SEAM)]
