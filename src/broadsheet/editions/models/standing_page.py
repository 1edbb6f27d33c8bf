"""A standing page: about, privacy, and what else an edition says of itself."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from broadsheet.editions.models.edition_page import EditionPage


class StandingPage(EditionPage):
    """A page of plain text directly under an edition's front."""

    text = RichTextField(
        _("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul"], blank=True
    )

    structure_permission = "editions.change_standingpage"

    parent_page_types = ["fronts.EditionFront"]
    subpage_types: list[str] = []
    content_panels = [*EditionPage.content_panels, FieldPanel("text")]
    promote_panels = [FieldPanel("slug"), FieldPanel("search_description")]

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
