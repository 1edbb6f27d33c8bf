"""A whole answer as bytes, ready to be sent but for its first line and its date."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.edge.ticking import Ticking

Headers = Iterable[tuple[str, str]]

CLOSE = b"Connection: close\r\n"
#: The length of a body whose end is seen only when it comes.
UNKNOWN = -1
NO_STORE = ("Cache-Control", "no-store")
#: What an answer in memory takes beside its bytes: the object, its keys, its places in tables.
OVERHEAD = 900


class Answer:
    """An answer and, where it came from a file, how to see that the file is still the same.

    ``rest`` is everything after the ``Date`` line. It begins with the headers that a 304 repeats
    (RFC 9110, 15.4.5), up to ``shared``; the body begins at ``body``. ``length`` is given where
    the body follows in pieces.
    """

    __slots__ = (
        "body",
        "checked",
        "etag",
        "look",
        "modified",
        "rest",
        "shared",
        "signature",
        "source",
        "status",
        "used",
        "watched",
    )

    def __init__(
        self,
        status: int,
        shared: Headers,
        others: Headers,
        body: bytes,
        *,
        etag: str = "",
        length: int | None = None,
    ) -> None:
        first = _lines(shared)
        size = b""
        if status not in {204, 304} and length != UNKNOWN:
            size = b"Content-Length: %d\r\n" % (len(body) if length is None else length)
        head = b"%b%b%b" % (first, size, _lines(others))
        self.status = status
        self.rest = b"%b\r\n%b" % (head, body)
        self.shared = len(first)
        self.body = len(head) + 2
        self.etag = etag
        self.modified = 0
        #: Where it came from, for the counters.
        self.source = "edge"
        #: ``host/path`` of a page whose readers are counted.
        self.look = ""
        #: The file whose change ends this answer, and how that file looked.
        self.watched = ""
        self.signature: tuple[int, int, int] | None = None
        self.checked = 0
        #: Asked for since it was last spared.
        self.used = False

    @property
    def size(self) -> int:
        """Bytes of memory it takes, roughly."""
        return len(self.rest) + OVERHEAD

    def whole(self, clock: Ticking, *, head_only: bool = False, close: bool = False) -> bytes:
        """What goes onto the wire."""
        rest = self.rest[: self.body] if head_only else self.rest
        return b"%b%b%b" % (clock.opening(self.status), CLOSE if close else b"", rest)

    def unmodified(self, clock: Ticking, *, close: bool = False) -> bytes:
        """The 304 that stands for it."""
        shared = self.rest[: self.shared]
        return b"%b%b%b\r\n" % (clock.opening(304), CLOSE if close else b"", shared)


def _lines(headers: Headers) -> bytes:
    # A line break inside a header would begin another one: nothing that came from a file or from
    # the desk may do that.
    return "".join(
        f"{name}: {value}\r\n"
        for name, value in headers
        if not ({"\r", "\n", "\0"} & set(value)) and "\n" not in name
    ).encode("utf-8", "replace")


def plain(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """A short answer in plain words, never stored."""
    return Answer(
        status,
        (),
        (("Content-Type", "text/plain; charset=utf-8"), NO_STORE, *headers),
        text.encode() + b"\n",
    )


def redirect(location: str, *headers: tuple[str, str]) -> Answer:
    """A 302 to another address."""
    return Answer(302, (), (("Location", location), *headers), b"")
