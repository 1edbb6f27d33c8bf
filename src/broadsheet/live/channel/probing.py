"""Looks at a stream as a player would: fetches its playlist, and the first that it names.

Whoever answers may be hostile: an address inside our own network is refused, whatever name leads
there; an answer has a largest size and a longest time. To be replaced by another ``PlaylistProbe``
where a newsroom fetches in another way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from broadsheet.live.channel.faults import BadPlaylist, Unreachable
from broadsheet.live.channel.playlist import Playlist, read_playlist

#: Bytes of a playlist, seconds for all of a look, redirects that are followed.
LARGEST = 512 * 1024
WITHIN = 8.0
REDIRECTS = 3
_PIECE = 16 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})


class PlaylistProbe(Protocol):
    """Fetches the media playlist of a stream."""

    def look(self, address: str, within: float = WITHIN) -> Playlist:
        """The media playlist that a player would begin with, after at most ``within`` seconds.

        Raises BadPlaylist for what no player could play, or what must not be asked; Unreachable
        where there is no answer.
        """
        ...


@dataclass(frozen=True)
class Probe:
    """Looks at our own files on the disk, at all else over HTTP."""

    #: Whether streams may be inside our own network.
    private: bool = False

    def look(self, address: str, within: float = WITHIN) -> Playlist:
        """See :class:`PlaylistProbe`."""
        deadline = time.monotonic() + within
        text, address = self._fetch(address, deadline)
        playlist = read_playlist(text)
        if not playlist.is_master:
            return playlist
        text, _ = self._fetch(urljoin(address, playlist.variants[0]), deadline)
        media = read_playlist(text)
        if media.is_master:
            raise BadPlaylist("nested")
        return media

    def _fetch(self, address: str, deadline: float) -> tuple[str, str]:
        """The text at an address, and the address it was found at in the end."""
        if address.startswith(settings.MEDIA_URL):
            return _own_file(address), address
        for _ in range(REDIRECTS + 1):
            answer = self._ask(address, deadline)
            if isinstance(answer, bytes):
                try:
                    return answer.decode(), address
                except UnicodeDecodeError:
                    raise BadPlaylist("no_text") from None
            address = urljoin(address, answer)
        raise BadPlaylist("leads_on", REDIRECTS)

    def _ask(self, address: str, deadline: float) -> bytes | str:
        """The body that is answered, or where it leads."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise BadPlaylist("no_address") from None
        if parts.scheme not in ({"https", "http"} if self.private else {"https"}) or not host:
            raise BadPlaylist("not_https")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Pinned(host, port, tls=parts.scheme == "https", probe=self, deadline=deadline)
        # Whoever sends a byte a second is cut off all the same.
        cut = threading.Timer(_left(deadline), connection.cut)
        cut.daemon = True
        cut.start()
        try:
            connection.request("GET", path, headers={"User-Agent": "Broadsheet", "Accept": "*/*"})
            with connection.getresponse() as answer:
                if answer.status in _MOVED and (to := answer.getheader("Location")):
                    return to
                if answer.status != 200:
                    raise Unreachable("status", answer.status)
                return _read(answer, deadline)
        except TimeoutError:
            raise Unreachable("late") from None
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            if time.monotonic() >= deadline:
                raise Unreachable("late") from None
            raise _no_answer(error) from None
        finally:
            cut.cancel()
            connection.close()

    def addresses_of(self, host: str, port: int) -> list[str]:
        """The addresses of a host, those only that may be asked. Raises BadPlaylist, OSError.

        What a name leads to is looked up once and connected to: a name that answers otherwise the
        second time gains nothing.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = dict.fromkeys(str(place[0]) for *_, place in found)
        public = [each for each in places if self.private or _is_public(each)]
        if not public:
            raise BadPlaylist("inside")
        return public


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, under the name that was asked for."""

    def __init__(
        self, host: str, port: int | None, *, tls: bool, probe: Probe, deadline: float
    ) -> None:
        super().__init__(host, port or (443 if tls else 80))
        self._tls, self._probe, self._deadline = tls, probe, deadline
        #: The response takes the socket over, and it is then no longer ``sock``.
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first address that answers. Raises OSError, BadPlaylist."""
        trouble: OSError = OSError("no address")
        for address in self._probe.addresses_of(self.host, self.port):
            try:
                self.sock = socket.create_connection((address, self.port), _left(self._deadline))
                break
            except OSError as error:
                trouble = error
        else:
            raise trouble
        if self._tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
        self._held = self.sock
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread: whoever waits for it waits no longer."""
        with suppress(OSError):
            if self._held is not None:
                self._held.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """The whole body. Raises BadPlaylist for one that is too large, TimeoutError when it drips."""
    pieces, size = [], 0
    while piece := answer.read1(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise BadPlaylist("large", LARGEST // 1024)
        pieces.append(piece)
    _left(deadline)
    return b"".join(pieces)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return all(each.is_global and not each.is_multicast for each in (found, inside) if each)


def _own_file(address: str) -> str:
    root = Path(settings.MEDIA_ROOT).resolve()
    file = (root / address.removeprefix(settings.MEDIA_URL).partition("?")[0]).resolve()
    if not file.is_relative_to(root):
        raise BadPlaylist("not_ours")
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError:
        raise Unreachable("no_file") from None
    if len(data) > LARGEST:
        raise BadPlaylist("large", LARGEST // 1024)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise BadPlaylist("no_text") from None


def _no_answer(error: Exception) -> Unreachable:
    if isinstance(error, ssl.SSLError):
        return Unreachable("insecure", error.reason or error)
    return Unreachable("no_answer", getattr(error, "strerror", None) or error)
