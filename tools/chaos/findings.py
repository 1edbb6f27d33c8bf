"""What was counted, and every promise that was broken."""

from __future__ import annotations

import threading
import time
from collections import Counter

#: Breaches that are told in full; the others are counted.
TOLD = 20


class Findings:
    """Shared by everybody who looks; any thread may write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.breaches: list[str] = []
        self.slowest = 0.0
        self._began = time.monotonic()

    def count(self, what: str, number: int = 1) -> None:
        """So many more of something."""
        with self._lock:
            self.counts[what] += number

    def breach(self, what: str) -> None:
        """A promise was broken."""
        with self._lock:
            self.breaches.append(f"{time.monotonic() - self._began:7.1f} s  {what}")

    def took(self, seconds: float) -> None:
        """How long a reader waited for an answer."""
        with self._lock:
            self.slowest = max(self.slowest, seconds)

    def lines(self) -> list[str]:
        """A summary for people."""
        told = [f"  {what}: {number:,}" for what, number in sorted(self.counts.items())]
        told.append(f"  slowest answer: {self.slowest:.2f} s")
        told.append(f"  breaches: {len(self.breaches)}")
        told += [f"    {line}" for line in self.breaches[:TOLD]]
        if len(self.breaches) > TOLD:
            told.append(f"    … and {len(self.breaches) - TOLD} more")
        return told
