"""The press: articles a second, and how long after a commit fresh bytes stand in the tree."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadsheet.press.following import Follower
    from broadsheet.press.pressing import Press

#: Articles pressed for the rate, and publishes followed for the times.
ARTICLES = 100
PUBLISHES = 40


def report(stories: int) -> None:
    """Fill the newsroom up to ``stories`` and print what pressing and following cost."""
    from bench.pages import fill_up_to
    from broadsheet.press.following import Follower
    from broadsheet.press.pressing import Press

    fill_up_to(stories)
    with TemporaryDirectory(prefix="broadsheet-press-") as folder:
        press = Press(Path(folder))
        follower = Follower(press)
        follower.begin()
        print(f"\nThe press at {stories:,} stories")
        _rate(press)
        _following(press, follower)
        press.index.close()


def _rate(press: Press) -> None:
    from broadsheet.press.places import Places
    from broadsheet.stories.models import Story

    places = Places()
    paths = list(Story.objects.filter(live=True).values_list("url_path", flat=True)[:ARTICLES])
    press.press(places.of(paths[0]), places)
    start, spent = time.monotonic(), time.process_time()
    for path in paths[1:]:
        press.press(places.of(path), places)
    count = len(paths) - 1
    cpu = (time.process_time() - spent) / count
    wall = (time.monotonic() - start) / count
    print(
        f"  articles with both encodings: {1 / cpu:.0f} a second a core (promised 50), "
        f"{cpu * 1000:.1f} ms processor, {wall * 1000:.1f} ms with the disk"
    )


def _following(press: Press, follower: Follower) -> None:
    from broadsheet.stories.models import Story

    story = Story.objects.filter(live=True, edition__code="en", kind="news").latest("published_at")
    section = story.get_parent().url_path
    own, front = story.url_path, "/en/"
    for path in (own, front, section, "/en/news/", "/en/rss.xml"):
        press.press(follower.places.of(path), follower.places)
    follower.drain()
    times: dict[str, list[float]] = {own: [], front: [], section: []}
    for number in range(PUBLISHES):
        draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
        mark = draft.title = f"Bench of the press, number {number} of many"
        draft.save_revision().publish()
        start, missing = time.monotonic(), set(times)
        while missing and follower.step():
            for path in [each for each in missing if mark in _text(press, follower, each)]:
                times[path].append((time.monotonic() - start) * 1000)
                missing.discard(path)
        follower.drain()
    promises = (("story", own, 150), ("front", front, 500), ("section", section, 500))
    for name, path, promised in promises:
        spent = sorted(times[path])
        p95 = spent[max(0, round(len(spent) * 0.95) - 1)] if spent else float("nan")
        print(
            f"  from the commit to the tree, {name}: median {statistics.median(spent):.0f} ms, "
            f"p95 {p95:.0f} ms of {len(spent)} (promised {promised}, at the edge)"
        )


def _text(press: Press, follower: Follower, tree_path: str) -> str:
    from broadsheet.press import live_tree

    place = follower.places.of(tree_path)
    file = live_tree.page_file(press.live, place.host, place.path)
    return file.read_text() if file.exists() else ""
