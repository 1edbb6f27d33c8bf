"""Answers kept in memory, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict

from broadsheet.edge.answers import Answer

#: What an answer is kept under, of :func:`key_of`. One string of bytes is hashed once and compared
#: at one place; a tuple of three is neither.
Key = bytes


def key_of(folder: str, encoding: str, spelling: bytes = b"") -> Key:
    """The key of a page: the folder of its host, its encoding, its percent-encoded path.

    Without the path it is what the keys of all pages of a host in an encoding begin with.
    """
    return f"{encoding} {folder}".encode() + spelling


class Memory:
    """Keeps what was asked for; lets go of the oldest that nobody has asked for since.

    Every answer gets a second chance once it has been used, so that a passing robot does not
    empty it of what readers want.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self.answers: OrderedDict[Key, Answer] = OrderedDict()

    def has_room(self, answer: Answer) -> bool:
        """Whether an answer can be kept without another one going."""
        return self.takes(answer) and self.held + answer.size <= self.limit

    def takes(self, answer: Answer) -> bool:
        """Whether an answer can be kept at all: one that takes over an eighth of it cannot."""
        return answer.size <= self.limit // 8

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer that can be; the oldest that nobody asks for make room for it."""
        self.drop(key)
        if not self.takes(answer):
            return
        self.answers[key] = answer
        self.held += answer.size
        self.bound(self.limit)

    def bound(self, limit: int) -> None:
        """Keep at most ``limit`` bytes from now on; what is too much goes at once."""
        self.limit = limit
        while self.held > self.limit:
            oldest, candidate = next(iter(self.answers.items()))
            if candidate.used:
                candidate.used = False
                self.answers.move_to_end(oldest)
            else:
                self.drop(oldest)

    def drop(self, key: Key) -> None:
        """Forget one answer, if it is there."""
        gone = self.answers.pop(key, None)
        if gone is not None:
            self.held -= gone.size

    def clear(self) -> None:
        """Forget everything."""
        self.answers.clear()
        self.held = 0
