"""Publishes stories until told to end, and writes down each that was acknowledged.

``python -m tools.chaos.publisher JOURNAL SEED [COUNT]`` in a newsroom's environment. A line of the
journal is one JSON object: ``pk``, ``path`` (the tree path) and ``words`` (in the headline from now
on). It is on the disk before the next story is begun.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadsheet.editions.models import Section

#: Seconds between two publishes: a busy newsroom, not a benchmark.
PAUSE = 0.25
#: Of ten publishes so many change a story that was published before.
UPDATES = 3


def main() -> None:
    """Publish until SIGTERM, or so many."""
    import django

    django.setup()
    from django.db import DatabaseError, connection

    journal, seed = Path(sys.argv[1]), int(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize
    enough = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: enough.set())
    publisher = Publisher(seed)
    number = 0
    with journal.open("a") as out:
        while number < count and not enough.is_set():
            number += 1
            try:
                line = publisher.publish(number)
            except DatabaseError as error:
                # Not acknowledged: the newsroom has promised nothing.
                print("publisher:", " ".join(str(error).split()), flush=True)
                connection.close()
                enough.wait(PAUSE)
                continue
            out.write(json.dumps(line) + "\n")
            out.flush()
            os.fsync(out.fileno())
            enough.wait(PAUSE)


class Publisher:
    """Writes new stories and changes older ones."""

    def __init__(self, seed: int) -> None:
        from broadsheet.editions.models import Section

        self._chance = random.Random(seed)
        self._seed = seed
        self._sections: list[Section] = list(Section.objects.filter(area_key="news").order_by("pk"))
        self._published: list[int] = []

    def publish(self, number: int) -> dict[str, object]:
        """Publish one; returns what is promised from now on. Raises DatabaseError."""
        from broadsheet.stories.models import Story

        words = f"chaos{self._seed}x{number}y"
        title = f"Notice to the harbour {words}"
        if self._published and self._chance.randrange(10) < UPDATES:
            # It counts as promised again only when this has come to its end.
            pk = self._published.pop(self._chance.randrange(len(self._published)))
            story = Story.objects.get(pk=pk).get_latest_revision_as_object()
            story.title = title
        else:
            story = Story(title=title, live=False, slug=f"notice-{words}")
            self._chance.choice(self._sections).add_child(instance=story)
        story.save_revision().publish()
        self._published.append(story.pk)
        return {"pk": story.pk, "path": story.url_path, "words": words}


if __name__ == "__main__":
    main()
