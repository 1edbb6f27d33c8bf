"""``/metrics`` of the desk: what this process did and how far the newsroom has come.

Text format 0.0.4 of Prometheus, for somebody on this machine who asks the desk itself.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from broadsheet import __version__
from broadsheet.config import figures
from broadsheet.config.reader_address import is_direct_and_local
from broadsheet.press.purges import BUCKETS as PURGE_BUCKETS

Answer = Callable[[HttpRequest], HttpResponse]

#: Seconds; the upper ends of the histogram's buckets.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Requests:
    """Requests that this process answered. Several threads count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_status: Counter[str] = Counter()
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Note one answer."""
        with self._lock:
            self._by_status[f"{status // 100}xx"] += 1
            self._buckets[bisect_left(BUCKETS, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """The exposition of all that was noted."""
        with self._lock:
            by_status, buckets, seconds = dict(self._by_status), [*self._buckets], self._seconds
        name = "broadsheet_desk_requests_total"
        yield f"# TYPE {name} counter"
        for status, count in sorted(by_status.items()):
            yield f'{name}{{status="{status}"}} {count}'
        name = "broadsheet_desk_request_seconds"
        yield f"# TYPE {name} histogram"
        *inner, total = accumulate(buckets)
        for end, count in zip(BUCKETS, inner, strict=True):
            yield f'{name}_bucket{{le="{end}"}} {count}'
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {seconds:.6f}"
        yield f"{name}_count {total}"


REQUESTS = Requests()


class CountingMiddleware:
    """Count every request by its status and how long its answer took."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        REQUESTS.count(response.status_code, time.perf_counter() - begun)
        return response


def show(request: HttpRequest) -> HttpResponse:
    """``/metrics``; 404 for anybody but this machine: figures are nobody else's."""
    if not is_direct_and_local(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    lines = [*REQUESTS.lines(), *_newsroom(), *_purges(), *_process()]
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _newsroom() -> Iterator[str]:
    up = 1
    try:
        last, press = figures.last_number(), figures.press_position()
        yield from _gauge("ledger_last_number", last)
        yield from _gauge("ledger_unnumbered", figures.unnumbered())
        if press is not None:
            position, waiting = press
            yield from _gauge("press_position", position)
            yield from _gauge("press_pages_waiting", waiting)
            yield from _gauge("press_lag", None if last is None else max(0, last - position))
        yield from _gauge("scheduled_overdue", figures.overdue())
    except DatabaseError:
        # The figures of the process are all the more wanted.
        up = 0
    yield from _gauge("database_up", up)


def _purges() -> Iterator[str]:
    lanes = [
        (f'cache="{each.cache}",kind="{"gone" if each.urgent else "changed"}"', each)
        for each in figures.purges()
    ]
    if not lanes:
        return
    yield "# TYPE broadsheet_purges_waiting gauge"
    for labels, each in lanes:
        yield f"broadsheet_purges_waiting{{{labels}}} {each.waiting}"
    name = "broadsheet_purge_seconds"
    yield f"# TYPE {name} histogram"
    for labels, each in lanes:
        within = accumulate(each.told.get(end, 0) for end in PURGE_BUCKETS)
        for end, count in zip(PURGE_BUCKETS, within, strict=True):
            yield f'{name}_bucket{{{labels},le="{end}"}} {count}'
        total = sum(each.told.values())
        yield f'{name}_bucket{{{labels},le="+Inf"}} {total}'
        yield f"{name}_sum{{{labels}}} {each.seconds:.6f}"
        yield f"{name}_count{{{labels}}} {total}"


def _process() -> Iterator[str]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield "# TYPE process_cpu_seconds_total counter"
    yield f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:.2f}"
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[1])
        yield "# TYPE process_resident_memory_bytes gauge"
        yield f"process_resident_memory_bytes {pages * os.sysconf('SC_PAGE_SIZE')}"
        yield "# TYPE process_open_fds gauge"
        yield f"process_open_fds {len(os.listdir('/proc/self/fd'))}"
    yield "# TYPE broadsheet_info gauge"
    yield f'broadsheet_info{{version="{__version__}"}} 1'


def _gauge(name: str, value: int | None) -> Iterator[str]:
    if value is not None:
        yield f"# TYPE broadsheet_{name} gauge"
        yield f"broadsheet_{name} {value}"
