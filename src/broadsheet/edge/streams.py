"""One reader's open event stream: all that is left of a connection once its head is sent."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import AddressValueError, IPv6Address

from broadsheet.edge.answers import UNKNOWN, Answer
from broadsheet.edge.channels import Channel, Channels, Start
from broadsheet.edge.events import retry_bytes
from broadsheet.edge.settings import EdgeSettings

HEAD = Answer(
    200,
    (),
    (
        ("Content-Type", "text/event-stream"),
        # A cache or a compressor on the way would hold events back.
        ("Cache-Control", "no-store, no-transform"),
        ("X-Accel-Buffering", "no"),
        ("X-Content-Type-Options", "nosniff"),
        ("Vary", "Accept"),
    ),
    b"",
    length=UNKNOWN,
)


class EventStream(asyncio.Protocol):
    """Takes over the transport of a connection. No parser, no task and no timer of its own.

    ``at`` is the number up to which events were written; ``paused`` says that the reader takes no
    more for now.
    """

    __slots__ = ("_channels", "_transport", "at", "channel", "paused", "reader", "share")

    def __init__(
        self, channels: Channels, channel: Channel, transport: asyncio.Transport, reader: str
    ) -> None:
        self._channels = channels
        self._transport = transport
        self.channel = channel
        self.reader = reader
        self.at = 0
        self.share = 0
        self.paused = False

    def begin(self, opening: bytes, start: Start, settings: EdgeSettings) -> None:
        """Send the head and what comes first, and follow the channel from there."""
        limit = settings.stream_buffer
        self._transport.set_protocol(self)
        self._transport.set_write_buffer_limits(high=limit, low=limit // 4)
        # The kernel's share of what waits is bounded too.
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limit)
        self._transport.resume_reading()
        self._channels.join(self)
        self.at = start.at
        retry = retry_bytes(settings.retry_least, settings.retry_most)
        self.write(b"".join((opening, retry, start.first)))
        self._channels.feed(self)

    @property
    def waiting(self) -> int:
        """Bytes that the reader has not taken yet."""
        return self._transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Send bytes."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """End the stream, what was written first."""
        self._transport.close()

    def abort(self) -> None:
        """Break off."""
        self._transport.abort()

    # The transport's calls

    def data_received(self, data: bytes) -> None:
        # Nobody can be answered any more on this connection. Who sends something waits in vain.
        if data.strip():
            self._transport.abort()

    def pause_writing(self) -> None:
        self.paused = True
        self._channels.stalled(self)

    def resume_writing(self) -> None:
        self.paused = False
        self._channels.flows(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._channels.leave(self)


def household_of(address: str) -> str:
    """What streams are counted by: an IPv4 address, or the network (/64) of an IPv6 address.

    A household has as many IPv6 addresses as it likes.
    """
    try:
        known = IPv6Address(address)
    except AddressValueError:
        return address
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
