"""Streams are looked at side by side: one that hangs is its own trouble."""

from __future__ import annotations

import threading

import pytest

from broadsheet.live.channel.faults import Unreachable
from broadsheet.live.channel.playlist import Playlist
from broadsheet.live.channel.watching import Watch
from broadsheet.live.models import StreamHealth
from tests.live.streams import Station, make_stream


class TwoStations(Station):
    """One that hangs until it is let go, and others that answer."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()
        self.hung = 0

    def look(self, address, within=0.0):
        if "hangs" not in address:
            return super().look(address, within)
        self.hung += 1
        assert self.let_go.wait(20)
        raise Unreachable("late")


@pytest.mark.django_db
def test_a_stream_that_hangs_keeps_no_other_waiting_and_is_asked_once(newsroom):
    station = TwoStations()
    watch = Watch(station, monotonic=lambda: station.now, patience=0.05)
    hanging = make_stream(newsroom["en"], address="https://hangs.example.org/master.m3u8")
    good = make_stream(newsroom["ar"])
    for number in range(3):
        station.says = Playlist(segments=2, newest=str(number), seconds=4)
        watch.step()
        station.now += 10
    assert (station.looks, station.hung) == (3, 1)
    assert StreamHealth.objects.get(stream=good).why == ""
    assert not StreamHealth.objects.filter(stream=hanging).exists()

    station.let_go.set()
    for _ in range(400):
        watch.step()
        if StreamHealth.objects.filter(stream=hanging).exists():
            break
    assert StreamHealth.objects.get(stream=hanging).failures == 1
    watch.close()


@pytest.mark.django_db
def test_a_look_that_fails_by_our_own_fault_leaves_the_others_watched(newsroom, caplog):
    station = Station()
    watch = Watch(station, monotonic=lambda: station.now)
    make_stream(newsroom["en"])
    station.says = RuntimeError("ours")
    watch.step()
    assert "a look at" in caplog.text
    station.says = Playlist(segments=2, newest="1", seconds=4)
    station.now += 3
    watch.step()
    assert StreamHealth.objects.get().why == ""
