"""A section: where stories live. Politics under News, Opinion under Articles."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from broadsheet.editions.models.edition_page import EditionPage
from broadsheet.editions.section_form import SectionForm


class Section(EditionPage):
    """A section of an area in one edition, with the area's key beside it to spare a query."""

    area_key = models.CharField(_("area"), max_length=12, editable=False, db_index=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    subjects = models.CharField(
        _("IPTC subjects"),
        max_length=400,
        blank=True,
        help_text=_("Media Topics whose agency items belong here, with all that is narrower."),
    )

    base_form_class = SectionForm
    structure_permission = "editions.change_section"

    parent_page_types = ["editions.Area"]
    subpage_types = ["stories.Story"]
    content_panels = [
        *EditionPage.content_panels,
        FieldPanel("description"),
        FieldPanel("subjects"),
    ]
    promote_panels = [FieldPanel("slug")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def _set_core_field_defaults(self) -> None:
        if not self.area_key and (parent := self.get_parent()) is not None:
            self.area_key = parent.slug
        super()._set_core_field_defaults()
