"""What caches further out are owed is kept, put in order, and sent until it is acknowledged."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet.kit import clock
from broadsheet.press import purges as queue
from broadsheet.press.keys import newsroom_key, page_key
from broadsheet.press.places import Place
from broadsheet.press.purges import GATHER, ONCE_MORE, Purges
from broadsheet.press.purging import RETRY, RETRY_LASTING, RETRY_MOST, Lane, Purging, trouble_of
from broadsheet.press.tree_index import TreeIndex
from tests.caches.test_caches import cache_of
from tests.caches.twins import TOKEN, CloudflareTwin, FastlyTwin, Reply, Twin, VarnishTwin

ADDRESS = "https://news.example.org"
NOON = 1_700_000_000.0


class Desk:
    """A queue for some twins, with a clock that stands until it is moved."""

    def __init__(self, folder: Path, *twins: Twin, token: str = TOKEN) -> None:
        self.now = NOON
        self.caches = [cache_of(twin, token) for twin in twins]
        self.index = TreeIndex(folder / "index.sqlite3")
        self.purges = Purges(self.index, [cache.name for cache in self.caches], ADDRESS)

    def lane(self, number: int = 0, *, urgent: bool = False, chance: float = 0.0) -> Lane:
        return Lane(self.purges, self.caches[number], urgent=urgent, chance=lambda: chance)

    @contextmanager
    def owing(self) -> Iterator[Purges]:
        """What happens inside is one transaction of the index, at this moment."""
        with clock.standing_at(datetime.fromtimestamp(self.now, UTC)), self.index.writing():
            yield self.purges

    def owe(self, *paths: str, gone: bool = False) -> None:
        with self.owing() as purges:
            for path in paths:
                purges.owe(Place("news", path), gone=gone)

    def turn(self, lane: Lane, after: float = 0.0) -> float:
        self.now += after
        return lane.turn(self.now)

    def all_sent(self, lane: Lane) -> None:
        """Let a lane do all it has to do, the second time included."""
        for _ in range(100):
            self.turn(lane, after=1.0)

    def waiting(self, urgent: int = 0) -> int:
        return self.purges.waiting(self.caches[0].name, urgent)


def keys(*paths: str) -> list[str]:
    return [page_key("news", path) for path in paths]


@pytest.fixture
def varnish() -> Iterator[VarnishTwin]:
    with VarnishTwin() as twin:
        yield twin


@pytest.fixture
def desk(tmp_path: Path, varnish: VarnishTwin) -> Iterator[Desk]:
    made = Desk(tmp_path, varnish)
    yield made
    made.index.close()


def test_keys_are_few_short_and_plain():
    for key in (page_key("news", "/ar/أخبار/خبر/"), newsroom_key(ADDRESS)):
        assert key.isascii()
        assert key == key.lower()
        assert len(key) <= 18
    assert page_key("news", "/en/") != page_key("english", "/en/")


def test_what_changed_within_a_moment_goes_in_one_request(desk, varnish):
    desk.owe("/en/", "/en/news/")
    desk.owe("/en/rss.xml")
    lane = desk.lane()
    desk.turn(lane)
    assert varnish.told == []
    desk.turn(lane, after=GATHER)
    assert [each.keys for each in varnish.told] == [keys("/en/", "/en/news/", "/en/rss.xml")]


def test_every_purge_is_sent_once_more_and_then_never_again(desk, varnish):
    desk.owe("/en/")
    lane = desk.lane()
    desk.turn(lane, after=GATHER)
    desk.turn(lane, after=ONCE_MORE - 0.1)
    assert len(varnish.told) == 1
    desk.turn(lane, after=0.1)
    assert varnish.keys == keys("/en/") * 2
    desk.all_sent(lane)
    assert len(varnish.told) == 2
    assert desk.waiting() == 0


def test_a_page_that_changes_again_and_again_is_owed_once(desk, varnish):
    for _ in range(50):
        desk.owe("/en/")
    assert desk.waiting() == 1
    desk.all_sent(desk.lane())
    assert varnish.keys == keys("/en/") * 2


def test_what_changes_all_the_time_is_not_put_off_for_ever(desk, varnish):
    lane = desk.lane()
    for _ in range(5):
        desk.owe("/en/")
        desk.turn(lane, after=GATHER / 2)
    assert varnish.told


def test_a_change_while_its_purge_is_under_way_is_purged_again(desk, varnish):
    desk.owe("/en/")
    desk.now += GATHER
    under_way = desk.purges.due(desk.caches[0].name, 0, desk.now, 10)
    desk.owe("/en/")
    desk.purges.acknowledged(under_way, desk.now)
    desk.turn(desk.lane(), after=GATHER)
    assert varnish.keys == keys("/en/")


def test_what_is_owed_outlives_the_process(desk, varnish, tmp_path):
    desk.owe("/en/")
    desk.owe("/en/killed/", gone=True)
    desk.index.close()
    after = Desk(tmp_path, varnish)
    after.all_sent(after.lane(urgent=True))
    after.all_sent(after.lane())
    assert set(varnish.keys) == set(keys("/en/", "/en/killed/"))
    after.index.close()


def test_nothing_is_owed_for_a_page_that_was_not_stored(desk):
    def store() -> None:
        with desk.owing() as purges:
            purges.owe(Place("news", "/en/"))
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        store()
    assert desk.waiting() == 0


STORING = """
import sys
from pathlib import Path
import django
django.setup()
from broadsheet.press.places import Place
from broadsheet.press.purges import Purges
from broadsheet.press.tree_index import TreeIndex

