"""Measures a page: processor time, queries, bytes; medians over many turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

TURNS = 40


@dataclass(frozen=True)
class Figures:
    """What one page costs: median and least processor milliseconds, queries, bytes of HTML."""

    median_ms: float
    least_ms: float
    queries: int
    size: int

    def row(self, name: str) -> str:
        """One line of the report."""
        times = f"{self.median_ms:8.1f} {self.least_ms:8.1f}"
        return f"{name:44} {times} {self.queries:8d} {self.size:9,d}"


HEADING = f"{'':44} {'median':>8} {'least':>8} {'queries':>8} {'bytes':>9}"


def measure(turn: Callable[[], bytes], turns: int = TURNS) -> Figures:
    """Take ``turn`` repeatedly after a warm-up; it returns the bytes of the answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    turn()
    with CaptureQueriesContext(connection) as queries:
        size = len(turn())
    # Django forgets its log with the next request: it is counted now.
    count = len(queries)
    spent = []
    for _ in range(turns):
        start = time.process_time()
        turn()
        spent.append((time.process_time() - start) * 1000)
    return Figures(statistics.median(spent), min(spent), count, size)
