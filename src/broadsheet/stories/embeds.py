"""What may be embedded, and where its player is. No address is ever fetched for it."""

import re
from dataclasses import dataclass

_PROVIDERS = (
    (
        "YouTube",
        re.compile(
            r"^https://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)"
            r"|youtu\.be/)([\w-]{11})(?:[?&#].*)?$"
        ),
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    (
        "Vimeo",
        re.compile(r"^https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{5,12})(?:[?#/].*)?$"),
        "https://player.vimeo.com/video/{}?dnt=1",
    ),
    (
        "Dailymotion",
        re.compile(r"^https://(?:www\.)?dailymotion\.com/video/([a-z0-9]{5,12})(?:[?#].*)?$"),
        "https://geo.dailymotion.com/player.html?video={}",
    ),
)

#: Hosts that the public Content-Security-Policy lets a reader's click open a frame of.
PLAYER_ORIGINS = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
)


@dataclass(frozen=True, slots=True)
class Embed:
    """A known service's player for one of its videos."""

    provider: str
    player: str


def embed_of(address: str) -> Embed | None:
    """The player of a video's address, or None where the service is not one we know."""
    for provider, pattern, player in _PROVIDERS:
        match = pattern.match(address)
        if match:
            return Embed(provider, player.format(match.group(1)))
    return None
