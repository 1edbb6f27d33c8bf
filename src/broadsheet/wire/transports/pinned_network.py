"""Connections that go to the very addresses that were looked at, and end at their hour."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import Any

import httpcore2


class PinnedNetwork(httpcore2.NetworkBackend):
    """Connects to the addresses that ``look_at`` gives for a host and port, and to nothing else.

    Whatever it raises ends the connection. Nothing is waited for beyond ``until`` (monotonic).
    """

    def __init__(self, look_at: Callable[[str, int], list[str]], until: float) -> None:
        self._look_at, self._until = look_at, until
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("no address")
        for address in self._look_at(host, port):
            try:
                stream = self._plain.connect_tcp(
                    address, port, _left(self._until, timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self._until)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("no request goes to a file")


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends at its hour, however slowly the other side goes on."""

    def __init__(self, stream: httpcore2.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        # A handshake reads many times, each within the timeout: only cutting the line ends one
        # that comes byte by byte.
        held: socket = self._stream.get_extra_info("socket").dup()
        cut = threading.Timer(_left(self._until, timeout), _cut, [held])
        cut.daemon = True
        cut.start()
        try:
            inner = self._stream.start_tls(ssl_context, server_hostname, timeout)
        finally:
            cut.cancel()
            held.close()
        return _TimedStream(inner, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _cut(line: socket) -> None:
    with suppress(OSError):
        line.shutdown(SHUT_RDWR)


def _left(until: float, timeout: float | None) -> float:
    """The seconds that may be waited. Raises ReadTimeout where none is left."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return left if timeout is None else min(left, timeout)
