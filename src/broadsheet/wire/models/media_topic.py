"""A Media Topic: a concept of IPTC's vocabulary, as the newsroom has loaded it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaTopic(models.Model):
    """What IPTC says of one topic: its names by BCP 47 tag, and the ids of what is broader.

    A topic that IPTC has retired stays: items of years ago carry it. Written by
    ``loading_vocabulary`` alone.
    """

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    names = models.JSONField(default=dict)
    broader = models.JSONField(default=list)
    retired_at = models.DateTimeField(_("retired"), null=True)
    #: The id of the topic to be used in its place; empty where IPTC names none.
    replaced_by = models.CharField(max_length=8, blank=True)
    #: When IPTC last changed it: what an older file says of it does not go over what is here.
    modified_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Media Topic")
        verbose_name_plural = _("Media Topics")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class TopicMatch(models.Model):
    """A Subject Code, of the vocabulary before, that means what a topic means or something in it.

    ``closeness`` is the place among its topic's matches: 0 is the closest.
    """

    topic = models.ForeignKey(MediaTopic, on_delete=models.CASCADE, related_name="matches")
    subject_code = models.CharField(max_length=8)
    closeness = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["topic", "subject_code"], name="wire_match_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject_code} {self.topic_id}"


class Loading(models.Model):
    """The one row that says which vocabulary is loaded.

    ``mark`` changes with every loading: by it every process knows whether what it holds is true.
    """

    mark = models.CharField(max_length=32)
    released_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.mark
