"""How often each page is looked at, told to the press so that it knows what is hot."""

from __future__ import annotations

import heapq
import socket
from pathlib import Path

MOST_COUNTED = 20_000
MOST_TOLD = 200


class Looks:
    """Counts looks by ``host/path`` between two reports; the number of addresses is bounded."""

    def __init__(self, press: Path) -> None:
        self._press = str(press)
        self.counts: dict[str, int] = {}

    def look(self, page: str) -> None:
        """Somebody looked at a page."""
        count = self.counts.get(page)
        if count is not None:
            self.counts[page] = count + 1
        elif len(self.counts) < MOST_COUNTED:
            self.counts[page] = 1

    def report(self) -> None:
        """Send the pages most looked at since the last report, and begin anew.

        The press may not be running, or be busy: what it does not take is lost, and no harm done.
        """
        if not self.counts:
            return
        counts, self.counts = self.counts, {}
        top = heapq.nlargest(MOST_TOLD, counts.items(), key=lambda each: each[1])
        text = "\n".join(["looks", *(f"{count} {page}" for page, count in top)])
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            try:
                out.sendto(text.encode(), self._press)
            except OSError:
                return
