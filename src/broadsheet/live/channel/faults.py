"""What may be wrong with a stream: kept as a code, said in the language of whoever reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: By code; ``%(detail)s`` is a number, or what a machine said of it in its own words.
_WORDS = {
    "no_playlist": _("this is no HLS playlist: it does not begin with #EXTM3U"),
    "no_text": _("this is no HLS playlist: it is not UTF-8"),
    "lines": _("the playlist has more than %(detail)s lines"),
    "large": _("the playlist is larger than %(detail)s KB"),
    "no_variant": _("the master playlist names no stream"),
    "nested": _("the master playlist names another master playlist"),
    "no_target": _("the playlist says neither #EXT-X-STREAM-INF nor #EXT-X-TARGETDURATION"),
    "no_segment": _("no segment is in the playlist"),
    "leads_on": _("it leads on more than %(detail)s times"),
    "no_address": _("this is no address"),
    "not_https": _("only https:// addresses are asked"),
    "inside": _("this address is inside our own network"),
    "not_ours": _("this is no file of ours"),
    "no_file": _("there is no such file"),
    "status": _("the server answers %(detail)s"),
    "late": _("no answer in time"),
    "insecure": _("no secure connection: %(detail)s"),
    "no_answer": _("no answer: %(detail)s"),
    "ended": _("the stream has ended: its playlist says so"),
    "still": _("the playlist has not changed for %(detail)s seconds"),
}


class StreamFault(Exception):
    """What is wrong with a stream: a code, and what belongs into its words."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, " ".join(str(detail).split())[:200]

    def __str__(self) -> str:
        return words_of(self.code, self.detail)


class BadPlaylist(StreamFault):
    """No player could play it, or it must not be asked for."""


class Unreachable(StreamFault):
    """Nobody answered, or said that it is not there: it may be tomorrow."""


def words_of(code: str, detail: str) -> str:
    """A fault in one line of the active language; the code itself where nobody knows it."""
    return str(_WORDS[code]) % {"detail": detail} if code in _WORDS else code
