"""How a source is: when it was asked last, what came of it, and when it is asked next."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.kit.sentences import Sentence


class Health(models.Model):
    """One row a source. What is needed to go on with the next poll stands here, too."""

    class Hub(models.TextChoices):
        """How far a subscription at a hub has come (WebSub)."""

        NONE = "", _("none")
        ASKED = "asked", _("asked for")
        SUBSCRIBED = "subscribed", _("subscribed")
        REFUSED = "refused", _("refused")

    source = models.OneToOneField(
        "wire.Source", on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    polled_at = models.DateTimeField(_("last look"), null=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True)
    item_at = models.DateTimeField(_("last item"), null=True)
    next_at = models.DateTimeField(_("next look"), null=True, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    #: What is wrong, as a sentence (``kit.sentences``); empty if nothing is.
    problem_kept = models.JSONField(default=dict)
    #: The server said that it is gone for good: it is not asked until somebody saves the source.
    gone = models.BooleanField(default=False)
    #: Whom and what this state belongs to: an address that was changed is asked anew.
    address = models.CharField(max_length=2000, blank=True)
    moved_to = models.CharField(max_length=2000, blank=True)
    etag = models.CharField(max_length=1000, blank=True)
    modified = models.CharField(max_length=100, blank=True)

    hub = models.CharField(max_length=2000, blank=True)
    topic = models.CharField(max_length=2000, blank=True)
    hub_state = models.CharField(max_length=10, choices=Hub, blank=True, default=Hub.NONE)
    hub_secret = models.CharField(max_length=100, blank=True)
    hub_asked_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("health of a source")

    def __str__(self) -> str:
        return str(self.source_id)

    @property
    def problem(self) -> str:
        """What is wrong, in the language of whoever reads it; empty if nothing is."""
        return Sentence.read(self.problem_kept).told(gettext, isolated=get_language_bidi())
