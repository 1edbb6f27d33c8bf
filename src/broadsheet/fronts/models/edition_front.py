"""An edition's front: the lead and the order under it are an editor's, the rest fills itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from broadsheet.editions.models import EditionPage


class EditionFront(EditionPage):
    """The front page of an edition, and the root of its pages."""

    structure_permission = "fronts.change_editionfront"
    adding_permission = "editions.change_standingpage"
    #: A front comes with its edition (``desk.founding``), not by itself.
    is_creatable = False

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["editions.Area", "editions.StandingPage", "audience.ContactPage"]
    content_panels = [
        *EditionPage.content_panels,
        InlinePanel(
            "slots",
            heading=_("Lead and stories under it"),
            label=_("Story"),
            help_text=_("The first is the lead. What you leave free fills itself, newest first."),
            max_num=11,
        ),
    ]
    promote_panels = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("edition front")
        verbose_name_plural = _("edition fronts")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        super().full_clean(*args, **kwargs)
        foreign = [
            slot.story.title
            for slot in self.slots.all()
            if slot.story_id and slot.story.locale_id != self.locale_id
        ]
        if foreign:
            raise ValidationError(
                _("“%(story)s” belongs to another edition; choose its translation.")
                % {"story": foreign[0]}
            )


class FrontSlot(Orderable):
    """One story an editor put on the front, in its place."""

    front = ParentalKey(EditionFront, related_name="slots", on_delete=models.CASCADE)
    story = models.ForeignKey(
        "stories.Story", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("story")]

    class Meta(Orderable.Meta):
        verbose_name = _("place on the front")
        verbose_name_plural = _("places on the front")

    def __str__(self) -> str:
        return str(self.story)
