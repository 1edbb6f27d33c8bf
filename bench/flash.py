"""From an editor's key to the last of many readers: a flash, through desk, worker and edge.

The newsroom runs as ``run`` has it run, on the same two cores as the readers. ``BENCH_READERS``
(5,000) follow the ticker of one edition.
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import statistics
import time
from typing import Any
from uuid import uuid4

import httpx
import uvloop

from bench.reaching import running
from bench.streaming import CHANNEL, READERS, Crowd

FLASHES = int(os.environ.get("BENCH_FLASHES", "40"))
PASSWORD = "bench-a-flash"


def report(broadsheet: str) -> None:
    """Print the times; says so where the readers cannot be."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < READERS + 500:
        print(f"\nFlash: left out; only {most} files may be open here")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    section = _prepare()
    with (
        running(broadsheet) as reader,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        times, answers = runner.run(_send_all(reader.port, section))
    p95 = sorted(times)[max(0, round(len(times) * 0.95) - 1)]
    print(f"\nFrom the key to the last of {READERS:,} readers (ms, {len(times)} flashes)")
    print(
        f"  {statistics.median(times):8.1f}   p95 {p95:.1f} (promised 250), "
        f"longest {max(times):.1f}; the desk has answered after {statistics.median(answers):.1f}"
    )


def _prepare() -> int:
    """An editor who may send, and the section of the stubs."""
    from django.contrib.auth import get_user_model

    from broadsheet.editions.models import Section

    users = get_user_model().objects
    if not users.filter(username="bench-flash").exists():
        users.create_superuser("bench-flash", "bench@example.org", PASSWORD)
    section: Any = Section.objects.get(locale__language_code="en", slug="politics")
    return int(section.pk)


async def _send_all(port: int, section: int) -> tuple[list[float], list[float]]:
    crowd = Crowd(port, f"{CHANNEL}events", READERS, host="testserver")
    await _followable(port)
    await crowd.open()
    times, answers = [], []
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, headers={"host": "testserver"}) as desk:
        while (page := await desk.get("/admin/login/")).status_code in {502, 503, 504}:
            await asyncio.sleep(0.2)
        await desk.post(
            "/admin/login/",
            data={
                "username": "bench-flash",
                "password": PASSWORD,
                "csrfmiddlewaretoken": _token(page.text),
            },
        )
        form = _token((await desk.get("/admin/flash/")).text)
        for turn in range(-3, FLASHES):
            mark = f"mark{turn + 10:06}"
            crowd.expect(mark)
            told = {"csrfmiddlewaretoken": form, "token": str(uuid4()), "section": str(section)}
            told |= {"status": "reported", "text_en": f"The bridge is open {mark}"}
            told |= {"speaker_en": "Bench"}
            key = time.perf_counter()
            sent = asyncio.create_task(_post(desk, told))
            async with asyncio.timeout(60):
                await crowd.all_there.wait()
                reached = time.perf_counter() - key
                answered = await sent - key
            if turn >= 0:
                times.append(reached * 1000)
                answers.append(answered * 1000)
            # An editor does not press the key while the pages of the last one are still pressed.
            await asyncio.sleep(1)
    await crowd.close()
    return times, answers


async def _followable(port: int) -> None:
    """Wait until the worker has begun the channel."""
    async with asyncio.timeout(60):
        while True:
            incoming, outgoing = await asyncio.open_connection("127.0.0.1", port)
            asked = f"GET {CHANNEL}events HTTP/1.1\r\nHost: testserver\r\n"
            outgoing.write(f"{asked}Accept: text/event-stream\r\n\r\n".encode())
            answer = await incoming.readline()
            outgoing.close()
            if b" 200 " in answer:
                return
            await asyncio.sleep(0.1)


async def _post(desk: httpx.AsyncClient, told: dict[str, str]) -> float:
    answer = await desk.post("/admin/flash/", data=told, headers={"accept": "application/json"})
    if answer.status_code != 200:
        raise RuntimeError(f"the flash was answered {answer.status_code}")
    return time.perf_counter()


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"there is no form in this page: {page[:200]!r}")
    return found[1]
