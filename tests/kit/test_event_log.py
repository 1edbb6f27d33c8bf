"""The log of a channel: in order, whole, and the same for everyone, whoever is killed."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.kit import event_log
from broadsheet.kit.event_log import LARGEST, EventLog, Record, Tail, log_file

BREAKING = "/en/breaking/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stream"


@pytest.fixture
def log(folder: Path) -> EventLog:
    return EventLog(folder)


def whole(folder: Path, channel: str = BREAKING) -> list[Record]:
    """All that a reader who comes new finds."""
    return Tail(folder, channel).read()[0]


def test_items_are_read_in_the_order_they_were_written(log: EventLog, folder: Path):
    assert log.append(BREAKING, 3, "item", "Quake off Chile")
    assert log.append(BREAKING, 8, "item", "زلزال\nقبالة تشيلي")
    assert whole(folder) == [
        Record(3, (("item", "Quake off Chile"),)),
        Record(8, (("item", "زلزال\nقبالة تشيلي"),)),
    ]
    assert log.last(BREAKING) == 8


def test_a_worker_killed_before_its_cursor_moved_doubles_nothing(log: EventLog, folder: Path):
    assert log.append(BREAKING, 3, "item", "once")
    assert not log.append(BREAKING, 3, "item", "once")
    assert not EventLog(folder).append(BREAKING, 2, "item", "earlier")
    assert [each.number for each in whole(folder)] == [3]


def test_the_events_of_one_number_come_together(log: EventLog, folder: Path):
    log.append_all(BREAKING, 5, [("withdrawn", "4"), ("item", "5")])
    assert whole(folder) == [Record(5, (("withdrawn", "4"), ("item", "5")))]


def test_channels_do_not_mix(log: EventLog, folder: Path):
    log.append(BREAKING, 1, "item", "en")
    log.append("/ar/breaking/", 2, "item", "ar")
    assert [each.number for each in whole(folder, "/ar/breaking/")] == [2]
    assert log.channels() == ["/ar/breaking/", BREAKING]
    assert log.last("/es/breaking/") == 0


@pytest.mark.parametrize("channel", ["/../../etc/passwd", "/" + "a/" * 900, "/\udcff/", ""])
def test_a_strange_address_leads_nowhere_else(folder: Path, channel: str):
    assert log_file(folder, channel).parent == folder
    assert Tail.of(folder, channel) is None


@pytest.mark.parametrize(
    "events",
    [[], [("", "x")], [("a\nb", "x")], [("item", "\ud800")], [("item", "x" * (LARGEST + 1))]],
)
def test_what_no_stream_can_carry_is_refused(
    log: EventLog, folder: Path, events: list[tuple[str, str]]
):
    with pytest.raises(ValueError):
        log.append_all(BREAKING, 1, events)
    assert Tail.of(folder, BREAKING) is None


@pytest.mark.parametrize("number", [0, -1, 2**53])
def test_a_number_that_a_browser_cannot_hold_is_refused(log: EventLog, number: int):
    with pytest.raises(ValueError):
        log.append(BREAKING, number, "item", "x")


def test_a_channel_can_be_open_before_anything_happens(log: EventLog, folder: Path):
    assert log.begin(BREAKING)
    assert not log.begin(BREAKING)
    tail = Tail.of(folder, BREAKING)
    assert tail is not None
    assert (tail.floor, tail.last) == (0, 0)
    log.append(BREAKING, 7, "item", "first")
    assert tail.read() == ([Record(7, (("item", "first"),))], True)


def test_a_log_begun_by_its_first_event_is_whole_from_there_only(log: EventLog, folder: Path):
    log.append(BREAKING, 500, "item", "x")
    tail = Tail.of(folder, BREAKING)
    assert tail is not None
    assert tail.floor == 499


def test_half_a_record_is_seen_by_nobody_and_cut_off(log: EventLog, folder: Path):
    log.append(BREAKING, 1, "item", "whole")
    tail = Tail(folder, BREAKING)
    tail.read()
    file = log_file(folder, BREAKING)
    before = file.read_bytes()
    log.append(BREAKING, 2, "item", "torn")
    after = file.read_bytes()
    for kept in range(len(before), len(after)):
        file.write_bytes(after[:kept])
        assert tail.read() == ([], True)
        assert [each.number for each in whole(folder)] == [1]
    assert EventLog(folder).append(BREAKING, 2, "item", "again")
    assert tail.read() == ([Record(2, (("item", "again"),))], True)
    assert EventLog(folder).append(BREAKING, 3, "item", "next")
    assert [each.number for each in whole(folder)] == [1, 2, 3]


def test_a_log_whose_head_is_lost_begins_anew_and_says_so(log: EventLog, folder: Path):
    log.append(BREAKING, 4, "item", "x")
    tail = Tail(folder, BREAKING)
    tail.read()
    file = log_file(folder, BREAKING)
    file.write_bytes(b"nonsense\n")
    assert Tail.of(folder, BREAKING) is None
    assert log.append(BREAKING, 9, "item", "y")
    assert tail.read() == ([Record(9, (("item", "y"),))], False)
    assert tail.floor == 8


def test_a_full_disk_leaves_nothing_of_the_record(
    log: EventLog, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    log.append(BREAKING, 1, "item", "x")
    real = os.write

    def full(handle: int, data: memoryview) -> int:
        if len(data) <= 10:
            raise OSError(28, "No space left on device")
        return real(handle, data[:-10])

    with monkeypatch.context() as patch:
        patch.setattr(event_log.os, "write", full)
        with pytest.raises(OSError, match="No space"):
            log.append(BREAKING, 2, "item", "y")
    assert [each.number for each in whole(folder)] == [1]
    assert log.append(BREAKING, 2, "item", "y")
    assert [each.number for each in whole(folder)] == [1, 2]


def test_trimming_keeps_the_newest_and_remembers_where_a_resume_is_whole(
    log: EventLog, folder: Path
):
    for number in range(1, 11):
        log.append(BREAKING, number, "item", "x" * 100)
    tail = Tail(folder, BREAKING)
    tail.read()
    assert log.trim(BREAKING, records=4) == 6
    assert [each.number for each in whole(folder)] == [7, 8, 9, 10]
    assert tail.read() == ([], True)
    assert tail.floor == 6
    assert log.trim(BREAKING, size=300) == 2
    assert [each.number for each in whole(folder)] == [9, 10]
    assert log.append(BREAKING, 11, "item", "x")
    assert [each.number for each in tail.read()[0]] == [11]
    assert log.trim("/en/none/") == 0


def test_a_log_does_not_grow_without_end(folder: Path):
    log = EventLog(folder, records=10, size=100_000)
    for number in range(1, 200):
        log.append(BREAKING, number, "item", "x")
        assert len(whole(folder)) <= 20
    assert whole(folder)[-1].number == 199


def test_a_reader_who_slept_through_a_trim_learns_that_something_is_missing(
    log: EventLog, folder: Path
):
    log.append(BREAKING, 1, "item", "x")
    tail = Tail(folder, BREAKING)
    tail.read()
    for number in range(2, 9):
        log.append(BREAKING, number, "item", "x")
    log.trim(BREAKING, records=2)
    records, follows = tail.read()
    assert [each.number for each in records] == [7, 8]
    assert not follows


def test_a_log_from_before_yesterdays_backup_is_no_continuation(log: EventLog, folder: Path):
    log.append(BREAKING, 50, "item", "x")
    tail = Tail(folder, BREAKING)
    tail.read()
    log.restart(BREAKING, 20)
    assert tail.read() == ([], False)
    assert (tail.floor, tail.last) == (20, 20)
    log.append(BREAKING, 21, "item", "y")
    assert [each.number for each in tail.read()[0]] == [21]


def test_a_channel_that_is_taken_away_is_gone(log: EventLog, folder: Path):
    log.append(BREAKING, 1, "item", "x")
    tail = Tail(folder, BREAKING)
    tail.read()
    log.remove(BREAKING)
    tail.read()
    assert tail.gone
    assert log.channels() == []


def test_the_edges_are_woken_by_each_event(log: EventLog, tmp_path: Path):
    edges = tmp_path / "run" / "edges"
    edges.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as edge:
        edge.bind(str(edges / "1.sock"))
        edge.settimeout(5)
        log.append(BREAKING, 1, "item", "x")
        assert edge.recv(1000).decode() == f"events\n{BREAKING}"


def test_two_writers_do_not_harm_each_other(folder: Path):
    one, other = EventLog(folder), EventLog(folder)
    for number in range(1, 40, 2):
        assert one.append(BREAKING, number, "item", "one")
        assert other.append(BREAKING, number + 1, "item", "other")
        assert not one.append(BREAKING, number + 1, "item", "late")
    assert [each.number for each in whole(folder)] == list(range(1, 41))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 3), st.text(max_size=20)),
        st.tuples(st.just("killed"), st.integers(0, 200), st.text(max_size=20)),
        st.tuples(st.just("read"), st.integers(0, 1), st.just("")),
        st.tuples(st.just("trim"), st.integers(0, 5), st.just("")),
        st.tuples(st.just("writer restarts"), st.just(0), st.just("")),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_whatever_happens_nothing_is_lost_doubled_or_out_of_order(
    steps: list[tuple[str, int, str]],
):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "stream"
        log, written = EventLog(folder), list[tuple[int, str]]()
        log.begin(BREAKING)
        tails = [Tail(folder, BREAKING), Tail(folder, BREAKING)]
        got: list[list[tuple[int, str]]] = [[], []]
        for tail in tails:
            tail.read()

        def read(which: int) -> None:
            records, follows = tails[which].read()
            if not follows:
                # The reader is told; what it shows is read anew, from the page.
                missed = [each for each in written if each[0] <= tails[which].floor]
                got[which] = missed
            got[which] += [(each.number, each.events[0][1]) for each in records]

        number = 0
        for what, amount, text in steps:
            file = log_file(folder, BREAKING)
            if what == "append":
                number += amount
                assert log.append(BREAKING, number, "item", text)
                written.append((number, text))
            elif what == "killed":
                # kill -9 in the middle of a write: some of the line's bytes are there.
                line = event_log._line({"number": number + 1, "events": [("item", text)]})
                with file.open("ab") as out:
                    out.write(line[: min(amount, len(line) - 1)])
                log = EventLog(folder)
            elif what == "read":
                read(amount)
            elif what == "trim":
                log.trim(BREAKING, records=amount)
            else:
                log = EventLog(folder)
        for which in (0, 1):
            read(which)
            assert got[which] == written