index = TreeIndex(Path(sys.argv[1]))
purges = Purges(index, ["varnish 127.0.0.1:" + sys.argv[2]], "https://news.example.org")
for number in range(1_000_000):
    with index.writing():
        purges.owe(Place("news", f"/en/{number % 1500}/"))
    print(number, flush=True)
"""


def test_a_worker_that_is_killed_after_a_page_was_stored_loses_no_purge(desk, varnish, tmp_path):
    words = [sys.executable, "-c", STORING, str(desk.index.file), str(varnish.port)]
    home = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=home) as worker:
        stored = [worker.stdout.readline() for _ in range(40)]
        worker.kill()
        stored += worker.stdout.readlines()
    desk.now = time.time()
    desk.all_sent(desk.lane())
    assert len(stored) >= 40
    assert {key for line in stored for key in keys(f"/en/{int(line)}/")} <= set(varnish.keys)


def test_an_acknowledgement_that_never_came_is_asked_for_again(desk, varnish):
    varnish.failures.extend([Reply(500), Reply(502)])
    desk.owe("/en/")
    lane = desk.lane()
    desk.turn(lane, after=GATHER)
    assert desk.waiting() == 1
    desk.turn(lane, after=RETRY - 0.1)
    assert varnish.asked == 1
    desk.turn(lane, after=0.1)
    assert varnish.asked == 2
    desk.turn(lane, after=2 * RETRY - 0.1)
    assert varnish.asked == 2
    desk.turn(lane, after=0.1)
    assert varnish.keys == keys("/en/")


def test_tries_become_rarer_and_are_not_made_by_many_at_once(desk, varnish):
    varnish.failures.extend([Reply(500)] * 100)
    desk.owe("/en/")
    lane, late = desk.lane(), desk.lane(chance=1.0)
    desk.now += 1
    begun, pauses = desk.now, []
    while len(pauses) < 12:
        asked = varnish.asked
        desk.turn(lane, after=0.5)
        if varnish.asked > asked:
            pauses.append(desk.now - begun)
            begun = desk.now
    assert pauses[1:4] == [1.0, 2.0, 4.0]
    assert pauses[-1] == RETRY_MOST
    desk.turn(late)
    asked = varnish.asked
    desk.turn(late, after=RETRY / 2)
    assert varnish.asked == asked + 1


def test_fastly_s_and_cloudflare_s_wish_to_be_left_alone_is_honoured(tmp_path):
    for kind in (FastlyTwin, CloudflareTwin):
        with kind() as twin:
            desk = Desk(tmp_path / kind.__name__, twin)
            twin.failures.append(Reply(429, {"Retry-After": "30"}))
            desk.owe("/en/")
            lane = desk.lane()
            desk.turn(lane, after=GATHER)
            desk.turn(lane, after=29.9)
            assert (twin.asked, twin.told) == (1, [])
            desk.turn(lane, after=0.1)
            assert twin.keys == keys("/en/")
            desk.index.close()


def test_a_token_that_is_refused_is_said_once_and_costs_no_purge(tmp_path, caplog):
    with FastlyTwin() as twin:
        desk = Desk(tmp_path, twin, token="expired")
        desk.owe("/en/")
        lane = desk.lane()
        with caplog.at_level(logging.WARNING):
            for _ in range(20):
                desk.turn(lane, after=RETRY_LASTING / 4)
        assert 2 <= twin.asked <= 6
        assert len(caplog.records) == 1
        line = caplog.records[0].getMessage()
        assert "refuses us (401)" in line
        assert "kept" in line
        assert "expired" not in line
        assert trouble_of(desk.purges, desk.caches[0].name)["lasting"] is True
        mended = Desk(tmp_path, twin)
        mended.now = desk.now
        with caplog.at_level(logging.WARNING):
            mended.all_sent(mended.lane())
        assert "acknowledges again" in caplog.records[-1].getMessage()
        assert set(twin.keys) == set(keys("/en/"))
        assert trouble_of(mended.purges, mended.caches[0].name) == {}
        desk.index.close()
        mended.index.close()


def test_a_killed_story_waits_behind_nothing(desk, varnish):
    desk.owe(*(f"/en/{number}/" for number in range(1500)))
    desk.owe("/en/killed/", gone=True)
    lane = desk.lane(urgent=True)
    desk.turn(lane)
    assert [each.keys for each in varnish.told] == [keys("/en/killed/")]
    assert not varnish.told[0].soft


def test_a_story_that_was_owed_anyway_is_killed_at_once(desk, varnish):
    desk.owe("/en/story/")
    desk.owe("/en/story/", gone=True)
    desk.owe("/en/story/")
    desk.turn(desk.lane(urgent=True))
    assert varnish.keys == keys("/en/story/")
    assert desk.waiting(urgent=0) == 0


def test_a_kill_is_tried_at_once_although_the_last_one_failed(desk, varnish):
    varnish.failures.append(Reply(503, {"Retry-After": "600"}))
    lane = desk.lane(urgent=True)
    desk.owe("/en/first/", gone=True)
    desk.turn(lane)
    desk.turn(lane, after=1.0)
    assert varnish.asked == 1
    desk.owe("/en/second/", gone=True)
    desk.turn(lane)
    assert varnish.keys == keys("/en/first/", "/en/second/")


def test_more_than_a_batch_goes_in_several(tmp_path):
    with CloudflareTwin() as twin:
        desk = Desk(tmp_path, twin)
        desk.owe(*(f"/en/{number}/" for number in range(250)))
        desk.now += GATHER
        lane = desk.lane()
        assert desk.turn(lane) == 0.0
        desk.turn(lane)
        desk.turn(lane)
        assert [len(each.keys) for each in twin.told] == [100, 100, 50]
        desk.index.close()


def test_beyond_a_bound_one_purge_of_all_stands_for_the_rest(desk, varnish, monkeypatch):
    monkeypatch.setattr(queue, "MOST", 20)
    desk.owe("/en/killed/", gone=True)
    desk.owe(*(f"/en/{number}/" for number in range(100)))
    assert desk.waiting(urgent=0) == 1
    desk.all_sent(desk.lane())
    assert varnish.keys == [newsroom_key(ADDRESS)] * 2
    # A kill goes by its own name, ahead of it.
    desk.all_sent(desk.lane(urgent=True))
    assert varnish.keys[2:] == keys("/en/killed/") * 2


def test_a_change_after_the_purge_of_all_was_sent_is_owed(desk, varnish, monkeypatch):
    monkeypatch.setattr(queue, "MOST", 20)
    desk.owe(*(f"/en/{number}/" for number in range(30)))
    desk.now += GATHER
    under_way = desk.purges.due(desk.caches[0].name, 0, desk.now, 10)
    desk.owe("/en/later/")
    desk.purges.acknowledged(under_way, desk.now)
    desk.turn(desk.lane(), after=GATHER)
    assert varnish.keys == [newsroom_key(ADDRESS)]
    desk.owe("/en/still-later/")
    desk.turn(desk.lane(), after=GATHER)
    assert varnish.keys[1:] == keys("/en/still-later/")


def test_several_caches_are_told_each_and_none_waits_for_another(tmp_path, varnish):
    with VarnishTwin() as away, FastlyTwin() as fastly:
        desk = Desk(tmp_path, varnish, away, fastly)
        away.failures.extend([Reply(500)] * 1000)
        desk.owe("/en/")
        for number in range(3):
            desk.all_sent(desk.lane(number))
        assert varnish.keys == fastly.keys == keys("/en/") * 2
        assert desk.purges.waiting(desk.caches[1].name, 0) == 1
        desk.index.close()


def test_a_clock_that_is_set_back_holds_no_purge(desk, varnish):
    desk.owe("/en/")
    desk.now -= 86_400
    desk.turn(desk.lane())
    assert varnish.keys == keys("/en/")


def test_a_cache_that_the_settings_name_no_more_is_owed_nothing(desk, varnish, tmp_path):
    desk.owe("/en/")
    with FastlyTwin() as twin:
        after = Desk(tmp_path, twin)
        purging = Purging(after.purges, after.caches)
        purging.start()
        purging.stop()
        assert desk.waiting() == 0
        after.index.close()


def test_without_caches_nothing_is_written(tmp_path):
    desk = Desk(tmp_path)
    desk.owe("/en/")
    count = desk.index.connection.execute("SELECT COUNT(*) FROM purge").fetchone()
    assert count == (0,)
    desk.index.close()
