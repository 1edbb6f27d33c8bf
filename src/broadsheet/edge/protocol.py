"""One reader's connection: requests answered in order, as fast as the reader takes the answers."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Executor
from functools import partial
from typing import cast

from broadsheet.edge.answers import Answer, plain
from broadsheet.edge.delivering import deliver, welcome
from broadsheet.edge.negotiation import is_unmodified
from broadsheet.edge.passing import reader_of
from broadsheet.edge.reading import BODY, HEAD, IDLE, LEAVING, Refused, RequestReader, log
from broadsheet.edge.requests import Request
from broadsheet.edge.routing import READING, Edge, Follow
from broadsheet.edge.streams import HEAD as STREAM_HEAD
from broadsheet.edge.streams import EventStream, household_of

#: How long what a refused client still sends is read and thrown away. Without it the refusal itself
#: would be lost: a socket closed with unread bytes resets the connection.
LINGER = 2.0


class ReaderConnection(RequestReader, asyncio.Protocol):
    """Answers requests one after the other."""

    def __init__(self, edge: Edge, connections: set[ReaderConnection], threads: Executor) -> None:
        super().__init__(edge)
        self._connections = connections
        self._threads = threads
        self._queue: deque[Request] = deque()
        self._refusal: Answer | None = None
        self._current: Request | None = None
        self._task: asyncio.Task[None] | None = None
        #: The desk is asked whether it wants the body that was announced.
        self._asking: asyncio.Task[Answer | None] | None = None
        self._begun = False
        self._last_kept = True
        self._flowing = True
        self._writable = True
        self._room: asyncio.Future[None] | None = None
        self._ended = False
        #: The connection has become a stream of events, and this object is nobody's any more.
        self._handed_over = False
        self.written = 0
        self._taken = 0
        self._stalled_at = 0.0

    # The transport's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        limit = self.settings.write_buffer
        self._transport.set_write_buffer_limits(high=limit, low=limit // 4)
        self.edge.counting.connections += 1
        if len(self._connections) + self.edge.channels.open >= self.settings.max_connections:
            self.edge.counting.refused_connections += 1
            self.phase = LEAVING
            answer = plain(503, "too many readers", ("Retry-After", "10"))
            self._transport.write(answer.whole(self.edge.clock, close=True))
            self._transport.close()
            return
        peer = self._transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self.edge.counting.bytes_sent += self.written
        self.phase = LEAVING
        for task in (self._task, self._asking):
            if task is not None:
                task.cancel()
        for request in self._queue:
            request.close()
        self._queue.clear()
        if self.body is not None:
            self.body.close()

    def eof_received(self) -> bool:
        self._ended = True
        # A client that has said all may still wait for its answers.
        return self._task is not None or bool(self._queue)

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        self._advance()

    # Answers

    @property
    def idle(self) -> bool:
        return self._task is None and not self._queue

    def take_quickly(self, headers: dict[bytes, bytes], target: bytes) -> bool:
        if (
            self._task is not None
            or self._queue
            or not self._writable
            or b"if-none-match" in headers
            or b"if-modified-since" in headers
        ):
            return False
        edge = self.edge
        answer = edge.recall(headers, target)
        if answer is None:
            return False
        if not isinstance(answer, Answer):
            out = edge.reread(answer)
            if out is None:
                return False
            edge.counting.from_tree += 1
        else:
            out = edge.clock.opening_ok + answer.rest
            edge.counting.from_memory += 1
            if look := answer.look:
                counts = edge.looks.counts
                if look in counts:
                    counts[look] += 1
                else:
                    edge.looks.look(look)
        self._transport.write(out)
        self.written += len(out)
        self.until = edge.clock.monotonic + self.settings.idle_timeout
        return True

    def take(self, request: Request) -> None:
        if self._handed_over:
            request.close()
            return
        self._queue.append(request)
        if len(self._queue) > self.settings.pipelined:
            raise Refused(plain(503, "too many requests at once"))
        self._advance()

    def _advance(self) -> None:
        """Answer what waits, in order, as long as there is room for answers."""
        if self._handed_over:
            return
        while self._queue and self._task is None and self._asking is None and self._writable:
            request = self._queue.popleft()
            outcome = self.edge.route(request)
            if isinstance(outcome, Follow):
                refused = self._follow(request, outcome)
                if refused is None:
                    return
                outcome = refused
            if isinstance(outcome, Answer):
                self.answer(request, outcome)
                request.close()
                continue
            self._begun = False
            self._current = request
            self._task = asyncio.get_running_loop().create_task(
                deliver(self.edge, self, self._threads, request, outcome)
            )
            self._task.add_done_callback(partial(self._delivered, request))
        if self._transport.is_closing():
            return
        waiting = self._task is not None or self._asking is not None
        busy = waiting or bool(self._queue) or not self._writable
        if busy == self._flowing:
            self._flowing = not busy
            if busy:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
        if not busy and self._refusal is not None:
            self._leave(self._refusal)
        elif not busy and self._ended:
            self._transport.close()

    def ask_first(self, request: Request, length: str, then: bytes) -> None:
        asking = welcome(self.edge, request, length)
        self._asking = asyncio.get_running_loop().create_task(asking)
        self._asking.add_done_callback(partial(self._asked, then))
        self._advance()

    def _asked(self, then: bytes, task: asyncio.Task[Answer | None]) -> None:
        self._asking = None
        if self._transport.is_closing() or task.cancelled():
            return
        failure = task.exception()
        if failure is not None:
            log.error("the desk could not be asked for a body", exc_info=failure)
        refusal = plain(500, "the edge failed") if failure is not None else task.result()
        if refusal is not None:
            self.refuse(refusal)
            return
        if then:
            self.write(then)
        self.until = self.edge.clock.monotonic + self.settings.body_timeout
        self._advance()

    def _follow(self, request: Request, wanted: Follow) -> Answer | None:
        """Hand the connection over to a stream of events; an answer where that is not done."""
        edge = self.edge
        if request.head_only:
            return STREAM_HEAD
        reader = household_of(reader_of(request, self.settings)[0])
        refusal = edge.channels.refusal(reader)
        if refusal is not None:
            return refusal
        self._handed_over, self._writable, self.phase = True, False, LEAVING
        self._connections.discard(self)
        edge.counting.bytes_sent += self.written
        edge.counting.answers["stream", 200] += 1
        for each in (request, *self._queue):
            each.close()
        self._queue.clear()
        # What the parser still has at hand it gives to this object; after that both can go. They
        # hold each other, and ten thousand of them would wait long for a collector.
        asyncio.get_running_loop().call_soon(self._let_go)
        stream = EventStream(edge.channels, wanted.channel, self._transport, reader)
        opening = STREAM_HEAD.whole(edge.clock, close=True)
        stream.begin(opening, wanted.channel.start(wanted.seen), self.settings)
        return None

    def _let_go(self) -> None:
        del self._parser, self.on_header, self._transport

    def _delivered(self, request: Request, task: asyncio.Task[None]) -> None:
        self._task = self._current = None
        request.close()
        if self._transport.is_closing():
            return
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("an answer failed: %s", request.target, exc_info=failure)
            if self._begun:
                self.abort()
                return
            self.answer(request, plain(500, "the edge failed"))
        if self._begun and (self.stopping or not self._last_kept):
            self._close()
        self._advance()

    def answer(self, request: Request, answer: Answer) -> None:
        """Send a whole answer; 304 where the reader has it."""
        edge, headers = self.edge, request.headers
        self._begun, self._last_kept = True, request.keep
        status = answer.status
        if (
            status == 200
            and request.method in READING
            and is_unmodified(
                answer.etag,
                answer.modified,
                headers.get(b"if-none-match"),
                headers.get(b"if-modified-since"),
            )
        ):
            status = 304
            out = answer.unmodified(edge.clock, close=not request.keep)
        else:
            out = answer.whole(edge.clock, head_only=request.head_only, close=not request.keep)
        if answer.look and request.method == "GET":
            edge.looks.look(answer.look)
        edge.counting.answers[answer.source, status] += 1
        self.write(out)
        if not request.keep:
            self._close()

    def begin(self, request: Request, head: Answer, *, keep: bool = True) -> None:
        """Send the head of an answer whose body follows."""
        self._begun, self._last_kept = True, keep and request.keep
        self.edge.counting.answers[head.source, head.status] += 1
        self.write(head.whole(self.edge.clock, head_only=True, close=not self._last_kept))

    async def send(self, data: bytes) -> None:
        """Send a part of a body, once the reader has taken enough of what was sent before."""
        while not self._writable:
            self._room = asyncio.get_running_loop().create_future()
            await self._room
        self.write(data)

    def abort(self) -> None:
        """Break off at once."""
        self.phase = LEAVING
        self._transport.abort()

    def write(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        self.written += len(data)
        self.until = self.edge.clock.monotonic + self.settings.idle_timeout
        self._transport.write(data)

    def _close(self) -> None:
        self.phase = LEAVING
        self._transport.close()

    def refuse(self, answer: Answer) -> None:
        """Answer what is wrong, after what came before it was answered, and close."""
        self.phase = LEAVING
        self._refusal = answer
        self._advance()

    def _leave(self, answer: Answer) -> None:
        self._refusal = None
        self.edge.counting.answers["edge", answer.status] += 1
        out = answer.whole(self.edge.clock, close=True)
        self.written += len(out)
        self._transport.write(out)
        self.until = self.edge.clock.monotonic + LINGER
        if self._ended or not self._transport.can_write_eof():
            self._transport.close()
        else:
            self._transport.write_eof()

    # Time

    def sweep(self, now: float) -> None:
        """Close what takes too long. Called about once a second with the monotonic clock."""
        waiting = self._transport.get_write_buffer_size()
        if waiting:
            taken = self.written - waiting
            if not self._stalled_at or taken - self._taken >= self.settings.least_progress:
                self._taken = taken
                self._stalled_at = now
            elif now - self._stalled_at > self.settings.stall_timeout:
                self.abort()
            return
        self._stalled_at = 0.0
        if self._task is not None or self._asking is not None or now < self.until:
            return
        if self.phase in {HEAD, BODY}:
            self.refuse(plain(408, "this took too long"))
        else:
            self._transport.abort() if self.phase == LEAVING else self._transport.close()

    def stop(self, *, even_unasked: bool = False) -> None:
        """Finish what is under way and close.

        Who has connected and not asked yet is still answered: no browser expects to be turned away
        before its first word. ``even_unasked`` ends that patience.
        """
        self.stopping = True
        if self.idle and self.phase == IDLE:
            if self.written or even_unasked:
                self._close()
        else:
            self.keep = False
            for request in (*self._queue, *filter(None, (self._current,))):
                request.keep = False
