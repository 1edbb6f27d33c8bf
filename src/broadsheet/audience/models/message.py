"""A message from a reader."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """What a reader wrote. Kept for ninety days, as the privacy page says."""

    edition = models.ForeignKey(
        "editions.Edition", verbose_name=_("edition"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    text = models.TextField(_("message"), max_length=5000)
    received_at = models.DateTimeField(_("received"), db_index=True)
    mailed = models.BooleanField(_("mailed"), default=False)
    #: A keyed hash of the sender's network for the day, to limit floods; says nothing by itself.
    sender_mark = models.CharField(max_length=64, editable=False, db_index=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.name}: {self.subject or self.text[:40]}"
