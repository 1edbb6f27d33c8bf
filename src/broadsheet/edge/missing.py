"""Pages that are not in the live tree: asked of the desk once, or answered without it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from broadsheet.edge.addresses import Address
from broadsheet.edge.answers import NO_STORE, Answer, plain
from broadsheet.edge.desk import Desk, DeskError, Reply
from broadsheet.edge.negatives import Negatives, Place
from broadsheet.edge.newsroom import Newsroom
from broadsheet.edge.passing import desk_answer, desk_head, may_be_shared
from broadsheet.edge.requests import Request
from broadsheet.edge.settings import EdgeSettings
from broadsheet.edge.tree import Tree

#: A page larger than this is not gathered for many readers: each gets it in pieces.
LARGEST_SHARED = 4 * 1024 * 1024
#: Refusals that are the desk's considered word about a page; any other is a failure.
MEANT = frozenset({404, 410, 451})
RETRY_AFTER = ("Retry-After", "10")


@dataclass(frozen=True)
class Site:
    """Whose page is asked for: the host as named, and the folder of its pages."""

    host: str
    folder: str


class _Flight:
    """One question to the desk for all who ask for the same page meanwhile."""

    def __init__(self) -> None:
        self.task: asyncio.Task[Answer | DeskError | None]
        #: The page changed after the question was asked: the answer may be of before.
        self.outdated = False


class MissingPages:
    """Asks the desk for pages that are not in the tree, many readers at once."""

    def __init__(
        self, settings: EdgeSettings, desk: Desk, newsroom: Newsroom, negatives: Negatives
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._newsroom = newsroom
        self._negatives = negatives
        self._stale = Tree(settings.stale, stale=True)
        self._flights: dict[Place, _Flight] = {}

    async def find(
        self, request: Request, site: Site, address: Address, encoding: str
    ) -> Answer | None:
        """The desk's page, or what stands in for it; None if this reader must ask alone.

        Never raises: a desk that fails is answered from the stale tree, or with the 503 page.
        """
        place = (site.folder, address.spelling)
        flight = self._flights.get(place)
        if flight is None:
            flight = self._flights[place] = _Flight()
            # A task of its own: the readers who wait must not lose their answer because the one
            # who asked first went away.
            flight.task = asyncio.get_running_loop().create_task(
                self._fly(flight, place, request, address)
            )
        found = await asyncio.shield(flight.task)
        if isinstance(found, DeskError):
            return self.stand_in(site, address, encoding)
        return found

    async def _fly(
        self, flight: _Flight, place: Place, request: Request, address: Address
    ) -> Answer | DeskError | None:
        head = desk_head(request, address.spelling, self._settings, shared=True)
        try:
            reply = await self._desk.ask(head, None, repeatable=True)
            try:
                if is_failure(reply.status):
                    raise DeskError(f"the desk answered {reply.status}")
                if not may_be_shared(reply.headers):
                    return None
                body = await gather(reply, LARGEST_SHARED)
            finally:
                reply.close()
        except DeskError as error:
            return error
        finally:
            if self._flights.get(place) is flight:
                del self._flights[place]
        if body is None:
            return None
        answer = desk_answer(reply.status, reply.headers, body)
        if reply.status == 404 and not flight.outdated:
            kept = desk_answer(reply.status, reply.headers, body)
            kept.source = "negative"
            self._negatives.keep(place, kept)
        return answer

    def changed(self, place: Place) -> None:
        """A page changed: who asks from now on must not get an answer that is under way."""
        self._negatives.drop(place)
        flight = self._flights.pop(place, None)
        if flight is not None:
            flight.outdated = True

    def all_changed(self) -> None:
        """Everything may have changed."""
        self._negatives.clear()
        for flight in self._flights.values():
            flight.outdated = True
        self._flights.clear()

    def stand_in(
        self, site: Site, address: Address, encoding: str, *, reading: bool = True
    ) -> Answer:
        """What a reader gets while the desk fails: the superseded page, else the 503 page.

        Somebody who sends something (not ``reading``) must be told that it did not arrive.
        """
        stale = self._stale.find(site.folder, address.path, encoding) if reading else None
        if stale is not None:
            return stale
        page = self._newsroom.unavailable_page(site.host, address.path)
        if page is None:
            text = "The newsroom does not answer. Please try again in a moment."
            return plain(503, text, RETRY_AFTER)
        good = datetime.fromtimestamp(self._desk.last_good or self._newsroom.written, UTC)
        named = (
            f'<time datetime="{good:%Y-%m-%dT%H:%M:%SZ}" dir="ltr">{good:%Y-%m-%d %H:%M} UTC</time>'
        )
        return Answer(
            503,
            (),
            (("Content-Type", "text/html; charset=utf-8"), NO_STORE, RETRY_AFTER),
            page.replace("{last_good}", named).encode(),
        )


def is_failure(status: int) -> bool:
    """Whether the desk's status means that it failed to answer for a page."""
    return status >= 400 and status not in MEANT


async def gather(reply: Reply, limit: int) -> bytes | None:
    """The whole body; None if it is larger than ``limit``. Raises DeskError.

    What was read of a larger one is put back.
    """
    pieces, size = [], 0
    while piece := await reply.piece():
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            reply.put_back(b"".join(pieces))
            return None
    return b"".join(pieces)
