"""What a picture's file says of itself: IPTC-IIM, XMP, and EXIF where there is nothing better.

Fields and their places follow the IPTC Photo Metadata Standard 2023.1; where IIM and XMP disagree,
the Metadata Working Group's guidance 2.0 decides (§4.1: XMP, unless an IPTC digest tells that the
IIM was written later). Where a picture was taken to the metre (GPS) is never read.
"""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import IO, TypeVar
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from broadsheet.kit.safe_html import tidy_text

#: Formats a picture may have, by Pillow's names; no other decoder ever sees an upload.
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")

#: Most bytes of XMP that are read, most characters of a text, most values of a list.
XMP_BYTES = 1024 * 1024
TEXT_LENGTH = 4000
NAME_LENGTH = 300
LIST_LENGTH = 100

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_IIM_RESOURCE, _DIGEST_RESOURCE = 0x0404, 0x0425
#: IIM 1:90, the escape sequences of ISO 2022 that agencies really write.
_CHARSETS = {
    b"\x1b%G": "utf-8",
    b"\x1b-A": "iso-8859-1",
    b"\x1b-B": "iso-8859-2",
    b"\x1b-L": "iso-8859-5",
    b"\x1b-G": "iso-8859-6",
    b"\x1b-F": "iso-8859-7",
    b"\x1b-H": "iso-8859-8",
    b"\x1b-M": "iso-8859-9",
}
_IIM_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_IIM_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)(?:([+-]\d\d):?(\d\d))?")
_MOMENT = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
#: What cameras write into the description when nobody has written one.
_NOBODY_WROTE = re.compile(r"(?i)(olympus|samsung|sony|minolta|konica|default) .*|dcim.*|.*\.jpe?g")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PictureMetadata:
    """A file's own words, tidied to one line each; what it does not say is empty.

    ``created`` is aware. Of a time without a zone only the file's author knows more: it is taken as
    UTC; a date without a time as noon, which is the same day for almost every reader.
    """

    title: str = ""
    caption: str = ""
    alt: str = ""
    creators: tuple[str, ...] = ()
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    created: datetime | None = None
    keywords: tuple[str, ...] = ()
    city: str = ""
    country: str = ""

    @property
    def credit_line(self) -> str:
        """“Creator/Credit” as agencies write it; a name that is in the other is not said twice."""
        creator = ", ".join(self.creators)
        agency = self.credit or self.source
        if not creator or _says(agency, creator):
            return agency
        if not agency or _says(creator, agency):
            return creator
        return f"{creator}/{agency}"


@dataclass(frozen=True, slots=True)
class _Source:
    """One of the three metadata blocks: how to ask it for a text, a list and a moment."""

    text: Callable[[str], str]
    listed: Callable[[str], tuple[str, ...]]
    created: Callable[[], datetime | None]


def read_metadata(file: IO[bytes]) -> PictureMetadata:
    """The metadata of a picture's file, read from its header; no pixel is decoded.

    Promises: never raises for what is in the file (what is broken is empty), every text is capped
    and tidy, and the file's position stays as it was.
    """
    start = file.tell()
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as picture:
            return _merged(_sources(picture))
    except Exception:  # noqa: BLE001 - metadata is hostile, and no metadata is worth an upload.
        return PictureMetadata()
    finally:
        file.seek(start)


def _sources(picture: Image.Image) -> list[_Source]:
    iim, xmp = _quietly(_read_iim, picture), _quietly(_read_xmp, picture)
    blocks = [iim, xmp] if _iim_is_newer(picture) else [xmp, iim]
    blocks.append(_quietly(_read_exif, picture))
    return [block for block in blocks if block is not None]


def _quietly(read: Callable[[Image.Image], Found | None], picture: Image.Image) -> Found | None:
    try:
        return read(picture)
    except Exception:  # noqa: BLE001 - one broken block must not hide the others.
        return None


