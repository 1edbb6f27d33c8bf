"""A rule: which items it is for, and what is done with them without anybody looking."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.wire.formats.languages import normalise_language


class Rule(models.Model):
    """Of the rules that are on, the first that fits an item, by their order, is carried out.

    A condition that is left empty fits everything.
    """

    class Action(models.TextChoices):
        """What is made of an item."""

        NOTHING = "nothing", _("nothing: it is sorted only")
        DRAFT = "draft", _("a draft")
        PUBLISH = "publish", _("a published story")

    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveIntegerField(_("order"), default=100, db_index=True)
    active = models.BooleanField(_("on"), default=False)

    source = models.ForeignKey(
        "wire.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rules",
    )
    language = models.CharField(
        _("language"), max_length=40, blank=True, help_text=_("“es” is for es-MX, too.")
    )
    subjects = models.CharField(
        _("other subjects"),
        max_length=300,
        blank=True,
        help_text=_(
            "Subject Codes (subj:04015001) or names as they are sent, with commas between; "
            "one is enough."
        ),
    )
    urgency = models.PositiveSmallIntegerField(
        _("urgency at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 is the most urgent, 9 the least."),
    )
    words = models.CharField(
        _("words"),
        max_length=500,
        blank=True,
        help_text=_("Whole words or phrases, with commas between; one is enough."),
    )

    edition = models.ForeignKey(
        "editions.Edition",
        verbose_name=_("edition"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Else the source's, or by the item's language."),
    )
    section = models.ForeignKey(
        "editions.Section",
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Else by the item's subjects."),
    )
    desk = models.ForeignKey(
        "auth.Group",
        verbose_name=_("desk"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Whose work it is, as the inbox shows it."),
    )
    action = models.CharField(_("make of it"), max_length=8, choices=Action, default=Action.NOTHING)
    flash = models.BooleanField(
        _("put its headline into the ticker"),
        default=False,
        help_text=_("For readers; only with a published story."),
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return self.name

    @property
    def action_words(self) -> str:
        """What is made of an item, for a list."""
        return str(self.Action(self.action).label)

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.language:
            self.language = normalise_language(self.language) or ""
            if not self.language:
                errors["language"] = _("That is no language tag.")
        if self.flash and self.action != self.Action.PUBLISH:
            errors["flash"] = _("A flash leads to a published story.")
        section, edition = self.section, self.edition
        if section and edition and section.locale_id != edition.locale_id:
            errors["section"] = _("This section is another edition's.")
        if errors:
            raise ValidationError(errors)
