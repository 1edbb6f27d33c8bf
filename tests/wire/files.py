"""Wire files, read or refused: our own samples, and the shared test data."""

from pathlib import Path

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import WireFile, read_any
from broadsheet.wire.item import Item
from tests.shared_data import SHARED_DATA

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> WireFile:
    """One of our samples, read."""
    return read_any((SAMPLES / name).read_bytes(), folder=SAMPLES)


def only(data: bytes | str, **how: str) -> Item:
    """The one item of a file."""
    raw = data if isinstance(data, bytes) else data.encode()
    (entry,) = read_any(raw, **how).entries
    assert isinstance(entry, Item), entry
    return entry


def refusal(data: bytes | str) -> str:
    """Why a file as a whole is refused: one line."""
    with pytest.raises(WireError) as caught:
        read_any(data if isinstance(data, bytes) else data.encode())
    message = str(caught.value)
    assert "\n" not in message
    return message


def shared(pattern: str) -> list[Path]:
    """Files of the shared test data."""
    return sorted(path for path in SHARED_DATA.glob(pattern) if path.is_file())
