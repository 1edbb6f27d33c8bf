"""One item as ninjs, read or refused."""

import json
from typing import Any

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.ninjs import read_ninjs
from broadsheet.wire.item import Item


def one(**properties: Any) -> Item:
    """The item of these properties."""
    (item,) = read_ninjs(as_json(properties), folder=None)
    return item


def refused(data: bytes | dict[str, Any], **limits: int) -> str:
    """Why data is refused: one line."""
    raw = data if isinstance(data, bytes) else as_json(data)
    with pytest.raises(WireError) as caught:
        read_ninjs(raw, folder=None, **limits)
    message = str(caught.value)
    assert "\n" not in message
    return message


def as_json(properties: dict[str, Any]) -> bytes:
    """An item of these properties as a file."""
    return json.dumps({"uri": "urn:example:1", **properties}).encode()
