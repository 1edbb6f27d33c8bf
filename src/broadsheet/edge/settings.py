"""What one edge process is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


@dataclass(frozen=True)
class EdgeSettings:
    """Where the edge listens, what stands behind it, and its limits. Times are in seconds."""

    #: The newsroom's folder: ``live``, ``stale``, ``static``, ``media``, ``stream``
    #: and ``run`` are in it.
    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    #: A socket that listens already, by its number, which host and port then only describe: it was
    #: handed to this process, and others may hold it too. None: the edge listens by itself.
    listener: int | None = None
    #: Host and port where the desk listens.
    desk: tuple[str, int] = ("127.0.0.1", 8001)
    #: The public origin, from which the desk is told the scheme.
    address: str = "http://127.0.0.1:8000"
    #: Whether every request comes through a server in front that says whose it is.
    behind_proxy: bool = False
    #: Port on the loopback for ``/metrics``; 0 for none.
    metrics_port: int = 0
    #: Where what happens is heard of on a machine whose worker is elsewhere; empty for nowhere.
    redis_url: str = field(default="", repr=False)

    #: Bytes of answers kept in memory.
    cache_bytes: int = 64 * MEGABYTE
    #: The longest that a page changed on the disk goes unseen if nobody tells the edge. A killed
    #: story must be gone within a second, and a timer may be late: hence not a whole one.
    recheck: float = 0.8
    max_connections: int = 20_000

    header_timeout: float = 10
    idle_timeout: float = 75
    #: A client must send or take ``least_progress`` bytes in each such span.
    body_timeout: float = 30
    stall_timeout: float = 30
    least_progress: int = 4 * KILOBYTE
    #: How long what is under way may take after the signal to stop.
    grace: float = 10
    #: How long a reader who has connected and not asked yet may take to ask, after that signal.
    first_word: float = 2

    header_bytes: int = 16 * KILOBYTE
    header_count: int = 100
    target_bytes: int = 2000
    pipelined: int = 16
    #: Bytes that may wait to be written to one reader before the edge stops adding to them.
    write_buffer: int = 128 * KILOBYTE

    #: Open event streams, of all readers and of one address (a whole school may have but one).
    max_streams: int = 15_000
    streams_per_reader: int = 500
    #: Bytes that may wait for the reader of a stream, and that are added at once. What else there
    #: is waits in the log.
    stream_buffer: int = 16 * KILOBYTE
    stream_piece: int = 16 * KILOBYTE
    #: Bytes of events held for all channels that are followed.
    stream_memory: int = 64 * MEGABYTE
    #: Each reader of a stream hears something in such a span, so that nothing on the way thinks
    #: the connection dead.
    heartbeat: float = 15
    #: A reader whose stream ends comes back after a time between these two.
    retry_least: float = 1
    retry_most: float = 5

    #: Until the desk's first byte, the wait for a turn included.
    desk_timeout: float = 10
    #: The same for the desk's own screens: a large picture is cut into its sizes meanwhile.
    screen_timeout: float = 180
    desk_connect_timeout: float = 2
    #: Between two pieces of the desk's answer.
    desk_body_timeout: float = 30
    desk_requests: int = 32
    desk_waiting: int = 256
    #: How long the desk is left alone after it could not be reached.
    desk_pause: float = 0.25
    largest_upload: int = 40 * MEGABYTE
    #: A clip may have 1 GB (``media.checks``); its form wraps it in a little more.
    largest_clip: int = 1025 * MEGABYTE
    largest_form: int = 64 * KILOBYTE
    #: All that is being sent at a time.
    largest_bodies: int = 4096 * MEGABYTE

    #: How long, how many and how many bytes of "not there" are remembered.
    negative_seconds: float = 60
    negative_count: int = 10_000
    negative_bytes: int = 4 * MEGABYTE

    #: Between two reports of what readers look at.
    looks_every: float = 5

    @property
    def live(self) -> Path:
        """Pressed pages."""
        return self.home / "live"

    @property
    def stale(self) -> Path:
        """Superseded pages, for when the desk fails."""
        return self.home / "stale"

    @property
    def static(self) -> Path:
        """Style sheets, scripts and the desk's own files."""
        return self.home / "static"

    @property
    def media(self) -> Path:
        """Pictures and clips."""
        return self.home / "media"

    @property
    def stream(self) -> Path:
        """Logs of events."""
        return self.home / "stream"

    @property
    def run(self) -> Path:
        """Sockets of running processes."""
        return self.home / "run"

    @property
    def scheme(self) -> str:
        """``http`` or ``https``, as readers see it."""
        return urlsplit(self.address).scheme or "http"
