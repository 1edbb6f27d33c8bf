"""From a request to its answer: what the edge knows itself, and what it asks the desk for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from broadsheet.edge.addresses import (
    Address,
    BadAddress,
    host_name,
    read_address,
    spelling_of,
    split_absolute,
)
from broadsheet.edge.answers import Answer, plain, redirect
from broadsheet.edge.channels import Channel, Channels
from broadsheet.edge.counting import Counting
from broadsheet.edge.desk import Desk
from broadsheet.edge.files import Conditions, FilePart, PublicFiles
from broadsheet.edge.heads import Heads
from broadsheet.edge.looks import Looks
from broadsheet.edge.memory import Key, Memory, key_of
from broadsheet.edge.missing import MissingPages, Site
from broadsheet.edge.negatives import Negatives
from broadsheet.edge.negotiation import encoding_for
from broadsheet.edge.newsroom import Newsroom
from broadsheet.edge.requests import IN_MEMORY, Request, Room
from broadsheet.edge.settings import EdgeSettings
from broadsheet.edge.ticking import Ticking
from broadsheet.edge.tree import Tree, signature_of
from broadsheet.kit.old_queries import path_of_query
from broadsheet.press.live_tree import LONGEST_PATH

#: What stands after a page's address for its events.
EVENTS = "/events"
EVENT_STREAM = b"text/event-stream"
READING = frozenset({"GET", "HEAD"})
#: Methods that no page answers; the desk's own screens may.
WRITING = frozenset({"PUT", "PATCH", "DELETE", "OPTIONS"})
#: What only the desk answers, never kept, its answers handed on in pieces as they come.
FOR_THE_DESK = ("/admin/", "/api/", "/media/documents/", "/wire/")
#: Where more may be sent than a form: pictures by editors, items by agencies.
UPLOADS = (b"/admin/", b"/wire/")
#: Where it may be a video.
CLIPS = b"/admin/snippets/media/clip/"
#: Where the desk is asked whether it wants a body before it has come: strangers may send there.
ASKED_FIRST = b"/wire/"
#: Of so many answers whose head was remembered, one is taken into memory whole.
PROMOTED = 256


@dataclass(frozen=True)
class ForTheDesk:
    """A request that goes to the desk for this reader alone.

    ``site`` is None on the desk's own screens, whose failures are told in plain words.
    """

    site: Site | None
    address: Address


@dataclass(frozen=True)
class FromTheDesk:
    """A page that is missing, to be asked for once for all who want it."""

    site: Site
    address: Address
    encoding: str


@dataclass(frozen=True)
class Follow:
    """A stream of events; ``seen`` is the last id that this reader has had."""

    channel: Channel
    seen: str | None


Outcome = Answer | FilePart | ForTheDesk | FromTheDesk | Follow


def _by_path(address: Address) -> Address:
    """The path that stands for an old address with a query; any other address as it is.

    From here on it is an ordinary page: looked up, kept, asked for once, and purged by its path.
    """
    path = path_of_query(address.path, (address.query or b"").decode("latin-1"))
    try:
        return read_address(spelling_of(path), LONGEST_PATH) if path else address
    except BadAddress:
        return address


class _KeysOfHost(dict[bytes, Key]):
    """What the keys of a host's pages begin with, by the Accept-Encoding header as sent."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, accepted: bytes) -> Key:
        begins = key_of(self._folder, encoding_for(accepted))
        if len(self) < 500:
            self[accepted] = begins
        return begins


