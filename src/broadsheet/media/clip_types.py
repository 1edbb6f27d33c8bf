"""What clips' files are: media types by the ending of the name (RFC 6381, RFC 3003, RFC 5334)."""

from __future__ import annotations

VIDEO_TYPES = {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mov": "video/mp4"}
AUDIO_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
}
MEDIA_TYPES = VIDEO_TYPES | AUDIO_TYPES
#: What every podcast player plays as it is.
PLAYED_EVERYWHERE = frozenset({"audio/mpeg", "audio/mp4", "video/mp4"})


def media_type_of(name: str) -> str:
    """The media type that the ending of a name or an address promises."""
    path = name.partition("?")[0].partition("#")[0]
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "video/mp4")
