"""Figures for this machine alone, and the reader's own address behind other servers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from broadsheet.config.metrics import Requests
from broadsheet.config.reader_address import ReaderAddressMiddleware
from broadsheet.config.settings import ENVIRONMENT
from broadsheet.kit.clock import standing_at
from broadsheet.press.places import Place
from broadsheet.press.purges import Purges
from broadsheet.press.tree_index import TreeIndex

HOUR = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
READER, STRANGER = "198.51.100.7", "203.0.113.9"


def seen(settings, *, peer: str, behind_proxy: bool = False, **headers: str) -> HttpRequest:
    """The request as views meet it."""
    settings.ENVIRONMENT = ENVIRONMENT.model_copy(update={"behind_proxy": behind_proxy})
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    ReaderAddressMiddleware(lambda request: HttpResponse())(request)
    return request


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_the_edge_is_believed_who_reads(settings, peer):
    told = {"x-forwarded-for": READER, "x-forwarded-proto": "https"}
    request = seen(settings, peer=peer, **told)
    assert request.META["REMOTE_ADDR"] == READER
    assert request.is_secure()


def test_of_several_addresses_the_last_one_counts(settings):
    told = {"x-forwarded-for": f"{STRANGER}, {READER}"}
    assert seen(settings, peer="127.0.0.1", **told).META["REMOTE_ADDR"] == READER


@pytest.mark.parametrize("claimed", ["", "unknown", "' OR 1=1", f"{READER}, "])
def test_what_is_no_address_is_not_taken_for_one(settings, claimed):
    request = seen(settings, peer="127.0.0.1", **{"x-forwarded-for": claimed})
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


def test_a_stranger_is_believed_nothing(settings):
    told = {"x-forwarded-for": READER, "x-forwarded-proto": "https"}
    request = seen(settings, peer=STRANGER, **told)
    assert request.META["REMOTE_ADDR"] == STRANGER
    assert not request.is_secure()


def test_a_server_in_front_is_believed_where_the_setting_says_so(settings):
    told = {"x-forwarded-for": READER, "x-forwarded-proto": "https"}
    request = seen(settings, peer=STRANGER, behind_proxy=True, **told)
    assert request.META["REMOTE_ADDR"] == READER
    assert request.is_secure()


@pytest.mark.django_db
def test_this_machine_is_told_the_figures(client: Client):
    client.get("/robots.txt")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer["Cache-Control"] == "no-store"
    lines = answer.content.decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values['broadsheet_desk_requests_total{status="2xx"}']) >= 1
    assert values["broadsheet_scheduled_overdue"] == "0"
    assert values["broadsheet_database_up"] == "1"
    assert float(values["process_cpu_seconds_total"]) > 0


@pytest.mark.django_db
def test_how_soon_caches_forget_is_told(client: Client, settings, tmp_path):
    settings.HOME = tmp_path
    index = TreeIndex(tmp_path / "press" / "index.sqlite3")
    purges = Purges(index, ["varnish 10.0.0.5:6081"], "https://news.example/")
    place = Place("news.example", "/en/")
    with standing_at(HOUR), index.writing():
        purges.owe(place)
        purges.owe(place, gone=True)
        purges.owe(Place("news.example", "/ar/"))
    (killed,) = purges.due("varnish 10.0.0.5:6081", 1, HOUR.timestamp(), 10)
    purges.acknowledged([killed], HOUR.timestamp() + 0.3)
    index.close()
    lines = client.get("/metrics").content.decode().splitlines()
    gone = 'cache="varnish 10.0.0.5:6081",kind="gone"'
    changed = 'cache="varnish 10.0.0.5:6081",kind="changed"'
    assert f"broadsheet_purges_waiting{{{gone}}} 0" in lines
    assert f"broadsheet_purges_waiting{{{changed}}} 1" in lines
    assert f'broadsheet_purge_seconds_bucket{{{gone},le="0.25"}} 0' in lines
    assert f'broadsheet_purge_seconds_bucket{{{gone},le="0.5"}} 1' in lines
    assert f'broadsheet_purge_seconds_bucket{{{gone},le="+Inf"}} 1' in lines
    assert f"broadsheet_purge_seconds_sum{{{gone}}} 0.300000" in lines


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        (STRANGER, {}),
        ("127.0.0.1", {"x-broadsheet-edge": "1"}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"x-forwarded-proto": "https"}),
    ],
)
@pytest.mark.django_db
def test_nobody_else_is_told_the_figures(client: Client, peer, headers):
    answer = client.get("/metrics", REMOTE_ADDR=peer, headers=headers)
    assert answer.status_code == 404
    assert b"broadsheet_desk" not in answer.content


def test_the_histogram_adds_up():
    requests = Requests()
    for status, seconds in ((200, 0.004), (200, 0.05), (503, 60.0)):
        requests.count(status, seconds)
    lines = list(requests.lines())
    assert 'broadsheet_desk_requests_total{status="2xx"} 2' in lines
    assert 'broadsheet_desk_requests_total{status="5xx"} 1' in lines
    assert 'broadsheet_desk_request_seconds_bucket{le="0.05"} 2' in lines
    assert 'broadsheet_desk_request_seconds_bucket{le="10.0"} 2' in lines
    assert 'broadsheet_desk_request_seconds_bucket{le="+Inf"} 3' in lines
    assert "broadsheet_desk_request_seconds_count 3" in lines
