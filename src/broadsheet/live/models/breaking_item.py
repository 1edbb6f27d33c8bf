"""An item of the breaking ticker: one line, and who said so."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from broadsheet.kit import clock
from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger.models import Recorded

#: What is one line to whoever writes it, and must be one to readers.
LINES = ("text", "speaker", "role", "place")


class BreakingItem(TranslatableMixin, index.Indexed, Recorded):
    """An item of one edition. Readers see it once it is published and until it is withdrawn.

    The same item in another edition shares its ``translation_key``.
    """

    class Status(models.TextChoices):
        """How sure we are of it."""

        REPORTED = "reported", _("Reported")
        CONFIRMED = "confirmed", _("Confirmed")
        DENIED = "denied", _("Denied")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    text = models.CharField(_("what happened"), max_length=240, help_text=_("One line."))
    speaker = models.CharField(
        _("speaker or outlet"), max_length=120, help_text=_("Who said so, by name.")
    )
    role = models.CharField(_("their role"), max_length=120, blank=True)
    place = models.CharField(_("where it was said"), max_length=120, blank=True)
    said_at = models.DateTimeField(_("when it was said"), default=clock.now)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.REPORTED)
    story = models.ForeignKey(
        "stories.Story",
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Readers are led there while it is published."),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)

    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("speaker"), FieldPanel("role"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("said_at"), FieldPanel("status")]),
        FieldPanel("story"),
    ]
    search_fields = [
        index.SearchField("text"),
        index.SearchField("speaker"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["-published_at", "-pk"]
        verbose_name = _("breaking item")
        verbose_name_plural = _("breaking items")
        permissions = [("publish_breakingitem", "Can publish breaking items")]
        indexes = [models.Index(fields=["locale", "-published_at"], name="live_breaking_newest")]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text}"

    def clean(self) -> None:
        """Make lines of what was written. Raises ValidationError, by field."""
        super().clean()
        for name in LINES:
            setattr(self, name, tidy_text(getattr(self, name)))
        errors = {
            name: _("Letters are needed here.")
            for name in ("text", "speaker")
            if not any(sign.isalnum() for sign in getattr(self, name))
        }
        if self.story is not None and self.story.locale_id != self.locale_id:
            errors["story"] = _("This story is another edition's.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``. A line break from whatever source never reaches readers."""
        for name in LINES:
            setattr(self, name, tidy_text(getattr(self, name)))
        super().save(*args, **kwargs)

    @property
    def is_shown(self) -> bool:
        """Whether readers see it."""
        return self.published_at is not None and self.status != self.Status.WITHDRAWN
