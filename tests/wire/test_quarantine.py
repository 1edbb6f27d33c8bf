"""What cannot be read is kept, explained, and read again after a fix."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils.translation import override

from broadsheet.kit.sentences import FSI, PDI, Sentence
from broadsheet.wire import reading as reading_module
from broadsheet.wire.models import Delivery, ReceivedItem, Source
from broadsheet.wire.reading import accept, take_in
from broadsheet.wire.retrying import read_waiting, retry
from tests.wire.sending import make_source
from tests.wire_items import an_item

pytestmark = pytest.mark.django_db

State = Delivery.State


def a_file(*items: object) -> bytes:
    return json.dumps(list(items)).encode()


def test_one_bad_item_stops_no_other_and_the_file_is_kept_byte_for_byte() -> None:
    source = make_source()
    data = a_file(an_item("urn:a:1"), {"uri": "urn:a:2", "type": "poem"}, an_item("urn:a:3"))
    reading = take_in(source, data, content_type="application/json", file_name="day.json")
    assert [receipt.item.uri for receipt in reading.receipts] == ["urn:a:1", "urn:a:3"]
    kept = Delivery.objects.get(state=State.QUARANTINED)
    assert bytes(kept.data) == data
    assert kept.file_name == "day.json"
    assert len(kept.reasons) == 1
    assert "$[1]" in kept.told[0]


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"<html><body>404</body></html>", b"{", b"[]"])
def test_what_is_no_item_is_kept_with_a_line_for_an_editor(data: bytes) -> None:
    reading = take_in(make_source(), data)
    assert reading.receipts == []
    (reason,) = Delivery.objects.get().told
    assert reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("data", "arabic", "spanish"),
    [
        (b"", "الملف فارغ", "el archivo está vacío"),
        (b"[1", "ليس هذا JSON", "no es JSON"),
        (b'[{"uri": "urn:a:1", "type": 7}]', "ليست إحدى القيم", "no es uno de"),
        (b'[{"uri": "urn:a:1", "versioncreated": "noon"}]', "ليس تاريخًا", "no es una fecha"),
        (b"<rss><channel><item/></channel></rss>", "المدخلة", "entrada"),
        (b'[{"uri": "urn:a:1", "byline": 7}]', "ليس نصًا", "no es texto"),
        (b"<poem/>", "وليست هذه صيغة معروفة", "no es ningún formato conocido"),
    ],
)
def test_each_editor_reads_why_in_their_own_language(
    data: bytes, arabic: str, spanish: str
) -> None:
    take_in(make_source(), data)
    kept = Delivery.objects.get()
    with override("ar"):
        assert arabic in kept.told[0].replace(FSI, "").replace(PDI, "")
    with override("es"):
        assert spanish in kept.told[0]
    with override("en"):
        assert not set(kept.told[0]) & {FSI, PDI}


def test_a_reason_of_before_is_told_as_it_was_written() -> None:
    kept = reading_module.quarantine(make_source(), b"{", [Sentence("x")])
    kept.reasons = ["100 % of it: 'a' is not text"]
    with override("es"):
        assert kept.told == ["100 % of it: 'a' is not text"]


def test_what_an_agency_sent_never_makes_a_reason_long() -> None:
    long = json.dumps([{"uri": "urn:a:1", "x" * 100_000: 1}]).encode()
    take_in(make_source(), long)
    assert len(Delivery.objects.get().told[0]) < 2_000


def test_a_fault_of_ours_is_no_exception_but_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RecursionError("deep")

    monkeypatch.setattr(reading_module, "read_any", fails)
    take_in(make_source(), b"{}", file_name="x.json")
    (reason,) = Delivery.objects.get().told
    assert "a fault of ours" in reason
    assert "RecursionError" in reason


def test_an_item_that_cannot_be_stored_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading_module.receive

    def fails(source: Source, item: object) -> object:
        if item.uri == "urn:a:1":  # type: ignore[attr-defined]
            raise ValueError("no room")
        return real(source, item)  # type: ignore[arg-type]

    monkeypatch.setattr(reading_module, "receive", fails)
    reading = take_in(make_source(), a_file(an_item("urn:a:1"), an_item("urn:a:2")))
    assert [receipt.item.uri for receipt in reading.receipts] == ["urn:a:2"]
    assert "no room" in str(reading.reasons[0])


def test_a_database_that_is_away_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(reading_module, "receive", away)
    with pytest.raises(OperationalError):
        take_in(make_source(), a_file(an_item()))
    assert not Delivery.objects.exists()


def test_a_feed_with_the_same_bad_entry_each_time_is_kept_once() -> None:
    source = make_source(transport="poll", address="https://a.example/feed")
    bad = {"uri": "urn:a:2", "type": "poem"}
    take_in(source, a_file(an_item("urn:a:1"), bad))
    newer = a_file(an_item("urn:a:9"), bad)
    take_in(source, newer)
    kept = Delivery.objects.get()
    assert (bytes(kept.data), kept.seen) == (newer, 2)


def test_a_retry_after_a_fix_receives_and_clears(monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_source()
    data = a_file(an_item("urn:a:1"))
    kept = reading_module.quarantine(source, data, [Sentence("not known yet")])
    assert retry(kept).new == 1
    assert not Delivery.objects.exists()
    assert ReceivedItem.objects.get().uri == "urn:a:1"


def test_a_retry_that_fails_says_why_and_keeps_it_once() -> None:
    kept = reading_module.quarantine(make_source(), b"{", [Sentence("old reason")])
    assert retry(kept).new == 0
    kept = Delivery.objects.get()
    assert kept.tries == 2
    assert kept.told != ["old reason"]


def test_what_was_accepted_is_read_in_order_and_goes() -> None:
    source = make_source()
    accept(source, a_file(an_item("urn:a:1", version="1")), content_type="application/json")
    accept(source, a_file(an_item("urn:a:1", version="2")), content_type="application/json")
    accept(source, b"no item", content_type="text/plain")
    assert read_waiting() == 3
    assert ReceivedItem.objects.get().version == "2"
    assert Delivery.objects.get().state == State.QUARANTINED


def test_a_quarantine_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_KEPT", 3)
    source, other = make_source(), make_source()
    for number in range(5):
        take_in(source, f"junk {number}".encode())
    take_in(other, b"junk")
    assert [bytes(d.data) for d in Delivery.objects.filter(source=source)] == [
        b"junk 4",
        b"junk 3",
        b"junk 2",
    ]
    assert Delivery.objects.filter(source=other).count() == 1


def test_files_beside_an_item_are_found_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "gate.jpg").write_bytes(b"jpeg")
    picture = {
        "uri": "urn:a:p",
        "type": "picture",
        "renditions": {"main": {"href": "gate.jpg", "mimetype": "image/jpeg"}},
    }
    data = a_file(an_item("urn:a:1", associations={"main": picture}))
    take_in(make_source(), data, folder=tmp_path)
    held = ReceivedItem.objects.get()
    assert held.pictures == 1
    (shown,) = held.versions.get().as_item().pictures
    assert shown.item.renditions[0].local_path == tmp_path / "gate.jpg"
