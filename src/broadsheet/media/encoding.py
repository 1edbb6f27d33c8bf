"""Makes the renditions of clips, HLS of video and AAC of audio, beside all else a worker does.

A rendition is made in a folder that nobody reads and is put in its place when it is whole; the clip
names its playlist when all are. Who is killed in between goes on with the rendition at hand.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import F, Q

from broadsheet.media import ffmpeg, portable
from broadsheet.media.clip_types import PLAYED_EVERYWHERE
from broadsheet.media.hls import MASTER, Rung, command_of, is_whole, master_of, rungs_of
from broadsheet.media.models import Clip, Encoding
from broadsheet.media.models.clip import RENDITIONS
from broadsheet.media.posters import give_poster

logger = logging.getLogger(__name__)

State = Encoding.State
#: Seconds between two looks for work.
LOOK_EVERY = 2.0
#: Seconds after which an ffmpeg that gets nowhere is ended.
STALLED = 120.0
#: Seconds for which a folder that no clip names is left alone: pages may still lead there.
LEFT_ALONE = 3600.0
SWEEP_EVERY = 600.0


class Stopped(Exception):
    """The worker ends; what is at hand is done by the next one."""


def next_clip() -> Clip | None:
    """The oldest clip whose file has no renditions yet and was not tried. One query."""
    untried = Q(encoding=None) | ~Q(encoding__source=F("file"))
    begun = Q(encoding__state__in=(State.WAITING, State.WORKING))
    return Clip.objects.exclude(file="").filter(untried | begun).order_by("pk").first()


def try_again(clip: Clip) -> None:
    """Have renditions made that failed."""
    Encoding.objects.filter(clip=clip).update(state=State.WAITING, percent=0, problem="")


def encode(clip: Clip, stopping: threading.Event) -> None:
    """Make the renditions of a clip. What is wrong with its file is kept for the desk to show.

    Raises Stopped when ``stopping`` is set, OSError when the disk refuses, DatabaseError.
    """
    encoding, _made = Encoding.objects.update_or_create(
        clip=clip,
        defaults={"source": str(clip.file), "state": State.WORKING, "percent": 0, "problem": ""},
    )
    try:
        source = Path(clip.file.path)
        track = ffmpeg.probe(source)
        folder = Path(default_storage.path(clip.renditions))
        if clip.is_audio:
            _make_portable(clip, source, folder, track.seconds, _Progress(encoding), stopping)
        else:
            give_poster(clip, source)
            folder.mkdir(parents=True, exist_ok=True)
            rungs = rungs_of(track)
            _make(rungs, source, folder, track.seconds, _Progress(encoding), stopping)
    except (ffmpeg.Unreadable, FileNotFoundError, NotImplementedError) as error:
        why = "the file is not there" if isinstance(error, FileNotFoundError) else str(error)
        _keep(encoding, state=State.FAILED, problem=why[:300])
        logger.warning("clip %s: no renditions: %s", clip.pk, why)
        return
    _show(clip, round(track.seconds))
    _keep(encoding, state=State.DONE, percent=100)


def keep_encoding(stopping: threading.Event) -> None:
    """Make renditions as clips come in, until ``stopping`` is set. For a thread of its own.

    A failing disk or database is waited for. Leaves no connection behind.
    """
    swept = float("-inf")
    try:
        while not stopping.is_set():
            if time.monotonic() - swept > SWEEP_EVERY:
                swept = time.monotonic()
                _guarded(sweep)
            if not _guarded(lambda: _turn(stopping)):
                stopping.wait(LOOK_EVERY)
    finally:
        connection.close()


def start_encoding(stopping: threading.Event) -> threading.Thread:
    """Start :func:`keep_encoding` in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(target=keep_encoding, args=(stopping,), name="encoding", daemon=True)
    thread.start()
    return thread


def sweep(now: float | None = None) -> int:
    """Remove the folders of renditions that no clip names; returns how many went.

    ``now`` is in seconds since the epoch. What was written within the last hour stays.
    """
    root = Path(default_storage.path(RENDITIONS))
    if not root.is_dir():
        return 0
    named = {clip.renditions.rpartition("/")[2] for clip in Clip.objects.exclude(file="")}
    went = 0
    for folder in root.iterdir():
        old = folder.stat().st_mtime < (now or time.time()) - LEFT_ALONE
        if folder.name not in named and old:
            shutil.rmtree(folder, ignore_errors=True)
            went += 1
    return went


def discard_renditions(clip: Clip) -> None:
    """Have the renditions of a deleted clip removed once the transaction is committed."""
    if clip.file:
        folder = Path(default_storage.path(clip.renditions))
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