def _merged(sources: list[_Source]) -> PictureMetadata:
    def text(name: str, length: int = NAME_LENGTH) -> str:
        return next((found for s in sources if (found := s.text(name)[:length].strip())), "")

    def listed(name: str) -> tuple[str, ...]:
        return next((found for s in sources if (found := s.listed(name))), ())

    return PictureMetadata(
        title=text("headline") or text("title"),
        caption=text("caption", TEXT_LENGTH),
        alt=text("alt", TEXT_LENGTH),
        creators=listed("creators"),
        credit=text("credit"),
        source=text("source"),
        copyright_notice=text("copyright", TEXT_LENGTH),
        usage_terms=text("usage_terms", TEXT_LENGTH),
        created=next((found for s in sources if (found := s.created())), None),
        keywords=listed("keywords"),
        city=text("city"),
        country=text("country"),
    )


_IIM_FIELDS = {
    "headline": 105,
    "title": 5,
    "caption": 120,
    "creators": 80,
    "credit": 110,
    "source": 115,
    "copyright": 116,
    "keywords": 25,
    "city": 90,
    "country": 101,
}


def _iim_is_newer(picture: Image.Image) -> bool:
    resources = picture.info.get("photoshop") or {}
    iim, digest = resources.get(_IIM_RESOURCE), resources.get(_DIGEST_RESOURCE)
    if not iim or not digest or not any(digest):
        return False
    return digest != hashlib.md5(iim, usedforsecurity=False).digest()


def _read_iim(picture: Image.Image) -> _Source | None:
    if not isinstance(picture, ImageFile.ImageFile):
        return None
    records = IptcImagePlugin.getiptcinfo(picture)
    if not records:
        return None
    charset = _CHARSETS.get(b"".join(_values(records.get((1, 90)))).strip(), "")

    def listed(name: str) -> tuple[str, ...]:
        raw = _values(records.get((2, _IIM_FIELDS.get(name, 0))))
        return _names(_decoded(value, charset) for value in raw)

    def text(name: str) -> str:
        raw = _values(records.get((2, _IIM_FIELDS.get(name, 0))))
        return _tidy(_decoded(raw[0], charset)) if raw else ""

    def created() -> datetime | None:
        date, time = (
            b"".join(_values(records.get((2, number)))[:1]).decode("ascii", "replace")
            for number in (55, 60)
        )
        day = _IIM_DATE.match(date)
        hour = _IIM_TIME.match(time)
        if day is None:
            return None
        if hour is None:
            return _moment(*day.groups())
        offset = f"{hour[4]}{hour[5]}" if hour[4] else ""
        return _moment(*day.groups(), *hour.group(1, 2, 3), offset)

    return _Source(text, listed, created)


def _values(found: bytes | list[bytes] | None) -> list[bytes]:
    values = found if isinstance(found, list) else [found]
    return [value for value in values if value]


def _decoded(raw: bytes, charset: str) -> str:
    if charset and charset != "utf-8":
        return raw.decode(charset, "replace")
    try:
        return codecs.decode(raw, "utf-8")
    except UnicodeDecodeError:
        # A text of declared UTF-8 was cut inside a letter; any other is the usual Latin of old.
        return raw.decode("utf-8", "ignore") if charset else raw.decode("cp1252", "replace")


_XMP_FIELDS = {
    "headline": f"{_PHOTOSHOP}Headline",
    "title": f"{_DC}title",
    "caption": f"{_DC}description",
    "alt": f"{_IPTC}AltTextAccessibility",
    "creators": f"{_DC}creator",
    "credit": f"{_PHOTOSHOP}Credit",
    "source": f"{_PHOTOSHOP}Source",
    "copyright": f"{_DC}rights",
    "usage_terms": f"{_RIGHTS}UsageTerms",
    "keywords": f"{_DC}subject",
    "city": f"{_PHOTOSHOP}City",
    "country": f"{_PHOTOSHOP}Country",
}


