"""The page with the form by which readers write to an edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from broadsheet.editions.models import EditionPage


class ContactPage(EditionPage):
    """One to an edition; messages are stored, and mailed to ``mail_to``."""

    text = RichTextField(_("text"), features=["bold", "italic", "link", "ol", "ul"], blank=True)
    mail_to = models.EmailField(_("send messages to"), blank=True)

    structure_permission = "audience.change_contactpage"

    parent_page_types = ["fronts.EditionFront"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*EditionPage.content_panels, FieldPanel("text"), FieldPanel("mail_to")]
    promote_panels = [FieldPanel("slug"), FieldPanel("search_description")]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
