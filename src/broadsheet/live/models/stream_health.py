"""How a stream was when we looked last: for the desk."""

from django.db import models

from broadsheet.live.channel.faults import words_of


class StreamHealth(models.Model):
    """The last look at a stream, and the last one that found it moving."""

    stream = models.OneToOneField(
        "live.Stream", on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    checked_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    #: Looks in a row that found something wrong.
    failures = models.PositiveIntegerField(default=0)
    #: What was wrong, as a code (``channel.faults``), and what belongs into its words; empty where
    #: nothing is.
    fault = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.stream_id}: {self.why or 'ok'}"

    @property
    def why(self) -> str:
        """What was wrong, in one line of the active language; empty where nothing is."""
        return words_of(self.fault, self.detail)
