"""Keeps the newsroom's processes running: starts them, starts them again, reloads and ends them.

The parent imports no Django and has no threads: it waits for signals, and does everything between
two of them without blocking for long. What takes several steps (a reload, the end) is a generator
that is taken up again at every turn.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click

from broadsheet.config.processes import die_with_parent, drop_pid, keep_pid

#: Seconds: how long a process that was asked to leave may take before it is killed.
LEAVES_WITHIN = 20.0
#: Seconds: how long a new process may take to be ready, at a reload.
READY_WITHIN = 60.0
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
#: Seconds: what stood this long has its next start at once again.
STANDS_AFTER = 30.0
#: Seconds between two looks while something is being waited for.
TURN = 0.05

_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


@dataclass(frozen=True)
class Part:
    """One process of the newsroom, before it runs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    #: Whether the process with this id does its work yet.
    is_ready: Callable[[int], bool] = lambda process: True
    #: At a reload the new one starts before the old one leaves; else after it.
    overlaps: bool = True
    #: Open files of ours that it is given, by the same numbers.
    handed: tuple[int, ...] = ()
    #: Seconds: how long at most until it is started again, however often it died.
    longest_delay: float = LONGEST_DELAY


@dataclass(eq=False)
class Child:
    """A process that was started for a part."""

    part: Part
    process: subprocess.Popen[bytes]
    since: float = field(default_factory=time.monotonic)
    asked_at: float | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def ended(self) -> bool:
        """Whether it is gone. What is left of its group goes with it."""
        if self.process.poll() is None:
            return False
        self._signal_group(signal.SIGKILL)
        return True

    def ask_to_leave(self) -> None:
        """Ask once, politely."""
        if self.asked_at is None and self.process.poll() is None:
            self.asked_at = time.monotonic()
            self.process.terminate()

    def kill_if_late(self) -> None:
        """Kill what was asked and stays."""
        if self.asked_at is not None and time.monotonic() - self.asked_at > LEAVES_WITHIN:
            self.kill()

    def kill(self) -> None:
        """End it and everything it started, at once."""
        self._signal_group(signal.SIGKILL)

    def how_it_ended(self) -> str:
        """For people: an exit status or a signal."""
        status = self.process.returncode
        if status >= 0:
            return f"ended with exit status {status}"
        with suppress(ValueError):
            return f"was killed by {signal.Signals(-status).name}"
        return f"was killed by signal {-status}"

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


@dataclass(eq=False)
class Slot:
    """The place of a part: who fills it now, or when it is filled again."""

    part: Part
    child: Child | None = None
    start_at: float | None = None
    delay: float = FIRST_DELAY


