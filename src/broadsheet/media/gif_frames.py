"""Counting the pictures of a GIF without decoding one (GIF89a, appendix B)."""

_TRAILER, _EXTENSION, _PICTURE = 0x3B, 0x21, 0x2C


def count_gif_frames(data: bytes, *, enough: int) -> int:
    """The number of pictures in a GIF, at most ``enough``; counting ends where the data breaks."""
    frames = 0
    try:
        position = 13 + _colours(data[10])
        while frames < enough and data[position] != _TRAILER:
            if data[position] == _EXTENSION:
                position = _after_blocks(data, position + 2)
            elif data[position] == _PICTURE:
                frames += 1
                position = _after_blocks(data, position + 11 + _colours(data[position + 9]))
            else:
                break
    except IndexError:
        return frames
    return frames


def _colours(flags: int) -> int:
    """Bytes of a colour table, whose size is in the flags before it."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    """Where a run of sub-blocks ends; each begins with its length, the last has none."""
    while length := data[position]:
        position += length + 1
    return position + 1