class _Progress:
    """Tells the desk how far it is, once for every percent."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding

    def __call__(self, part: float) -> None:
        percent = min(99, int(part * 100))
        if percent > self._encoding.percent:
            _keep(self._encoding, percent=percent)


def _turn(stopping: threading.Event) -> bool:
    clip = next_clip() if ffmpeg.is_there() else None
    if clip is not None:
        encode(clip, stopping)
    close_old_connections()
    return clip is not None


def _guarded(work: Callable[[], object]) -> bool:
    """Whether there was work, and it was done."""
    try:
        return bool(work())
    except Stopped:
        return False
    except (DatabaseError, InterfaceError, OSError) as error:
        logger.warning("encoding waits: %s", " ".join(str(error).split()))
    except Exception:
        # One clip that nobody can deal with must not end this for all.
        logger.exception("encoding: trying again")
    connection.close()
    return False


def _make(
    rungs: list[Rung],
    source: Path,
    folder: Path,
    seconds: float,
    progress: Callable[[float], None],
    stopping: threading.Event,
) -> None:
    """Make what is missing of the renditions, and their playlist last of all."""
    for left in folder.glob("*.part"):
        shutil.rmtree(left, ignore_errors=True)
    whole, done = sum(each.weight for each in rungs), 0.0
    for rung in rungs:
        if not is_whole(folder / rung.name):
            part = Path(tempfile.mkdtemp(suffix=".part", dir=folder))
            part.chmod(0o755)
            before = done

            def tell(share: float, before: float = before, rung: Rung = rung) -> None:
                progress((before + share * rung.weight) / whole)

            try:
                _run(command_of(_ffmpeg(), source, rung, part), seconds, tell, stopping)
                if not is_whole(part):
                    raise ffmpeg.Unreadable("there is no picture in it")
                shutil.rmtree(folder / rung.name, ignore_errors=True)
                part.rename(folder / rung.name)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
        done += rung.weight
        progress(done / whole)
    written = folder / f"{MASTER}.part"
    written.write_text(master_of(rungs, folder))
    written.replace(folder / MASTER)


def _make_portable(
    clip: Clip,
    source: Path,
    folder: Path,
    seconds: float,
    progress: Callable[[float], None],
    stopping: threading.Event,
) -> None:
    """Make of audio what every podcast player plays, unless it is that already."""
    if clip.media_type in PLAYED_EVERYWHERE:
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{portable.NAME}.part"
    try:
        _run(portable.command_of(_ffmpeg(), source, part), seconds, progress, stopping)
        part.chmod(0o644)
        part.replace(folder / portable.NAME)
    finally:
        part.unlink(missing_ok=True)


def _ffmpeg() -> str:
    found = ffmpeg.tool("ffmpeg")
    assert found is not None
    return found


def _run(
    command: list[str],
    seconds: float,
    tell: Callable[[float], None],
    stopping: threading.Event,
) -> None:
    """Have ffmpeg do it, and tell how far it is. Raises Unreadable with its reason; Stopped."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a list, no shell; the file is an argument.
            ffmpeg.bounded(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        watch = _Watch(process, stopping)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                name, _, value = line.decode(errors="replace").strip().partition("=")
                if name == "out_time_us" and value.lstrip("-").isdigit():
                    watch.moves(int(value))
                    if seconds:
                        tell(min(1.0, int(value) / 1_000_000 / seconds))
            code = process.wait()
        finally:
            watch.end()
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if stopping.is_set():
            raise Stopped
        if watch.stalled:
            raise ffmpeg.Unreadable(f"nothing came of it for {STALLED:.0f} seconds")
        if code:
            said.seek(max(0, os.fstat(said.fileno()).st_size - 4000))
            raise ffmpeg.Unreadable(ffmpeg.last_line(said.read()) or f"ffmpeg ended with {code}")


class _Watch:
    """Ends an ffmpeg that gets nowhere, or whose worker ends."""

    def __init__(self, process: subprocess.Popen[bytes], stopping: threading.Event) -> None:
        self.stalled = False
        self._process, self._stopping = process, stopping
        self._furthest, self._since = -1, time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="ffmpeg", daemon=True)
        self._thread.start()

    def moves(self, microseconds: int) -> None:
        """It has come that far."""
        if microseconds > self._furthest:
            self._furthest, self._since = microseconds, time.monotonic()

    def end(self) -> None:
        """It is over."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.stalled = time.monotonic() - self._since > STALLED
            if self.stalled or self._stopping.is_set():
                self._process.kill()
                return


@transaction.atomic
def _show(clip: Clip, seconds: int) -> None:
    """Have pages lead to the renditions, unless the clip has another file by now or is gone."""
    stored = Clip.objects.select_for_update().filter(pk=clip.pk).first()
    if stored is None or str(stored.file) != str(clip.file):
        return
    made = Path(default_storage.path(stored.renditions)) / portable.NAME
    if not stored.is_audio:
        stored.hls = f"{stored.renditions}/{MASTER}"
    elif made.exists():
        stored.portable = f"{stored.renditions}/{made.name}"
        stored.portable_size = made.stat().st_size
    stored.seconds = stored.seconds or seconds
    # What came in by other ways than the form has no size yet.
    stored.size = stored.file.size
    stored.save(update_fields=["hls", "portable", "portable_size", "seconds", "size"])


def _keep(encoding: Encoding, **values: object) -> None:
    for name, value in values.items():
        setattr(encoding, name, value)
    # The clip may have gone meanwhile, and its encoding with it.
    Encoding.objects.filter(pk=encoding.pk).update(**values)
