"""What is said to each cache further out, and what its answers mean."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from broadsheet.config.environment import SettingsError, read_environment
from broadsheet.press.caches import (
    LONGEST_PAUSE,
    Cache,
    Cloudflare,
    Fastly,
    PurgeError,
    Varnish,
    read_caches,
)
from tests.caches.twins import (
    SERVICE,
    TOKEN,
    ZONE,
    CloudflareTwin,
    FastlyTwin,
    Reply,
    Twin,
    VarnishTwin,
)

KINDS = (VarnishTwin, FastlyTwin, CloudflareTwin)


def cache_of(twin: Twin, token: str = TOKEN) -> Cache:
    """The real client, pointed at a twin."""
    if isinstance(twin, FastlyTwin):
        return Fastly(SERVICE, token, twin.api)
    if isinstance(twin, CloudflareTwin):
        return Cloudflare(ZONE, token, twin.api)
    return Varnish("127.0.0.1", twin.port)


def refusal(cache: Cache, keys: list[str] | None = None) -> PurgeError:
    """The error of a purge."""
    with pytest.raises(PurgeError) as caught:
        cache.purge(keys or ["p-1"], gone=False)
    assert TOKEN not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_batch_is_taken(kind):
    with kind() as twin:
        cache = cache_of(twin)
        keys = [f"p-{number:016x}" for number in range(cache.most)]
        cache.purge(keys, gone=False)
        assert twin.keys == keys
        assert cache.most <= twin.most


@pytest.mark.parametrize("kind", KINDS[1:])
def test_one_more_than_the_documented_limit_is_refused(kind):
    with kind() as twin:
        cache = cache_of(twin)
        error = refusal(cache, [f"p-{number}" for number in range(cache.most + 1)])
        assert error.lasting


def test_varnish_keeps_what_changed_for_when_the_edge_is_down_but_not_what_is_gone():
    with VarnishTwin() as twin:
        cache_of(twin).purge(["p-1"], gone=False)
        cache_of(twin).purge(["p-2"], gone=True)
        assert [each.soft for each in twin.told] == [True, False]


def test_fastly_never_shows_the_old_page_once_more():
    with FastlyTwin() as twin:
        cache_of(twin).purge(["p-1"], gone=False)
        assert not twin.told[0].soft


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_wrong_token_lasts(kind):
    with kind() as twin:
        error = refusal(cache_of(twin, "another"))
        assert error.lasting
        assert "refuses us" in str(error)
        assert twin.told == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_trouble_of_theirs_passes(kind, status):
    with kind() as twin:
        twin.failures.append(Reply(status))
        assert not refusal(cache_of(twin)).lasting


@pytest.mark.parametrize("status", [301, 400, 404, 405])
def test_what_only_a_hand_can_mend_lasts(status):
    with FastlyTwin() as twin:
        twin.failures.append(Reply(status, {"Location": "/elsewhere"}))
        assert refusal(cache_of(twin)).lasting


def test_the_wait_that_is_asked_for_is_heard():
    with CloudflareTwin() as twin:
        date = formatdate(time.time() + 100, usegmt=True)
        twin.failures.extend(
            [
                Reply(429, {"Retry-After": "7"}),
                Reply(429, {"Retry-After": date}),
                Reply(429, {"Retry-After": "soon"}),
                Reply(503, {"Retry-After": "999999"}),
                Reply(429, {"Fastly-RateLimit-Reset": str(int(time.time()) + 50)}),
                Reply(429),
            ]
        )
        pauses = [refusal(cache_of(twin)).pause for _ in range(6)]
    assert pauses[0] == 7
    assert 90 < pauses[1] <= 100
    assert pauses[2] == 0
    assert pauses[3] == LONGEST_PAUSE
    assert 40 < pauses[4] <= 50
    assert pauses[5] == 0


def test_a_cache_that_says_no_with_200_is_not_believed():
    with CloudflareTwin() as twin:
        twin.failures.extend([Reply(200, body=b'{"success": false}'), Reply(200, body=b"<html>")])
        for _ in range(2):
            assert "nothing was done" in str(refusal(cache_of(twin)))


def test_a_cache_that_is_away_or_silent_is_tried_again(monkeypatch):
    monkeypatch.setattr("broadsheet.press.caches.TIMEOUT", 0.05)
    with VarnishTwin() as twin:
        twin.answers.clear()
        error = refusal(cache_of(twin))
        assert "in time" in str(error)
        assert not error.lasting
    assert "cannot be reached" in str(refusal(cache_of(twin)))


# ---- The setting ----


def test_every_kind_can_be_named_and_none_twice():
    found = read_caches(
        f"varnish://10.0.0.5:6081, varnish://[fd00::5],fastly://a%2Fb@{SERVICE},"
        f"cloudflare://{TOKEN}@{ZONE},varnish://10.0.0.5:6081"
    )
    assert found == [
        Varnish("10.0.0.5", 6081),
        Varnish("fd00::5", 6081),
        Fastly(SERVICE, "a/b"),
        Cloudflare(ZONE, TOKEN),
    ]
    assert TOKEN not in repr(found)
    assert all(TOKEN not in each.name for each in found)
    assert read_caches("") == []


@pytest.mark.parametrize(
    "setting",
    [
        "10.0.0.5",
        "varnish://",
        "varnish://10.0.0.5:port",
        "varnish://secret@10.0.0.5",
        "varnish://10.0.0.5/path",
        f"fastly://{SERVICE}",
        "fastly://secret@ser/vice",
        f"fastly://sec%0Aret@{SERVICE}",
        "cloudflare://secret@zone",
        f"akamai://secret@{SERVICE}",
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line_without_its_secret(
    setting, monkeypatch
):
    monkeypatch.setenv("BROADSHEET_PURGE", setting)
    with pytest.raises(SettingsError) as caught:
        read_environment()
    line = str(caught.value)
    assert line.startswith("BROADSHEET_PURGE: give varnish://host:port")
    assert "sec" not in line
    assert "\n" not in line
