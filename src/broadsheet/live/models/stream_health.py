"""How a stream was when we looked last: for the desk."""

from django.db import models


class StreamHealth(models.Model):
    """The last look at a stream, and the last one that found it moving."""

    stream = models.OneToOneField(
        "live.Stream", on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    checked_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    #: Looks in a row that found something wrong.
    failures = models.PositiveIntegerField(default=0)
    #: What was wrong, in one line of English; empty where nothing is.
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.stream_id}: {self.reason or 'ok'}"
