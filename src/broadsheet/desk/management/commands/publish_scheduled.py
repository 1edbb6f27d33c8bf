"""Takes the place of Wagtail's command of the same name, which forgets schedules on a failure."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from broadsheet.desk.scheduled import Outcome, publish_due, what_is_due
from broadsheet.kit import clock


class Command(BaseCommand):
    """Carries out what is due now, as the worker does all the time."""

    help = (
        "Publish what is due and take offline what has expired. The worker does this by itself, "
        "to the second; running it beside the worker does no harm."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Wagtail's option."""
        parser.add_argument("--dryrun", action="store_true", help="Only say what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where something could not be published; the rest was."""
        now = clock.now()
        if options["dryrun"]:
            for due in what_is_due(now):
                self.stdout.write(Outcome(due.page_id, due.duty, due.at).line())
            return
        outcomes = publish_due(now)
        for outcome in outcomes:
            (self.stderr if outcome.failed else self.stdout).write(outcome.line())
        if failed := sum(outcome.failed for outcome in outcomes):
            raise CommandError(f"{failed} of {len(outcomes)} failed and stay scheduled")
