"""From an agency's push to the inbox, and to readers where a rule publishes; a full inbox.

The newsroom runs as ``run`` has it run. The inbox is asked as its page asks: three times a second.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from functools import lru_cache

import httpx2

from bench.flash import PASSWORD, _token
from bench.reaching import running

PUSHES = int(os.environ.get("BENCH_PUSHES", "20"))
ITEMS = int(os.environ.get("BENCH_WIRE_ITEMS", "100000"))
#: Seconds between two looks of the inbox's page.
LOOK = 0.3
SOUNDS = ("ga", "lor", "min", "tu", "ves", "dri", "pel", "sho", "kan", "bre", "fi", "zul")


def report(broadsheet: str) -> None:
    """Print the times."""
    token = _prepare()
    with running(broadsheet) as reader:
        base = f"http://127.0.0.1:{reader.port}"
        with httpx2.Client(base_url=base, headers={"host": "testserver"}, timeout=60) as desk:
            _sign_in(desk)
            seen = [_push_and_wait(desk, token, n, _inbox(desk)) for n in range(-2, PUSHES)][2:]
            read = [_push_and_wait(desk, token, n, _story(desk)) for n in range(998, 1000 + PUSHES)]
    print(f"\nFrom an agency's push (ms, {PUSHES} items)")
    for what, promised, times in (("to the inbox", 1000, seen), ("to readers", 2000, read[2:])):
        p95 = sorted(times)[max(0, round(len(times) * 0.95) - 1)] * 1000
        median = statistics.median(times) * 1000
        print(f"  {median:8.0f}   {what}, p95 {p95:.0f} (promised {promised})")
    _report_full_inbox()


def _prepare() -> str:
    """An editor, a source that pushes, and a rule that publishes whatever it sends."""
    from django.contrib.auth import get_user_model

    from broadsheet.wire.models import Rule, Source

    users = get_user_model().objects
    if not users.filter(username="bench-flash").exists():
        users.create_superuser("bench-flash", "bench@example.org", PASSWORD)
    Source.objects.filter(transport="folder").update(active=False)
    source, _ = Source.objects.get_or_create(
        key="bench", defaults={"name": "Bench", "transport": "push"}
    )
    token = source.new_token()
    source.save()
    Rule.objects.get_or_create(
        name="Bench", defaults={"source": source, "active": True, "action": "publish"}
    )
    return token


def _sign_in(desk: httpx2.Client) -> None:
    while (page := desk.get("/admin/login/")).status_code in {502, 503, 504}:
        time.sleep(0.2)
    form = {"username": "bench-flash", "password": PASSWORD}
    desk.post("/admin/login/", data={**form, "csrfmiddlewaretoken": _token(page.text)})


def _push_and_wait(
    desk: httpx2.Client, token: str, number: int, arrived: Callable[[str], bool]
) -> float:
    """Seconds from the push until ``arrived`` finds the item's word."""
    word = f"wire{number + 10:05}x{os.getpid()}"
    item = {
        "uri": f"urn:bench:{word}",
        "version": "1",
        "type": "text",
        "language": "en",
        "headline": f"The gate opens {word}",
        "body_text": _text(number),
        "infosource": [{"name": "Bench"}],
    }
    began = time.perf_counter()
    answer = desk.post("/wire/push/bench/", json=item, headers={"authorization": f"Bearer {token}"})
    if answer.status_code != 202:
        raise RuntimeError(f"the push was answered {answer.status_code}: {answer.text[:200]}")
    while not arrived(word):
        if time.perf_counter() - began > 60:
            raise RuntimeError(f"{word} did not arrive")
    took = time.perf_counter() - began
    # The pages of one story are not pressed while the next one is timed.
    time.sleep(0.5)
    return took


def _text(number: int) -> str:
    """A text that no other item has: one that says the same would be folded away."""
    drawn = random.Random(f"text {number}")
    return " ".join("".join(drawn.choices(SOUNDS, k=3)) for _ in range(120))


@lru_cache(maxsize=400)
def _passage(number: int) -> str:
    return _text(number % 400)


def _inbox(desk: httpx2.Client) -> Callable[[str], bool]:
    from broadsheet.wire.selectors import newest_number

    number = [newest_number()]

    def arrived(word: str) -> bool:
        time.sleep(LOOK)
        answer = desk.get(f"/admin/wire/new/?after={number[0]}")
        if answer.status_code != 200:
            return False
        number[0] = int(answer.headers["x-wire-number"])
        return word in answer.text

    return arrived


def _story(desk: httpx2.Client) -> Callable[[str], bool]:
    def arrived(word: str) -> bool:
        time.sleep(0.05)
        # A fresh question each time: what is not there is remembered for a while.
        place = f"/en/news/miscellaneous/the-gate-opens-{word}/"
        return desk.get(place, headers={"cookie": ""}).status_code == 200

    return arrived


def _report_full_inbox() -> None:
    from broadsheet.wire.selectors import InboxFilter, inbox_page

    _fill()
    print(f"Inbox at {ITEMS:,} items (ms a page, median of 5)")
    asked = {
        "no filter": {},
        "a language": {"language": "ar"},
        "urgent": {"urgency": "1"},
        "a rare word of the text": {"words": "zirconium"},
        "a word of one item in fifty": {"words": "word7"},
        "two words that all have": {"words": "harbour day"},
        "a word that none has": {"words": "unobtainium"},
        "a subject": {"subject": "15000000"},
        "a language and a rare word": {"language": "es", "words": "zirconium"},
    }
    for what, told in asked.items():
        times = []
        for _ in range(5):
            began = time.perf_counter()
            inbox_page(InboxFilter.read(told))
            times.append(time.perf_counter() - began)
        print(f"  {statistics.median(times) * 1000:8.1f}   {what}")


def _fill() -> None:
    from django.db import transaction

    from broadsheet.kit import clock
    from broadsheet.wire.models import ReceivedItem, Source, SubjectCode, Tally

    source = Source.objects.get(key="bench")
    missing = ITEMS - ReceivedItem.objects.count()
    now = clock.now()
    for start in range(0, missing, 5000):
        with transaction.atomic():
            first = Tally.next()
            Tally.objects.update(number=first + 5000)
            made = ReceivedItem.objects.bulk_create(
                [_row(source.pk, first + n, now) for n in range(min(5000, missing - start))]
            )
            SubjectCode.objects.bulk_create(
                [SubjectCode(item=item, code=f"{1 + item.arrived % 17:02}000000") for item in made]
            )


def _row(source: int, number: int, now: object) -> object:
    from broadsheet.wire.models import ReceivedItem
    from broadsheet.wire.receiving import uri_mark
    from broadsheet.wire.words import fold

    rare = "zirconium" if number % 20_000 == 0 else f"word{number % 50}"
    headline = f"Item {number} of a long day at the harbour"
    # As long as an agency's story: some 500 words, 3 KB.
    text = " ".join(_passage(number * 7 + place) for place in range(4))
    return ReceivedItem(
        source_id=source,
        uri=f"urn:bench:{number}",
        uri_mark=uri_mark(f"urn:bench:{number}"),
        content_mark="0" * 64,
        type="text",
        status="usable",
        urgency=1 + number % 8,
        language=("en", "ar", "es")[number % 3],
        headline=headline,
        words=fold(f"{headline} {text} {rare}"),
        received_at=now,
        updated_at=now,
        arrived=number,
        changed=number,
    )
