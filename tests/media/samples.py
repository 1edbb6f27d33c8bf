"""Small pictures with chosen metadata, made on the spot."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image

IPTC_UTF8 = b"\x1b%G"


def picture_bytes(
    size: tuple[int, int] = (60, 40), form: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """A plain picture; ``options`` go to Pillow (``exif``, ``xmp`` …)."""
    stream = BytesIO()
    Image.new(mode, size, 128 if len(mode) == 1 else None).save(stream, form, **options)
    return stream.getvalue()


def with_iim(jpeg: bytes, fields: list[tuple[int, int, bytes]], digest: bytes = b"") -> bytes:
    """A JPEG with IPTC-IIM records (record, dataset, value) in Photoshop's resource block."""
    iim = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for record, number, value in fields
    )
    block = b"Photoshop 3.0\x00" + _resource(0x0404, iim)
    if digest:
        block += _resource(0x0425, digest)
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def xmp_packet(properties: str) -> bytes:
    """An XMP packet around properties written as XML."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def language_choice(name: str, **words: str) -> str:
    """A property in several languages; ``x_default`` is the usual one."""
    items = "".join(
        f'<rdf:li xml:lang="{language.replace("_", "-")}">{text}</rdf:li>'
        for language, text in words.items()
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def exif_bytes(**tags: Any) -> bytes:
    """EXIF with a description, an artist, a time with its offset, and the place (GPS)."""
    exif = Image.Exif()
    exif[0x010E] = tags.get("description", "")
    exif[0x013B] = tags.get("artist", "")
    if "orientation" in tags:
        exif[0x0112] = tags["orientation"]
    taken = exif.get_ifd(0x8769)
    taken[0x9003] = tags.get("taken", "2026:05:17 19:29:00")
    taken[0x9011] = tags.get("offset", "+03:00")
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (33.0, 53.0, 38.0)
    return exif.tobytes()


def _resource(number: int, data: bytes) -> bytes:
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + b"\0\0"
        + struct.pack(">I", len(data))
        + data
        + (b"\0" if len(data) % 2 else b"")
    )