class Edge:
    """All that one edge process knows and keeps."""

    def __init__(self, settings: EdgeSettings) -> None:
        self.settings = settings
        self.clock = Ticking()
        self.counting = Counting()
        #: Whole pages have all the room that heads do not take; those take half of it at most.
        self.memory = Memory(settings.cache_bytes)
        self.heads = Heads(settings.cache_bytes // 2)
        self._reread = 0
        self.looks = Looks(settings.run / "press.sock")
        self.newsroom = Newsroom(settings.live)
        self.negatives = Negatives(settings, self.clock)
        self.desk = Desk(settings, self.clock, self.counting)
        self.missing = MissingPages(settings, self.desk, self.newsroom, self.negatives)
        self.channels = Channels(settings, self.clock)
        self.room = Room(settings.largest_bodies)
        self._tree = Tree(settings.live)
        self._files = PublicFiles(settings.static, settings.media)
        #: By the Host header as sent; only spellings of hosts that exist are remembered.
        self._keys: dict[bytes, _KeysOfHost] = {}

    def tick(self) -> None:
        """Once a ``recheck``: let the clocks go on, and see whether the newsroom changed."""
        self.clock.tick()
        if self.newsroom.refresh():
            self._keys.clear()
        self.channels.tick()

    def recall(self, headers: dict[bytes, bytes], target: bytes) -> Answer | Key | None:
        """The hot path of a GET: a 200 from memory, checked during this tick.

        Pages are kept under the one spelling of their address, so that a target which is found
        needs no other check. Where memory has nothing, the page's key, for :meth:`reread`.
        """
        try:
            key = self._keys[headers[b"host"]][headers.get(b"accept-encoding", b"")] + target
        except KeyError:
            return None
        answer = self.memory.answers.get(key)
        if answer is None:
            return key
        if answer.status != 200 or (
            answer.checked != self.clock.number and not self._still(answer)
        ):
            return None
        answer.used = True
        answer.source = "memory"
        return answer

    def reread(self, key: Key) -> bytes | None:
        """The next hot path: the bytes of a 200 of which the head is remembered.

        One in :data:`PROMOTED` is left to the common path, which takes it into memory: what is
        asked for often is soon there, and a robot that asks for all pages once drives out little.
        """
        head = self.heads.find(key)
        if head is None:
            return None
        self._reread += 1
        body = head.body() if self._reread % PROMOTED else None
        if body is None:
            return None
        if look := head.look:
            counts = self.looks.counts
            if look in counts:
                counts[look] += 1
            else:
                self.looks.look(look)
        return b"".join((self.clock.opening_ok, head.before, head.tail, body))

    def _still(self, answer: Answer) -> bool:
        if signature_of(answer.watched) != answer.signature:
            return False
        answer.checked = self.clock.number
        return True

    def route(self, request: Request) -> Outcome:
        """What to do with a request. Never raises for anything a client could send."""
        try:
            site = self._site(request)
            address = read_address(request.target, self.settings.target_bytes)
        except BadAddress as error:
            return plain(error.status, str(error))
        for_desk = (address.path + "/").startswith(FOR_THE_DESK)
        if request.method not in READING and not (
            request.method == "POST" or (for_desk and request.method in WRITING)
        ):
            return plain(405, "this is not done here", ("Allow", "GET, HEAD, POST"))
        if site is None:
            if self.newsroom.known:
                return plain(421, "there is no such newsroom here")
            # Before the first page is pressed only the desk knows its hosts, and checks them.
            site = Site("", "")
            if not address.path.startswith(("/static/", "/media/", "/healthz")):
                return ForTheDesk(None, address)
        if for_desk:
            return ForTheDesk(None, address)
        if request.method == "POST":
            return ForTheDesk(site, address)
        return self._read(request, site, address)

    def _site(self, request: Request) -> Site | None:
        """Whose page it is; None for a host that is not ours. Raises BadAddress."""
        absolute = split_absolute(request.target)
        if absolute is not None:
            request.headers[b"host"], request.target = absolute
        header = request.headers.get(b"host", b"")
        host = host_name(header)
        folder = self.newsroom.hosts.get(host)
        if folder is None:
            return None
        if len(self._keys) < 1000 and header not in self._keys:
            self._keys[header] = _KeysOfHost(folder)
        return Site(host, folder)

    def _read(self, request: Request, site: Site, address: Address) -> Outcome:
        if address.query is not None and address.path in self.newsroom.asked_by_query:
            address = _by_path(address)
        path = address.path
        encoding = encoding_for(request.headers.get(b"accept-encoding", b""))
        if path == "/healthz":
            return self._health()
        if path == "/metrics":
            return plain(404, "not found")
        if path.startswith(("/static/", "/media/")):
            return self._file(request, address, encoding)
        if path.endswith(EVENTS):
            events = self._events(request, site, address)
            if events is not None:
                return events
        if path == "/" and not self.newsroom.is_edition_host(site.host):
            accepted = request.headers.get(b"accept-language", b"").decode("latin-1")
            edition = self.newsroom.edition_for_reader(accepted)
            if edition is not None:
                return redirect(
                    str(edition.get("address", "/")),
                    ("Vary", "Accept-Language"),
                    ("Cache-Control", "public, max-age=60"),
                )
        page = self._page(site, address, encoding)
        if page is not None:
            return page
        if address.query is not None or {b"cookie", b"authorization"} & request.headers.keys():
            return ForTheDesk(site, address)
        known = self.negatives.find((site.folder, address.spelling))
        return known or FromTheDesk(site, address, encoding)

    def _events(self, request: Request, site: Site, address: Address) -> Follow | Answer | None:
        """The events of a page; None for an address that may be a page's own.

        Who asks for a stream that is not there gets its 404 from here: nothing is remembered of it
        and the desk not asked.
        """
        accepted = request.headers.get(b"accept", b"").lower()
        query = dict(parse_qsl((address.query or b"").decode("latin-1"), keep_blank_values=True))
        after = query.get("after")
        name = self.newsroom.tree_path(site.folder, address.path.removesuffix(EVENTS[1:]))
        found = self.channels.find(name) if name is not None else None
        if found is None:
            asked = EVENT_STREAM in accepted or after is not None
            return plain(404, "nothing is followed here") if asked else None
        if isinstance(found, Answer):
            return found
        if after is not None or (b"application/json" in accepted and EVENT_STREAM not in accepted):
            return Answer(
                200,
                (("Cache-Control", "public, max-age=1"), ("Vary", "Accept")),
                (("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff")),
                found.polled(after),
            )
        header = request.headers.get(b"last-event-id")
        seen = query.get("last-event-id") if header is None else header.decode("latin-1")
        return Follow(found, seen)

    def _held(self, key: Key) -> Answer | None:
        held = self.memory.answers.get(key)
        if held is None:
            return None
        if held.checked != self.clock.number and not self._still(held):
            self.memory.drop(key)
            return None
        held.used = True
        held.source = "memory"
        return held

    def _page(self, site: Site, address: Address, encoding: str) -> Answer | None:
        key = key_of(site.folder, encoding, address.spelling)
        held = self._held(key)
        if held is not None:
            return held
        found = self._tree.find(site.folder, address.path, encoding)
        if found is not None:
            found.checked = self.clock.number
            self._keep(key, found)
        return found

    def _keep(self, key: Key, page: Answer) -> None:
        """Take a page into memory, or its head only where memory is full and it is asked anew."""
        again = self.heads.drop(key)
        self._share()
        if page.status != 200 or self.memory.has_room(page) or (again and self.memory.takes(page)):
            self.memory.keep(key, page)
        else:
            self.heads.keep(key, page)
            self._share()

    def _share(self) -> None:
        self.memory.bound(self.settings.cache_bytes - self.heads.held)

    def _file(self, request: Request, address: Address, encoding: str) -> Answer | FilePart:
        headers = request.headers
        static = address.path.startswith("/static/")
        coding = encoding if static else ""
        key = key_of("/", coding, address.spelling)
        if b"range" not in headers:
            held = self._held(key)
            if held is not None:
                return held
        found = self._files.find(
            address.path,
            coding,
            Conditions(
                headers.get(b"if-none-match"),
                headers.get(b"if-modified-since"),
                headers.get(b"range") if request.method == "GET" else None,
                headers.get(b"if-range"),
            ),
        )
        if found is None:
            return plain(404, "not found")
        if isinstance(found, Answer) and found.watched and b"range" not in headers:
            found.checked = self.clock.number
            self.memory.keep(key, found)
        return found

    def _health(self) -> Answer:
        good = self.desk.last_good
        since = f"{self.clock.wall - good:.0f} s ago" if good else "not asked yet"
        return plain(200, f"ok edge, the desk answered {since}")

    def changed(self, text: str) -> None:
        """Take a notice: ``all``, ``changed`` and a ``folder/path`` a line, or ``events`` and a
        channel a line.
        """
        kind, *lines = text.split("\n")
        if kind == "all":
            self.memory.clear()
            self.missing.all_changed()
            self.newsroom.forget()
            self.tick()
        if kind == "events":
            self.channels.changed(lines)
        if kind == "changed":
            for line in filter(None, lines):
                folder, slash, rest = line.partition("/")
                spelling = spelling_of(slash + rest)
                for encoding in ("", "gzip", "br"):
                    self.memory.drop(key_of(folder, encoding, spelling))
                self.missing.changed((folder, spelling))

    def is_asked_first(self, target: bytes, length: str) -> bool:
        """Whether the desk is to say that it wants a body, whose length may not be known ("")."""
        return target.startswith(ASKED_FIRST) and (not length or int(length) > IN_MEMORY)

    def body_limit(self, target: bytes) -> int:
        """The largest body that is taken for an address."""
        if target.startswith(CLIPS):
            return self.settings.largest_clip
        if target.startswith(UPLOADS):
            return self.settings.largest_upload
        return self.settings.largest_form
