"""Small vocabularies of Media Topics, with concepts and words of our own."""

from __future__ import annotations

import json
from typing import Any

from broadsheet.wire.formats.vocabulary import read_vocabulary
from broadsheet.wire.loading_vocabulary import Loaded, load_vocabulary
from tests.wire.files import SAMPLES

SAMPLE = SAMPLES / "topics.json"
QUAYS, BERTHS, KITES, BOX_KITES = "29000100", "29000110", "29000200", "29000210"


def scheme(*concepts: dict[str, Any], **properties: Any) -> bytes:
    """A file with these concepts."""
    told = {"uri": "http://cv.iptc.org/newscodes/mediatopic/", "conceptSet": list(concepts)}
    return json.dumps({**told, **properties}, ensure_ascii=False).encode()


def concept(code: str, name: str = "a topic", **properties: Any) -> dict[str, Any]:
    """A concept that has an English name; ``properties`` replace and add."""
    told = {"qcode": f"medtop:{code}", "prefLabel": {"en-GB": name}}
    return {**told, "modified": "2025-03-01T12:00:00+00:00", **properties}


def load(data: bytes = b"") -> Loaded:
    """Have a file loaded; without one, the sample."""
    return load_vocabulary(read_vocabulary(data or SAMPLE.read_bytes()))
