"""When to ask again: later after each failure, never all at once, never too early."""

from __future__ import annotations

import random

#: Seconds: nobody waits longer for a source that is back.
LONGEST = 3600.0
#: What part of a wait is left to chance, so that sources that failed together do not come together.
JITTER = 0.2


def next_wait(
    interval: float,
    failures: int,
    retry_after: float | None = None,
    chance: float | None = None,
) -> float:
    """Seconds until a source is asked again.

    ``interval`` after a success; doubled with each failure in a row up to an hour; never less than
    ``retry_after``. ``chance`` is between 0 and 1; by default it is drawn.
    """
    wait = min(interval * 2.0 ** min(failures, 16), max(LONGEST, interval))
    drawn = random.random() if chance is None else chance  # noqa: S311 - not a secret.
    wait *= 1 + JITTER * (drawn - 0.5)
    return max(wait, retry_after or 0.0)
