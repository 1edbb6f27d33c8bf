"""Rich text of a whole page at once: links of all paragraphs in one query, then made safe."""

from collections.abc import Iterable
from contextvars import ContextVar

from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.kit.safe_html import clean_fragment
from broadsheet.ledger import reading, tags

# A form feed never survives in stored rich text, so that it can hold the pieces apart.
_SEAM = "\f"
#: The edition whose page the text stands on. Wagtail hands its link handlers no more than the link.
_standing_on: ContextVar[Edition | None] = ContextVar("standing_on", default=None)


class StoryLinkHandler(PageLinkHandler):
    """Links from text to pages, by the addresses their editions give; dead ones lose their link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdigit()]
        for pk in ids:
            reading.note_row(tags.page(pk), ("url_path",))
        pages = Page.objects.filter(pk__in=ids, live=True, locale__edition__isnull=False)
        here = _standing_on.get()
        # From an edition with a host of its own, only a whole address leads to another edition.
        whole = True if here is not None and here.host else None
        addresses = {
            str(page.pk): address_of(page.locale.edition, page.url_path, whole=whole)
            for page in pages.select_related("locale__edition")
        }
        return [
            f'<a href="{address}">' if (address := addresses.get(str(attrs.get("id")))) else "<a>"
            for attrs in attrs_list
        ]


def expand_all(pieces: Iterable[str], edition: Edition) -> list[str]:
    """Stored rich text as safe HTML for readers of ``edition``, piece by piece in order.

    Links to pages cost one query for all pieces together, and none where there are no links.
    """
    stored = [piece.replace(_SEAM, " ") for piece in pieces]
    if not stored:
        return []
    whole = _SEAM.join(stored)
    if "linktype" in whole or "embedtype" in whole:
        token = _standing_on.set(edition)
        try:
            whole = expand_db_html(whole)
        finally:
            _standing_on.reset(token)
    return [clean_fragment(piece) for piece in whole.split(_SEAM)]
