"""Inks: every colour in the pictures is a ``#rrggbb`` string."""

from collections.abc import Sequence

from PIL import Image, ImageColor

Fill = str | Sequence[str]
"""One flat ink, or a run of inks that grade into one another."""


def mix(first: str, second: str, amount: float) -> str:
    """Return the ink that lies ``amount`` of the way from the first to the second."""
    start, end = ImageColor.getrgb(first), ImageColor.getrgb(second)
    red, green, blue = (
        round(a + (b - a) * amount) for a, b in zip(start[:3], end[:3], strict=True)
    )
    return f"#{red:02x}{green:02x}{blue:02x}"


def darker(ink: str, amount: float = 0.25) -> str:
    """Return the ink moved towards a warm black."""
    return mix(ink, "#120d18", amount)


def lighter(ink: str, amount: float = 0.25) -> str:
    """Return the ink moved towards a warm white."""
    return mix(ink, "#fff8ea", amount)


def graded(inks: Sequence[str], size: tuple[int, int], across: bool) -> Image.Image:
    """Return an image of the inks grading downwards, or from left to right."""
    steps = 128
    spans = len(inks) - 1
    row = []
    for step in range(steps):
        place = step / (steps - 1) * spans
        span = min(int(place), spans - 1)
        row.append(ImageColor.getrgb(mix(inks[span], inks[span + 1], place - span))[:3])
    strip = Image.new("RGB", (steps, 1) if across else (1, steps))
    strip.putdata(row)
    return strip.resize(size, Image.Resampling.BILINEAR)
