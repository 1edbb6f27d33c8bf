"""The machine and the newsroom's folder. No Django is needed to look at them."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from broadsheet.config.doctor.findings import Finding, ok, warn, wrong
from broadsheet.config.environment import Environment

OLDEST_PYTHON = (3, 11)
#: Open files that one edge needs for some thousand readers.
DESCRIPTORS = 4096
GIGABYTE = 1024**3
#: Seconds by which a clock may differ from another machine's.
CLOCK_SLACK = 120
#: Seconds since the epoch, 2026-01-01: no clock that is right shows less.
THIS_WAS_WRITTEN = 1_767_225_600
MAIL_PATIENCE = 3


def python() -> Iterator[Finding]:
    """Its version."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield wrong("python", f"this is {version}", "install Python 3.11 or newer")
    else:
        yield ok("python", version)


def descriptors() -> Iterator[Finding]:
    """How many files and connections a process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < DESCRIPTORS:
        yield wrong(
            "descriptors",
            f"a process may open {soft} files and connections, {DESCRIPTORS} are needed",
            "ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit",
        )
    else:
        yield ok("descriptors", f"{soft} files and connections a process")


def settings() -> Iterator[Finding]:
    """Each setting that cannot be used."""
    try:
        Environment()
    except ValidationError as error:
        for each in error.errors():
            name = "_".join(("broadsheet", *map(str, each["loc"]))).upper()
            why = each["msg"].removeprefix("Value error, ")
            yield wrong("settings", f"{name}: {why}", "see docs/reference/settings.md")


def folder(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether files can be written in it, and reach the disk."""
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"broadsheet")
            file.flush()
            os.fsync(file.fileno())
        handle = os.open(home, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        who = f"user {os.getuid()}"
        yield wrong("home", f"{home}: {error.strerror}", f"it must be writable for {who}")
    else:
        yield ok("home", f"{home} is written and flushed to the disk")


def free_space(environment: Environment, home: Path) -> Iterator[Finding]:
    """On the disk of the newsroom's folder."""
    free = shutil.disk_usage(home).free / GIGABYTE
    text = f"{free:.1f} GB free in {home}"
    if free < 0.2:
        yield wrong("space", text, "make room: nothing can be published without")
    elif free < 2:
        yield warn("space", text, "make room soon")
    else:
        yield ok("space", text)


def secret_key(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether it is there and nobody else can read it."""
    if environment.secret_key:
        yield ok("secret key", "from the settings")
        return
    file = home / "secret.key"
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        held = file.read_text().strip()
    except OSError as error:
        yield wrong("secret key", f"{file}: {error.strerror}", 'run "broadsheet run" to make one')
        return
    if mode & 0o077:
        yield wrong("secret key", f"others may read {file} ({mode:04o})", f"chmod 600 {file}")
    elif len(held) < 32:
        yield wrong("secret key", f"{file} is too short", "remove it; everybody signs in again")
    else:
        yield ok("secret key", "readable for its owner only")


def trees(environment: Environment, home: Path) -> Iterator[Finding]:
    """Pages move between the live and the stale tree: by renaming, so on one file system."""
    there = [home / name for name in ("live", "stale") if (home / name).exists()]
    if len({each.stat().st_dev for each in [home, *there]}) > 1:
        text = f"{home}/live and stale are not on one file system with {home}"
        yield wrong("trees", text, "move them; a page cannot be renamed across")
    else:
        yield ok("trees", "live and stale are on one file system")


def clock(environment: Environment, home: Path) -> Iterator[Finding]:
    """Publication, embargoes and caches go by it."""
    now = time.time()
    newest = max(file.stat().st_mtime for file in home.iterdir())
    if now < THIS_WAS_WRITTEN:
        yield wrong("clock", f"it shows {time.ctime(now)}", "set it; run an NTP service")
    elif newest > now + CLOCK_SLACK:
        text = f"files in {home} were written {newest - now:.0f} s in the future"
        yield wrong("clock", text, "set the clock; run an NTP service")
    else:
        yield ok("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def mail(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether there is a server, and it takes connections."""
    if not environment.email_url:
        text = f"no server is set, mail is written to {home / 'mail'}"
        yield warn("mail", text, "set BROADSHEET_EMAIL_URL")
        return
    try:
        parts = urlsplit(environment.email_url)
        place = (parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587))
        socket.create_connection(place, timeout=MAIL_PATIENCE).close()
    except (OSError, ValueError) as error:
        # The address itself holds a password.
        text = f"its server does not answer ({error})"
        yield wrong("mail", text, "correct BROADSHEET_EMAIL_URL, or start the server")
        return
    if environment.email_from.endswith("@localhost"):
        text = f"it comes from {environment.email_from}"
        yield warn("mail", text, "set BROADSHEET_EMAIL_FROM")
    else:
        yield ok("mail", f"{place[0]}:{place[1]} answers")


def address(environment: Environment, home: Path) -> Iterator[Finding]:
    """Where readers come in, and what that asks for."""
    parts = urlsplit(environment.address)
    public = not _is_private(parts.hostname or "")
    if environment.debug and public:
        text = f"errors are shown in full at {environment.address}"
        yield wrong("debug", text, "unset BROADSHEET_DEBUG")
    if not public and environment.hosts:
        text = f"BROADSHEET_HOSTS names hosts, but readers are sent to {environment.address}"
        yield wrong("address", text, "set BROADSHEET_ADDRESS to the public address")
    elif not public:
        text = f"{environment.address} can be reached from this machine only"
        yield warn("address", text, "set BROADSHEET_ADDRESS to publish")
    elif parts.scheme != "https":
        text = f"{environment.address} is not encrypted"
        yield warn("address", text, "put Caddy or nginx in front, with https")
    else:
        yield ok("address", environment.address)


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def video(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether renditions of clips can be made."""
    name = environment.ffmpeg
    ffmpeg = shutil.which(name) if name else None
    probe = ffmpeg and (
        shutil.which("ffprobe", path=str(Path(ffmpeg).parent)) or shutil.which("ffprobe")
    )
    if ffmpeg and probe:
        yield ok("video", f"{ffmpeg} makes renditions of clips")
    elif not name:
        yield ok("video", "BROADSHEET_FFMPEG is empty: clips are played as they were sent")
    else:
        missing = "ffprobe" if ffmpeg else name
        text = f"{missing} is not there: clips are played as they were sent"
        yield warn("video", text, "install ffmpeg, or set BROADSHEET_FFMPEG")


OF_THE_HOME = (folder, free_space, secret_key, trees, clock, mail, address, video)
