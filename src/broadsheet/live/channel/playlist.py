"""What an HLS playlist says (RFC 8216): enough to know whether a stream moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.live.channel.faults import BadPlaylist

#: Lines of a playlist; no player would read more.
MOST_LINES = 20_000
_TARGET = re.compile(r"#EXT-X-TARGETDURATION:(\d{1,5})\s*$")
_SEQUENCE = re.compile(r"#EXT-X-MEDIA-SEQUENCE:(\d{1,19})\s*$")


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
        raise BadPlaylist("no_playlist")
    if len(lines) > MOST_LINES:
        raise BadPlaylist("lines", MOST_LINES)
    addresses = [line for line in lines if line and not line.startswith("#")]
    if any(line.startswith("#EXT-X-STREAM-INF:") for line in lines):
        if not addresses:
            raise BadPlaylist("no_variant")
        return Playlist(variants=tuple(addresses))
    target = next((found for line in lines if (found := _TARGET.match(line))), None)
    if target is None:
        raise BadPlaylist("no_target")
    if not addresses:
        raise BadPlaylist("no_segment")
    first = next((int(found[1]) for line in lines if (found := _SEQUENCE.match(line))), 0)
    return Playlist(
        segments=len(addresses),
        newest=f"{first + len(addresses) - 1} {addresses[-1]}",
        seconds=max(1, int(target[1])),
        ended="#EXT-X-ENDLIST" in lines,
    )
