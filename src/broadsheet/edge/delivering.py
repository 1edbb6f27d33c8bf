"""Answers that take time: asked of the desk, or sent in pieces as fast as a reader takes them."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Executor
from typing import Protocol

from broadsheet.edge.answers import UNKNOWN, Answer, plain
from broadsheet.edge.desk import DeskError, Reply
from broadsheet.edge.files import FilePart
from broadsheet.edge.missing import gather, is_failure
from broadsheet.edge.negotiation import encoding_for
from broadsheet.edge.passing import announcing_head, desk_answer, desk_head, length_of
from broadsheet.edge.requests import Request
from broadsheet.edge.routing import READING, Edge, ForTheDesk, FromTheDesk

PIECE = 64 * 1024
#: A page asked for alone is gathered up to here, so that a desk that breaks off in the middle of it
#: can still be answered for.
GATHERED = 256 * 1024
WORDS = {502: "The desk failed.", 503: "The desk is down.", 504: "The desk does not answer."}


class Outlet(Protocol):
    """A reader's connection, as far as an answer needs it."""

    def answer(self, request: Request, answer: Answer) -> None:
        """Send a whole answer."""

    def begin(self, request: Request, head: Answer, *, keep: bool = True) -> None:
        """Send the head of an answer whose body follows."""

    async def send(self, data: bytes) -> None:
        """Send a part of the body, once there is room for it."""

    def abort(self) -> None:
        """Break off, so that the reader sees that the answer is not whole."""


async def deliver(
    edge: Edge,
    outlet: Outlet,
    threads: Executor,
    request: Request,
    outcome: FilePart | ForTheDesk | FromTheDesk,
) -> None:
    """Send what takes time. Raises nothing that a reader or the desk can cause."""
    if isinstance(outcome, FilePart):
        await _send_file(outlet, threads, request, outcome)
        return
    if isinstance(outcome, FromTheDesk):
        site, address = outcome.site, outcome.address
        answer = await edge.missing.find(request, site, address, outcome.encoding)
        if answer is not None:
            if answer.status == 200 and request.method == "GET":
                edge.looks.look(site.folder + address.path)
            outlet.answer(request, answer)
            return
        outcome = ForTheDesk(site, address)
    await _pass_on(edge, outlet, request, outcome)


async def _send_file(outlet: Outlet, threads: Executor, request: Request, part: FilePart) -> None:
    if request.head_only:
        outlet.begin(request, part.head)
        return
    loop = asyncio.get_running_loop()
    try:
        handle = os.open(part.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        outlet.answer(request, plain(404, "not found"))
        return
    try:
        outlet.begin(request, part.head)
        place, end = part.start, part.start + part.length
        while place < end:
            # The disk may be slow: it must not keep other readers waiting.
            data = await loop.run_in_executor(
                threads, os.pread, handle, min(PIECE, end - place), place
            )
            if not data:
                outlet.abort()
                return
            place += len(data)
            await outlet.send(data)
    finally:
        os.close(handle)


async def welcome(edge: Edge, request: Request, length: str) -> Answer | None:
    """Ask the desk whether it wants a body that was announced; None if it does, else its answer.

    Raises nothing that a client or the desk can cause.
    """
    head = announcing_head(request, length, edge.settings)
    try:
        reply = await edge.desk.ask(head, None, repeatable=True, screen=True)
        try:
            said = await gather(reply, GATHERED)
        finally:
            reply.close()
    except DeskError as error:
        return plain(error.status, WORDS.get(error.status, WORDS[502]), ("Retry-After", "10"))
    return None if reply.status == 204 else desk_answer(reply.status, reply.headers, said or b"")


async def _pass_on(edge: Edge, outlet: Outlet, request: Request, asked: ForTheDesk) -> None:
    reading = request.method in READING
    target = asked.address.spelling
    if asked.address.query is not None:
        target += b"?" + asked.address.query
    head = desk_head(request, target, edge.settings, shared=False)
    page = asked.site is not None and reading
    begun = False
    try:
        reply = await edge.desk.ask(
            head, request.body, repeatable=reading, screen=asked.site is None
        )
        try:
            if page and _failed(reply.status, asked):
                raise DeskError(f"the desk answered {reply.status}")
            if page:
                whole = await gather(reply, GATHERED)
                if whole is not None:
                    outlet.answer(request, desk_answer(reply.status, reply.headers, whole))
                    return
            begun = True
            await _hand_on(outlet, request, reply)
        finally:
            reply.close()
    except DeskError as error:
        if begun:
            outlet.abort()
        else:
            outlet.answer(request, _failure(edge, request, asked, error))


def _failed(status: int, asked: ForTheDesk) -> bool:
    # What is asked with a query (a search) may be refused for what it asks: only a fault of the
    # desk's own is a failure there.
    return status >= 500 if asked.address.query is not None else is_failure(status)


def _failure(edge: Edge, request: Request, asked: ForTheDesk, error: DeskError) -> Answer:
    if asked.site is None:
        return plain(error.status, WORDS.get(error.status, WORDS[502]), ("Retry-After", "10"))
    encoding = encoding_for(request.headers.get(b"accept-encoding", b""))
    return edge.missing.stand_in(
        asked.site, asked.address, encoding, reading=request.method in READING
    )


async def _hand_on(outlet: Outlet, request: Request, reply: Reply) -> None:
    length = length_of(reply.headers)
    bodiless = request.head_only or reply.status in {204, 304}
    chunked = length is None and not bodiless and not request.old
    extra = [("Transfer-Encoding", "chunked")] if chunked else []
    head = desk_answer(
        reply.status, reply.headers, b"", UNKNOWN if length is None else length, *extra
    )
    outlet.begin(request, head, keep=bodiless or chunked or length is not None)
    if bodiless:
        return
    while piece := await reply.piece():
        await outlet.send(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
    if chunked:
        await outlet.send(b"0\r\n\r\n")
