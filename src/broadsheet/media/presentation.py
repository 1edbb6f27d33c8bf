"""What a template is given of a picture or a clip: finished addresses and words, no queries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One size of a picture in one format; ``width`` in pixels."""

    address: str
    width: int


@dataclass(frozen=True, slots=True)
class WholeSource:
    """One size of a whole picture, uncropped; in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture ready for ``<picture>``: sources by format, smallest first, and its words.

    ``width`` and ``height`` are those of ``fallback`` in pixels; they fix the ratio so that nothing
    jumps while the picture loads. ``square`` is a face-sized crop, for portraits. ``whole`` are the
    sizes of the picture without a crop, smallest first; empty where the ratio cuts nothing.
    """

    alt: str
    caption: str
    credit: str
    width: int
    height: int
    avif: tuple[Source, ...]
    webp: tuple[Source, ...]
    fallback: str
    square: str
    share: str
    whole: tuple[WholeSource, ...] = ()


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A part of a video: the second it begins at, that time in words, its title."""

    seconds: int
    time: str
    title: str


@dataclass(frozen=True, slots=True)
class ClipView:
    """A video or audio in its plain form: a file or address, a poster, a length, what is said.

    ``captions`` is the address of a WebVTT file in ``language``, ``hls`` that of the playlist of
    its renditions; ``portable`` that of audio as every browser plays it. All are empty where there
    is none.
    """

    address: str
    media_type: str
    poster: PictureView | None
    seconds: int
    length: str
    transcript: str
    captions: str = ""
    language: str = ""
    hls: str = ""
    chapters: tuple[ChapterView, ...] = ()
    is_audio: bool = False
    portable: str = ""
