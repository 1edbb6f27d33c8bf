"""The doctor says which cache further out does not acknowledge, and why."""

from __future__ import annotations

import logging

import pytest

from broadsheet.config.doctor import further_out
from broadsheet.config.environment import Environment
from broadsheet.press.purging import RETRY_LASTING
from tests.caches.test_purges import Desk
from tests.caches.twins import SERVICE, FastlyTwin, Reply

SETTING = f"fastly://expired@{SERVICE}"


def look(home) -> list[str]:
    named = Environment(home=home, purge=SETTING, _env_file=None)  # type: ignore[call-arg]
    return [finding.line() for finding in further_out.caches(named, home)]


@pytest.fixture
def twin():
    with FastlyTwin() as twin:
        yield twin


def test_without_caches_there_is_nothing_to_say(tmp_path):
    alone = Environment(home=tmp_path, purge="", _env_file=None)  # type: ignore[call-arg]
    assert list(further_out.caches(alone, tmp_path)) == []


def test_a_cache_that_is_owed_nothing_is_well(tmp_path):
    (line,) = look(tmp_path)
    assert line.startswith("ok")


def test_a_token_that_is_refused_is_wrong_and_is_not_told(tmp_path, twin, caplog):
    caplog.set_level(logging.CRITICAL)
    desk = Desk(tmp_path / "press", twin, token="expired")
    desk.owe("/en/", "/es/")
    desk.turn(desk.lane(), after=1.0)
    (line,) = look(tmp_path)
    assert line.startswith("WRONG")
    assert "refuses us (401); purges that wait: 2 - correct BROADSHEET_PURGE" in line
    assert "expired" not in line
    desk.index.close()


def test_trouble_that_passes_is_a_warning_until_it_lasts_a_minute(tmp_path, twin, monkeypatch):
    desk = Desk(tmp_path / "press", twin)
    monkeypatch.setattr(further_out.time, "time", lambda: desk.now)
    twin.failures.append(Reply(500))
    desk.owe("/en/")
    lane = desk.lane()
    desk.turn(lane, after=1.0)
    (line,) = look(tmp_path)
    assert line.startswith("warn")
    desk.now += further_out.PROMPTLY
    (line,) = look(tmp_path)
    assert line.startswith("WRONG")
    desk.all_sent(lane)
    (line,) = look(tmp_path)
    assert line.startswith("ok")
    assert "nothing waits" in line
    desk.index.close()


def test_purges_that_nobody_sends_are_wrong(tmp_path, twin, monkeypatch):
    desk = Desk(tmp_path / "press", twin)
    desk.owe("/en/")
    monkeypatch.setattr(further_out.time, "time", lambda: desk.now + RETRY_LASTING + 1)
    (line,) = look(tmp_path)
    assert line.startswith("WRONG")
    assert "not asked; purges that wait: 1" in line
    desk.index.close()
