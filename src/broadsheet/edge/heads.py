"""Heads of pages that memory has no room for: only the body is read again, from the tree."""

from __future__ import annotations

import os
from collections import OrderedDict

from broadsheet.edge.answers import Answer
from broadsheet.edge.memory import Key

#: What one remembered head takes beside its bytes: the objects, its places in tables.
OVERHEAD = 450
#: Tails are alike on almost every page, and kept once; a newsroom has a few dozen.
MOST_TAILS = 1000

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


class Head:
    """Everything of a page's answer but its body, and the file in which that is.

    ``before`` is what this page alone says, ``tail`` what pages have in common, ``look`` the
    ``host/path`` under which its readers are counted.
    """

    __slots__ = ("before", "file", "look", "signature", "size", "tail", "used")

    def __init__(self, answer: Answer, tails: dict[bytes, bytes]) -> None:
        length = answer.rest.index(b"\r\n", answer.shared) + 2
        tail = answer.rest[length : answer.body]
        self.before = answer.rest[:length]
        self.tail = tails.setdefault(tail, tail)
        self.file = os.fsencode(answer.watched)
        self.look = answer.look
        self.signature = answer.signature
        self.used = False
        #: Bytes of memory it takes, roughly.
        self.size = len(self.before) + len(self.file) + len(self.look) + OVERHEAD

    def body(self) -> bytes | None:
        """The body as it is in the file; None if that is no longer the one the head is for.

        Whoever replaces a page puts another file in the body's place before anything else, so
        that a body which is still the same belongs to a head which is.
        """
        try:
            handle = os.open(self.file, _FLAGS)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
            size = found.st_size
            if (found.st_ino, found.st_ctime_ns, size) != self.signature:
                return None
            data = os.read(handle, size)
        except OSError:
            return None
        finally:
            os.close(handle)
        return data if len(data) == size else None


class Heads:
    """Keeps heads within ``limit`` bytes; lets go of the oldest that nobody has asked for since.

    As in memory, a head that was asked for gets a second chance.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.held = 0
        self._heads: OrderedDict[Key, Head] = OrderedDict()
        self._tails: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._heads)

    def find(self, key: Key) -> Head | None:
        """The head of a page, if it is remembered."""
        head = self._heads.get(key)
        if head is not None:
            head.used = True
        return head

    def keep(self, key: Key, answer: Answer) -> None:
        """Remember the head of a whole page."""
        self.drop(key)
        if len(self._tails) > MOST_TAILS:
            self._tails.clear()
        head = self._heads[key] = Head(answer, self._tails)
        self.held += head.size
        while self.held > self._limit:
            oldest, candidate = next(iter(self._heads.items()))
            if candidate.used:
                candidate.used = False
                self._heads.move_to_end(oldest)
            else:
                self.drop(oldest)

    def drop(self, key: Key) -> bool:
        """Forget one; returns whether it was there."""
        head = self._heads.pop(key, None)
        if head is not None:
            self.held -= head.size
        return head is not None
