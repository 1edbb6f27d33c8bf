"""A post of a live page: what happened, written as it happens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField

from broadsheet.kit import clock
from broadsheet.ledger.models import Recorded
from broadsheet.live.post_blocks import PostBlock


class Post(Recorded, ClusterableModel):
    """A post of one live page, which is a story of the kind ``live``.

    ``number`` counts the posts of its page from 1 and is never given twice: pages of old posts are
    told by it. A deleted post keeps its number, and readers see nothing of it.
    """

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(editable=False)
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    body = StreamField(PostBlock(), verbose_name=_("body"), blank=True)
    authors = ParentalManyToManyField(
        "people.Author", verbose_name=_("authors"), blank=True, related_name="+"
    )
    key_event = models.BooleanField(_("key event"), default=False)
    pinned = models.BooleanField(_("pinned"), default=False)
    published_at = models.DateTimeField(_("published"), default=clock.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    #: The picture of the body, kept beside it so that its posts are found when its sizes are made.
    picture = models.ForeignKey(
        "media.Picture", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    #: Goes up with each change: who saves says which one was before them.
    version = models.PositiveIntegerField(default=1, editable=False)
    #: Made with the form: a form that is sent twice makes one post.
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["story", "-number"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [("publish_post", "Can publish posts of live pages")]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="live_post_number_once")
        ]
        indexes = [
            models.Index(fields=["story", "-changed_at", "-id"], name="live_post_changed"),
            models.Index(
                fields=["story", "-number"],
                condition=models.Q(key_event=True, deleted_at=None),
                name="live_post_key_events",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``. Notes when it changed, and its picture."""
        self.changed_at = clock.now()
        shown = (each["value"] for each in self.body.get_prep_value() if each["type"] == "picture")
        self.picture_id = next((value.get("picture") for value in shown), None)
        super().save(*args, **kwargs)
