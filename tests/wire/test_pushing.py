"""Agencies and hubs that send to us: who they are, and what is kept of what they send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from broadsheet.kit import clock
from broadsheet.wire import pushing
from broadsheet.wire.models import Delivery, Health, ReceivedItem, Source
from broadsheet.wire.polling import health_of
from broadsheet.wire.retrying import read_waiting
from broadsheet.wire.subscribing import note_hub, subscribe, subscriptions_due
from broadsheet.wire.transports.fetching import Fetched, Refusal
from broadsheet.wire.transports.hub import is_signed, lease_of
from tests.wire.sending import Transport, make_source
from tests.wire_items import an_item

pytestmark = pytest.mark.django_db

ITEM = json.dumps(an_item("urn:a:1")).encode()
FEED = "https://feeds.example/atom"
HUB = "https://hub.example/"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def agency() -> tuple[Source, str]:
    source = make_source("Northwind")
    token = source.new_token()
    source.save()
    return source, token


def push(token: str, body: bytes = ITEM, key: str = "northwind", **told: str) -> Any:
    scheme = told.pop("authorization", f"Bearer {token}")
    return Client().post(
        f"/wire/push/{key}/",
        body,
        content_type="application/json",
        headers={"authorization": scheme, **told},
    )


def test_what_is_answered_202_is_kept_and_read(agency: tuple[Source, str]) -> None:
    assert push(agency[1], **{"x-file-name": "one.json"}).status_code == 202
    kept = Delivery.objects.get()
    assert (kept.state, bytes(kept.data), kept.file_name) == ("waiting", ITEM, "one.json")
    read_waiting()
    assert ReceivedItem.objects.get().uri == "urn:a:1"
    assert not Delivery.objects.exists()


def test_a_token_may_come_as_a_password(agency: tuple[Source, str]) -> None:
    packed = base64.b64encode(f"northwind:{agency[1]}".encode()).decode()
    assert push("", authorization=f"Basic {packed}").status_code == 202


@pytest.mark.parametrize(
    "scheme", ["Bearer wrong", "Bearer ", "", "Basic %%%", "Basic bm9ydGh3aW5k", "Digest x"]
)
def test_a_wrong_token_is_refused_and_nothing_kept(agency: tuple[Source, str], scheme: str) -> None:
    assert push("", authorization=scheme).status_code == 401
    assert not Delivery.objects.exists()


def test_who_asks_for_a_source_that_is_not_there_hears_the_same(agency: tuple[Source, str]) -> None:
    make_source("Feed", Transport.POLL, address=FEED)
    make_source("Tokenless")
    answers = {push("x", key=key).content for key in ("northwind", "nobody", "feed", "tokenless")}
    assert len(answers) == 1


def test_a_new_token_ends_the_old_one(agency: tuple[Source, str]) -> None:
    source, old = agency
    source.new_token()
    source.save()
    assert push(old).status_code == 401
    assert old not in repr(vars(source))


def test_a_source_that_is_switched_off_takes_nothing(agency: tuple[Source, str]) -> None:
    Source.objects.update(active=False)
    assert push(agency[1]).status_code == 403


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b" \n", 400), (b"x" * 2001, 413)])
def test_bodies_are_bounded(
    agency: tuple[Source, str], body: bytes, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "MAX_BYTES", 2000)
    assert push(agency[1], body).status_code == status


def asked_first(token: str, length: str, **told: str) -> int:
    """What the edge is answered that holds a body back."""
    return push(token, b"", **{"x-broadsheet-announced": length, **told}).status_code


def test_the_edge_is_told_whether_a_body_is_wanted_before_it_has_come(
    agency: tuple[Source, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _source, token = agency
    assert asked_first(token, "1000000") == 204
    assert asked_first(token, "") == 204
    assert asked_first("wrong", "1000000") == 401
    assert asked_first(token, str(pushing.MAX_BYTES + 1)) == 413
    monkeypatch.setattr(pushing, "MOST_WAITING", 0)
    assert asked_first(token, "1000000") == 503
    Source.objects.update(active=False)
    assert asked_first(token, "1000000") == 403
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("refused", ["token", "switch", "length"])
def test_nothing_of_a_body_is_read_that_is_refused(
    agency: tuple[Source, str], refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: Any) -> bytes:
        raise AssertionError("the body was read")

    monkeypatch.setattr("django.http.request.HttpRequest.read", read)
    if refused == "switch":
        Source.objects.update(active=False)
    if refused == "length":
        monkeypatch.setattr(pushing, "MAX_BYTES", 10)
    told = push("wrong" if refused == "token" else agency[1])
    assert told.status_code == {"token": 401, "switch": 403, "length": 413}[refused]


def test_a_large_item_is_not_a_form(agency: tuple[Source, str]) -> None:
    # Django would refuse a form of more than 2.5 MB.
    assert push(agency[1], b" " * 3_000_000 + ITEM).status_code == 202


def test_whoever_sends_faster_than_we_read_is_put_off(
    agency: tuple[Source, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "MOST_WAITING", 1)
    push(agency[1])
    late = push(agency[1], ITEM + b" ")
    assert late.status_code == 503
    assert late["Retry-After"]


def test_what_could_not_be_kept_is_not_acknowledged(
    agency: tuple[Source, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(pushing, "accept", full)
    assert push(agency[1]).status_code == 503


# ---- Hubs ----


@pytest.fixture
def feed() -> Source:
    source = make_source("Feed", Transport.POLL, address=FEED)
    fetched = Fetched(FEED, 200, links={"hub": HUB, "self": FEED})
    note_hub(source, health_of(source), fetched, _file())
    return source


def _file() -> Any:
    from broadsheet.wire.formats.reading import WireFile

    return WireFile("atom")


class Line:
    def __init__(self, error: Exception | None = None) -> None:
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.error = error

    def send(self, address: str, form: dict[str, str]) -> None:
        self.sent.append((address, form))
        if self.error:
            raise self.error


def question(**asked: str) -> Any:
    told = {"mode": "subscribe", "topic": FEED, "challenge": "c-1", "lease_seconds": "86400"}
    return Client().get(
        "/wire/hub/feed/", {f"hub.{name}": value for name, value in (told | asked).items()}
    )


def subscribed(source: Source) -> Health:
    line = Line()
    subscribe(subscriptions_due().get(), line)  # type: ignore[arg-type]
    question()
    return health_of(source)


def test_a_hub_that_a_feed_names_is_asked_and_its_question_answered(feed: Source) -> None:
    line = Line()
    subscribe(subscriptions_due().get(), line)  # type: ignore[arg-type]
    address, form = line.sent[0]
    assert address == HUB
    assert form["hub.topic"] == FEED
    assert form["hub.callback"] == "http://testserver/wire/hub/feed/"
    assert len(form["hub.secret"]) > 30
    with clock.standing_at(NOON):
        answer = question()
    assert (answer.status_code, answer.content) == (200, b"c-1")
    health = health_of(feed)
    assert health.hub_state == "subscribed"
    assert health.lease_until == NOON + timedelta(days=1)
    assert not subscriptions_due().exists()


@pytest.mark.parametrize(
    "asked", [{"topic": "https://x.example/"}, {"mode": "unsubscribe"}, {"mode": "publish"}]
)
def test_a_question_about_something_else_is_404(feed: Source, asked: dict[str, str]) -> None:
    subscribe(subscriptions_due().get(), Line())  # type: ignore[arg-type]
    assert question(**asked).status_code == 404
    assert health_of(feed).hub_state == "asked"


def test_nobody_is_subscribed_to_who_was_not_asked(feed: Source) -> None:
    assert question().status_code == 404


def test_a_hub_may_refuse_and_polling_goes_on(feed: Source) -> None:
    with clock.standing_at(NOON):
        subscribe(subscriptions_due().get(), Line(Refusal("no")))  # type: ignore[arg-type]
        assert health_of(feed).hub_state == "refused"
        assert not subscriptions_due().exists()
    with clock.standing_at(NOON + timedelta(hours=7)):
        assert subscriptions_due().exists()


def test_a_lease_is_renewed_before_it_ends(feed: Source) -> None:
    with clock.standing_at(NOON):
        subscribed(feed)
    with clock.standing_at(NOON + timedelta(hours=11)):
        assert not subscriptions_due().exists()
    with clock.standing_at(NOON + timedelta(hours=13)):
        assert subscriptions_due().exists()
        subscribe(subscriptions_due().get(), Line(Refusal("busy")))  # type: ignore[arg-type]
        assert health_of(feed).hub_state == "subscribed"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_a_hub_signs_is_kept(feed: Source, method: str) -> None:
    secret = subscribed(feed).hub_secret
    signature = hmac.new(secret.encode(), ITEM, getattr(hashlib, method)).hexdigest()
    answer = Client().post(
        "/wire/hub/feed/",
        ITEM,
        content_type="application/atom+xml",
        headers={"x-hub-signature": f"{method}={signature}"},
    )
    assert answer.status_code == 202
    assert bytes(Delivery.objects.get().data) == ITEM


@pytest.mark.parametrize("signature", ["", "sha256=00", "md5=x", "sha256", "sha256=ü"])
def test_what_is_not_signed_is_ignored(feed: Source, signature: str) -> None:
    subscribed(feed)
    answer = Client().post(
        "/wire/hub/feed/", ITEM, content_type="text/xml", headers={"x-hub-signature": signature}
    )
    assert answer.status_code == 202
    assert not Delivery.objects.exists()


def test_no_signature_is_right_without_a_secret() -> None:
    empty = hmac.new(b"", ITEM, hashlib.sha256).hexdigest()
    assert not is_signed(ITEM, f"sha256={empty}", "")


def test_what_is_sent_to_nobody_is_410() -> None:
    make_source("Feed", Transport.POLL, address=FEED)
    answer = Client().post("/wire/hub/feed/", ITEM, content_type="text/xml")
    assert answer.status_code == 410


@pytest.mark.parametrize(
    ("given", "seconds"), [("", 864000), ("60", 3600), ("99999999999", 7776000), ("x", 864000)]
)
def test_leases_are_believed_within_reason(given: str, seconds: int) -> None:
    assert lease_of(given) == seconds
