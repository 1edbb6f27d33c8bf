"""What an HLS playlist says (RFC 8216): enough to know whether a stream moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Lines of a playlist; no player would read more.
MOST_LINES = 20_000
_TARGET = re.compile(r"#EXT-X-TARGETDURATION:(\d{1,5})\s*$")
_SEQUENCE = re.compile(r"#EXT-X-MEDIA-SEQUENCE:(\d{1,19})\s*$")


class BadPlaylist(ValueError):
    """Why something is no playlist, in one line of English."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """A master playlist (``variants``: the addresses of its media playlists) or a media playlist.

    ``segments`` counts those that are listed, ``newest`` is what tells one state of a live playlist
    from the next: the number and the address of its last segment. ``seconds`` is how long a segment
    may last.
    """

    variants: tuple[str, ...] = ()
    segments: int = 0
    newest: str = ""
    seconds: int = 0
    ended: bool = False

    @property
    def is_master(self) -> bool:
        """Whether it only names others."""
        return bool(self.variants)


def read_playlist(text: str) -> Playlist:
    """Read a playlist. Raises BadPlaylist."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise BadPlaylist("this is no HLS playlist: it does not begin with #EXTM3U")
    if len(lines) > MOST_LINES:
        raise BadPlaylist(f"the playlist has more than {MOST_LINES} lines")
    addresses = [line for line in lines if line and not line.startswith("#")]
    if any(line.startswith("#EXT-X-STREAM-INF:") for line in lines):
        if not addresses:
            raise BadPlaylist("the master playlist names no stream")
        return Playlist(variants=tuple(addresses))
    target = next((found for line in lines if (found := _TARGET.match(line))), None)
    if target is None:
        raise BadPlaylist("the playlist says neither #EXT-X-STREAM-INF nor #EXT-X-TARGETDURATION")
    if not addresses:
        raise BadPlaylist("no segment is in the playlist")
    first = next((int(found[1]) for line in lines if (found := _SEQUENCE.match(line))), 0)
    return Playlist(
        segments=len(addresses),
        newest=f"{first + len(addresses) - 1} {addresses[-1]}",
        seconds=max(1, int(target[1])),
        ended="#EXT-X-ENDLIST" in lines,
    )
