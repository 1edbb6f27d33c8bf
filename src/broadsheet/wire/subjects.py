"""What an item is about, by the tops of IPTC's branches."""

from __future__ import annotations

import re

from broadsheet.wire.item import Item

_CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")
#: The first Media Topic that is not of the old subject codes' order, where the branch is in front.
_OWN_ORDER = "18000000"


def codes_of(item: Item) -> set[str]:
    """Every eight-digit IPTC code (subject codes, Media Topics) among an item's subjects."""
    return {
        code for subject in item.subjects for code in _CODE.findall(f"{subject.code} {subject.uri}")
    }


def top_codes(item: Item) -> list[str]:
    """The codes of the first level that an item's subjects stand under, as far as codes tell."""
    codes = codes_of(item)
    return sorted({f"{c[:2]}000000" if c < _OWN_ORDER else c for c in codes})[:20]