class Supervisor:
    """Runs what ``plan`` names, in that order, until SIGTERM or SIGINT; SIGHUP reloads.

    ``plan`` is asked again at each reload; ``greet`` is called once, when all are ready first;
    ``leave`` when the end begins, before anybody is asked to go.
    """

    def __init__(
        self,
        home: Path,
        plan: Callable[[], Sequence[Part]],
        greet: Callable[[], None],
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._home, self._plan, self._greet, self._leave = home, plan, greet, leave
        self._slots = {part.name: Slot(part) for part in plan()}
        #: Started, and not (or no longer) in a slot.
        self._others: list[Child] = []
        self._under_way: Iterator[None] | None = None
        self._reload_asked = self._stopping = False

    def run(self) -> None:
        """Return when everything has ended after it was asked to."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            for slot in self._slots.values():
                self._fill(slot)
            self._under_way = self._greeting()
            while not (self._stopping and self._under_way is None):
                self._heed(signal.sigtimedwait(_SIGNALS, self._pause()))
                self._notice_the_dead()
                self._start_what_is_due()
                self._go_on()
        finally:
            for child in self._everybody():
                child.kill()
                child.process.wait()
                drop_pid(self._home, child.part.name, child.pid)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _heed(self, told: signal.struct_siginfo | None) -> None:
        number = told.si_signo if told else None
        if number == signal.SIGHUP:
            self._reload_asked = True
        elif number in {signal.SIGTERM, signal.SIGINT}:
            if self._stopping:
                for child in self._everybody():
                    child.kill()
            else:
                self._stopping = True
                self._under_way = self._ending()

    def _pause(self) -> float:
        """Until when nothing happens unless a signal comes; seconds."""
        if self._under_way is not None or self._others:
            return TURN
        due = [slot.start_at for slot in self._slots.values() if slot.start_at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else 3600.0

    def _go_on(self) -> None:
        for child in self._everybody():
            child.kill_if_late()
        if self._under_way is None and self._reload_asked and not self._stopping:
            self._reload_asked = False
            self._under_way = self._reloading()
        if self._under_way is not None and next(self._under_way, self) is self:
            self._under_way = None

    def _everybody(self) -> list[Child]:
        return [slot.child for slot in self._slots.values() if slot.child] + self._others

    # Starting and dying

    def _start(self, part: Part) -> Child:
        # A group of its own: Ctrl-C reaches this process alone, which tells the others in order.
        process = subprocess.Popen(  # noqa: S603
            part.command,
            env=dict(part.environment),
            stdin=subprocess.DEVNULL,
            process_group=0,
            pass_fds=part.handed,
            preexec_fn=partial(_become_a_child, os.getpid()),
        )
        return Child(part, process)

    def _fill(self, slot: Slot) -> None:
        slot.start_at = None
        try:
            slot.child = self._start(slot.part)
        except OSError as error:
            self._try_again(slot, f"the {slot.part.name} does not start ({error.strerror})")
            return
        keep_pid(self._home, slot.part.name, slot.child.pid)

    def _notice_the_dead(self) -> None:
        self._others = [child for child in self._others if not child.ended]
        for slot in self._slots.values():
            child = slot.child
            if child is None or not child.ended:
                continue
            slot.child = None
            drop_pid(self._home, child.part.name, child.pid)
            if child.asked_at is None:
                if time.monotonic() - child.since >= STANDS_AFTER:
                    slot.delay = FIRST_DELAY
                what = f"the {child.part.name} (process {child.pid}) {child.how_it_ended()}"
                self._try_again(slot, what)

    def _try_again(self, slot: Slot, what: str) -> None:
        if self._stopping:
            return
        _say(f"{what}; it is started again in {slot.delay:g} s")
        slot.start_at = time.monotonic() + slot.delay
        slot.delay = min(slot.delay * 2, slot.part.longest_delay)

    def _start_what_is_due(self) -> None:
        for slot in self._slots.values():
            if slot.start_at is not None and slot.start_at <= time.monotonic():
                if self._stopping:
                    slot.start_at = None
                else:
                    self._fill(slot)

    # What takes several turns

    def _greeting(self) -> Iterator[None]:
        for slot in self._slots.values():
            while slot.child is None or not slot.part.is_ready(slot.child.pid):
                yield
        self._greet()

    def _ending(self) -> Iterator[None]:
        """The last of the plan leaves first: who is asked goes after who asks."""
        self._leave()
        for child in self._others:
            child.ask_to_leave()
        for slot in reversed(self._slots.values()):
            if slot.child:
                slot.child.ask_to_leave()
            while slot.part.overlaps and slot.child:
                yield
        while self._everybody():
            yield

    def _reloading(self) -> Iterator[None]:
        try:
            parts = {part.name: part for part in self._plan()}
        except Exception as error:  # noqa: BLE001 - Whatever it is, what runs goes on.
            _say(f"reload given up, what runs goes on: {error}")
            return
        new: list[Child] = []
        for part in parts.values():
            if not part.overlaps:
                continue
            child = yield from self._successor(part)
            if child is None:
                for each in new:
                    each.ask_to_leave()
                return
            new.append(child)
        for child in reversed(new):
            yield from self._hand_over(child)
        for part in parts.values():
            if not part.overlaps:
                yield from self._replace(part)
        _say("reloaded")

    def _successor(self, part: Part) -> Generator[None, None, Child | None]:
        """Start the next one of a part beside the old one; returns it when ready, else None."""
        try:
            child = self._start(part)
        except OSError as error:
            _say(f"reload given up, what runs goes on: the new {part.name}: {error.strerror}")
            return None
        self._others.append(child)
        while not part.is_ready(child.pid):
            late = time.monotonic() - child.since > READY_WITHIN
            if late or child.ended:
                why = "was not ready in time" if late else child.how_it_ended()
                _say(f"reload given up, what runs goes on: the new {part.name} {why}")
                child.kill()
                return None
            yield
        return child

    def _hand_over(self, child: Child) -> Iterator[None]:
        slot = self._slots[child.part.name]
        old, slot.child, slot.part = slot.child, child, child.part
        slot.start_at, slot.delay = None, FIRST_DELAY
        # It may have died meanwhile; in its slot that is noticed, and it is started again.
        if child in self._others:
            self._others.remove(child)
        keep_pid(self._home, child.part.name, child.pid)
        if old is not None:
            self._others.append(old)
            old.ask_to_leave()
            while old in self._others:
                yield

    def _replace(self, part: Part) -> Iterator[None]:
        slot = self._slots[part.name]
        slot.part = part
        if slot.child is not None:
            slot.child.ask_to_leave()
            while slot.child is not None:
                yield
        slot.delay = FIRST_DELAY
        self._fill(slot)


def _become_a_child(parent: int) -> None:
    die_with_parent(parent)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _say(what: str) -> None:
    click.secho(f"broadsheet: {what}", fg="yellow", err=True)
