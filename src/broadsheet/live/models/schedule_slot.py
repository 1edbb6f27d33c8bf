"""A slot of a stream's schedule: weekly, or of one day."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger.models import Recorded
from broadsheet.live.channel.timetable import LONGEST, overlap


class ScheduleSlot(Recorded):
    """What is on air from ``starts`` (by the clock of the edition) for ``minutes``.

    Each week on ``weekday``, or once on ``day``; a dated slot takes the place of weekly ones.
    """

    stream = models.ForeignKey("live.Stream", on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(
        gettext_lazy("weekday"), choices=sorted(WEEKDAYS.items()), null=True, blank=True
    )
    day = models.DateField(gettext_lazy("only on this day"), null=True, blank=True)
    starts = models.TimeField(gettext_lazy("begins"))
    minutes = models.PositiveSmallIntegerField(
        gettext_lazy("minutes"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    programme = models.ForeignKey(
        "programmes.Programme",
        verbose_name=gettext_lazy("programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(
        gettext_lazy("title"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Left empty, it is the programme's name."),
    )
    note = models.CharField(gettext_lazy("line under it"), max_length=200, blank=True)
    off_air = models.BooleanField(
        gettext_lazy("nothing is on air then"),
        default=False,
        help_text=gettext_lazy("Takes weekly slots out of one day."),
    )

    class Meta:
        ordering = ["day", "weekday", "starts", "pk"]
        verbose_name = gettext_lazy("slot")
        verbose_name_plural = gettext_lazy("slots")
        indexes = [models.Index(fields=["stream", "day"], name="live_slot_of_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False, day__isnull=True)
                | models.Q(weekday__isnull=True, day__isnull=False),
                name="live_slot_weekly_or_dated",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_title}: {self.when}"

    def clean(self) -> None:
        """Raises ValidationError, by field: incomplete, or in another slot's time."""
        super().clean()
        for name in ("title", "note"):
            setattr(self, name, tidy_text(getattr(self, name)))
        errors: dict[str, Any] = {}
        if (self.day is None) == (self.weekday is None):
            errors["day"] = _("Give a weekday, or one day: one of them.")
        if self.off_air and self.day is None:
            errors["day"] = _("Say on which day nothing is on air.")
        if not self.off_air and not self.title and self.programme is None:
            errors["title"] = _("Give a programme or a title.")
        if self.programme is not None and self.programme.locale_id != self.stream.locale_id:
            errors["programme"] = _("This programme is another edition's.")
        if not errors and self.starts is not None and self.minutes:
            self.starts = self.starts.replace(second=0, microsecond=0)
            if other := self._in_its_time():
                errors["starts"] = _("“%(title)s” is on air then: %(when)s.") % {
                    "title": other.shown_title,
                    "when": other.when,
                }
        if errors:
            raise ValidationError(errors)

    def _in_its_time(self) -> ScheduleSlot | None:
        others = ScheduleSlot.objects.filter(stream_id=self.stream_id).exclude(pk=self.pk)
        others = others.filter(day__isnull=self.day is None).select_related("programme")
        return next((other for other in others if overlap(self, other)), None)

    @property
    def shown_title(self) -> str:
        """What readers see: its title, else its programme's name."""
        if self.title:
            return self.title
        if self.programme is not None:
            return self.programme.name
        return _("Nothing on air") if self.off_air else _("Without a title")

    @property
    def when(self) -> str:
        """For the desk: “Monday 20:00–21:00”."""
        day = self.day.isoformat() if self.day else str(WEEKDAYS[self.weekday or 0])
        return f"{day} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def ends(self) -> time:
        """By the wall clock, maybe on the next day."""
        minute = (self.starts.hour * 60 + self.starts.minute + self.minutes) % LONGEST
        return time(minute // 60, minute % 60)