def _read_xmp(picture: Image.Image) -> _Source | None:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    raw = packet.encode() if isinstance(packet, str) else bytes(packet)
    raw = raw.strip(b"\x00 \r\n\t")
    if not raw or len(raw) > XMP_BYTES:
        return None
    root = ElementTree.fromstring(raw, forbid_dtd=True)
    described = list(root.iter(f"{_RDF}Description"))

    def values(name: str) -> Iterator[tuple[str, str]]:
        """The values of a property with their language, as attribute, element or container."""
        wanted = _XMP_FIELDS.get(name, name)
        for block in described:
            if wanted in block.attrib:
                yield "", block.attrib[wanted]
            for found in block.findall(wanted):
                yield from _property_values(found)

    def text(name: str) -> str:
        found = [(language, tidy) for language, each in values(name) if (tidy := _tidy(each))]
        usual = [tidy for language, tidy in found if language == "x-default"]
        return (usual or [tidy for _, tidy in found] or [""])[0]

    def listed(name: str) -> tuple[str, ...]:
        return _names(each for _, each in values(name))

    def created() -> datetime | None:
        return _read_moment(text(f"{_PHOTOSHOP}DateCreated"))

    return _Source(text, listed, created)


def _property_values(found: Element) -> Iterator[tuple[str, str]]:
    items = [item for container in found for item in container.findall(f"{_RDF}li")]
    if not items:
        yield "", found.text or ""
    for item in items[:LIST_LENGTH]:
        yield item.get(_LANGUAGE, "").lower(), item.text or ""


_EXIF_FIELDS = {
    "caption": ExifTags.Base.ImageDescription,
    "creators": ExifTags.Base.Artist,
    "copyright": ExifTags.Base.Copyright,
}


def _read_exif(picture: Image.Image) -> _Source | None:
    if "exif" not in picture.info:
        # Asking a PNG without it would decode the whole picture.
        return None
    exif = picture.getexif()
    taken = exif.get_ifd(ExifTags.IFD.Exif)

    def text(name: str) -> str:
        found = exif.get(_EXIF_FIELDS.get(name, -1))
        if not isinstance(found, str):
            return ""
        # Copyright may hold the photographer's and the editor's, with a NUL between.
        tidy = _tidy(_latin_or_utf8(found).replace("\x00", " ", 1))
        return "" if name == "caption" and _NOBODY_WROTE.fullmatch(tidy) else tidy

    def listed(name: str) -> tuple[str, ...]:
        return _names(text(name).split(";")) if name == "creators" else ()

    def created() -> datetime | None:
        parts = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal)
        return _read_moment("".join(str(taken.get(part, "")).strip("\x00 ") for part in parts))

    return _Source(text, listed, created)


def _latin_or_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _tidy(text: str) -> str:
    return tidy_text(text[: 2 * TEXT_LENGTH])[:TEXT_LENGTH].strip()


def _names(values: Iterable[str]) -> tuple[str, ...]:
    tidy = (_tidy(value)[:NAME_LENGTH].strip() for value in values)
    return tuple(dict.fromkeys(name for name in tidy if name))[:LIST_LENGTH]


def _says(text: str, name: str) -> bool:
    """Whether ``text`` holds ``name`` as whole words."""
    return (
        bool(name)
        and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text.casefold()) is not None
    )


def _read_moment(text: str) -> datetime | None:
    found = _MOMENT.match(text)
    return _moment(*found.groups()) if found else None


def _moment(*parts: str | None) -> datetime | None:
    """A moment from year, month, day, hour, minute, second, offset; all after the day may lack."""
    year, month, day, hour, minute, second, offset = (*parts, None, None, None, None)[:7]
    numbers = (int(part or 0) for part in (year, month, day, hour or "12", minute, second))
    try:
        return datetime(*numbers, tzinfo=_zone(offset or ""))  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _zone(offset: str) -> timezone:
    if offset in {"", "Z"}:
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if offset[0] == "-" else ahead)
