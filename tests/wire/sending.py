"""Agencies that send items to a newsroom in a test."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from broadsheet.wire.formats.ninjs import read_ninjs
from broadsheet.wire.item import Item
from broadsheet.wire.models import Source
from broadsheet.wire.receiving import Receipt, receive
from tests.wire_items import an_item

_number = count(1)
Transport = Source.Transport

HARBOUR = (
    "The harbour opened its second gate at dawn on Friday and the first grain ship came in under "
    "a clear sky while dockers, pilots and their families watched from the mole beside the light."
)
BUDGET = (
    "Parliament adopted a budget with higher pensions after nineteen hours of debate, while "
    "ministers promised teachers and nurses that salaries would follow before winter ends."
)


def make_source(name: str = "", transport: str = Transport.PUSH, **fields: Any) -> Source:
    """A source that is switched on."""
    source = Source(name=name or f"Agency {next(_number)}", transport=transport, **fields)
    source.full_clean()
    source.save()
    return source


def item_of(uri: str = "", **properties: Any) -> Item:
    """A typed item, as ninjs; ``properties`` replace and add."""
    (item,) = read_ninjs(json.dumps(an_item(uri, **properties)).encode(), folder=None)
    return item


def send(source: Source, uri: str = "", **properties: Any) -> Receipt:
    """Have an item received."""
    return receive(source, item_of(uri, **properties))
