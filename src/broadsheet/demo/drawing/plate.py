"""The plate: a sheet drawn at twice its size and printed down with paper grain."""

import math
import random
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .colour import Fill, graded
from .shapes import Box, Point, oval, rect

SCALE = 2
WIDTH, HEIGHT = 1800, 1200


@cache
def _noise(width: int, height: int) -> Image.Image:
    data = random.Random(f"grain {width} {height}").randbytes(width * height)  # noqa: S311
    return Image.frombytes("L", (width, height), data)


@cache
def _spray() -> Image.Image:
    size = (WIDTH * SCALE, HEIGHT * SCALE)
    return _noise(WIDTH, HEIGHT).resize(size, Image.Resampling.NEAREST)


@cache
def _paper(width: int, height: int) -> Image.Image:
    fine = _noise(width, height).filter(ImageFilter.GaussianBlur(0.6))
    fine = fine.point([round(128 + (v - 128) * 0.12) for v in range(256)])
    size = (width, height)
    mottle = _noise(width // 5, height // 5).resize(size, Image.Resampling.BICUBIC)
    mottle = mottle.point([round(128 + (v - 128) * 0.018) for v in range(256)])
    return Image.merge("RGB", [ImageChops.add(fine, mottle, 1, -128)] * 3)


class Plate:
    """A sheet to draw on, in the printed picture's own coordinates."""

    def __init__(self, key: str, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.image)
        self.rng = random.Random(f"broadsheet {key}")  # noqa: S311

    def poly(
        self, points: Sequence[Point], fill: Fill, alpha: float = 1, across: bool = False
    ) -> None:
        """Fill an outline with one ink or a gradient."""
        if isinstance(fill, str) and alpha >= 1:
            self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)
            return
        cut = self._cut(points)
        if cut is None:
            return
        box, mask = cut
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        self._stamp(box, mask, fill, across)

    def rect(self, box: Box, fill: Fill, alpha: float = 1, across: bool = False) -> None:
        """Fill a rectangle."""
        self.poly(rect(box), fill, alpha, across)

    def disc(
        self, x: float, y: float, rx: float, fill: Fill, ry: float | None = None, alpha: float = 1
    ) -> None:
        """Fill a circle or an upright ellipse."""
        ry = rx if ry is None else ry
        if isinstance(fill, str) and alpha >= 1:
            box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
            self.pen.ellipse(box, fill=fill)
        else:
            self.poly(oval(x, y, rx, ry), fill, alpha)

    def line(self, points: Sequence[Point], ink: str, width: float = 2, alpha: float = 1) -> None:
        """Draw a line with mitred joints."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        broad = max(1, round(width * SCALE))
        if alpha >= 1:
            self.pen.line(path, fill=ink, width=broad, joint="curve")
            return
        box = self._bounds(points, width)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        local = [(x - box[0], y - box[1]) for x, y in path]
        ImageDraw.Draw(mask).line(local, fill=round(255 * alpha), width=broad, joint="curve")
        self._stamp(box, mask, ink, False)

    def shade(
        self,
        points: Sequence[Point],
        ink: str,
        toward: str = "right",
        strength: float = 0.7,
        curve: float = 1.6,
    ) -> None:
        """Spray an outline with grains that thicken towards one side."""
        cut = self._cut(points)
        if cut is None:
            return
        box, mask = cut
        ramp = Image.linear_gradient("L")
        if toward in ("left", "right"):
            ramp = ramp.rotate(90)
        if toward == "up":
            ramp = ramp.rotate(180)
        if toward == "left":
            ramp = ramp.rotate(180)
        ramp = ramp.point([round(255 * strength * (v / 255) ** curve) for v in range(256)])
        ramp = ramp.resize(mask.size, Image.Resampling.BILINEAR)
        grains = ImageChops.subtract(ramp, _spray().crop(box))
        grains = grains.point([0] + [190] * 255)
        self._stamp(box, ImageChops.multiply(mask, grains), ink, False)

    def soft(self, points: Sequence[Point], ink: str, alpha: float, blur: float) -> None:
        """Fill an outline whose edges melt away over ``blur``."""
        box = self._bounds(points, blur * 2.5)
        if box is None:
            return
        shrink = 4 if blur > 6 else 1
        size = ((box[2] - box[0]) // shrink + 1, (box[3] - box[1]) // shrink + 1)
        mask = Image.new("L", size)
        local = [((x * SCALE - box[0]) / shrink, (y * SCALE - box[1]) / shrink) for x, y in points]
        ImageDraw.Draw(mask).polygon(local, fill=round(255 * alpha))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE / shrink))
        mask = mask.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        self._stamp(box, mask, ink, False)

    def glow(
        self, x: float, y: float, radius: float, ink: str, strength: float = 0.6, flat: float = 1
    ) -> None:
        """Lay a round light over what is there."""
        tall = radius * flat
        full = [round(v * SCALE) for v in (x - radius, y - tall, x + radius, y + tall)]
        box = self._clip(full[0], full[1], full[2], full[3])
        if box is None:
            return
        fade = [int(255 * strength * max(0, 1 - v / 178) ** 1.8) for v in range(256)]
        sprite = Image.radial_gradient("L").point(fade)
        sx, sy = 256 / (full[2] - full[0]), 256 / (full[3] - full[1])
        part = (
            (box[0] - full[0]) * sx,
            (box[1] - full[1]) * sy,
            min(256, (box[2] - full[0]) * sx),
            min(256, (box[3] - full[1]) * sy),
        )
        size = (box[2] - box[0], box[3] - box[1])
        self._stamp(box, sprite.resize(size, Image.Resampling.BILINEAR, part), ink, False)

    def veil(self, box: Box, ink: str, start: float, end: float) -> None:
        """Lay mist over a box whose strength runs from ``start`` at its top to ``end``."""
        clip = self._clip(*(round(v * SCALE) for v in box))
        if clip is None:
            return
        ramp = Image.linear_gradient("L")
        ramp = ramp.point([round(255 * (start + (end - start) * v / 255)) for v in range(256)])
        size = (clip[2] - clip[0], clip[3] - clip[1])
        self._stamp(clip, ramp.resize(size, Image.Resampling.BILINEAR), ink, False)

    def waver(self, box: Box, reach: float, pitch: float, growth: float = 1) -> None:
        """Shift the rows of a box from side to side, as hot air and water do."""
        left, top, right, bottom = (round(v * SCALE) for v in box)
        source = self.image.crop((left, top, right, bottom))
        step = 3
        for row in range(0, bottom - top, step):
            depth = row / max(1, bottom - top)
            phase = row / SCALE / pitch * (1.6 - depth)
            swing = (
                0.7 * math.sin(phase) + 0.5 * math.sin(phase * 2.37 + 1) + 0.4 * math.sin(row / 31)
            )
            shift = round(swing * reach * SCALE * (1 + (growth - 1) * depth))
            strip = source.crop((0, row, right - left, min(row + step, bottom - top)))
            self.image.paste(strip, (left + shift, top + row))

    def mirror(self, line: float, depth: float, ink: str, tint: float, squash: float = 1) -> None:
        """Fill the water below ``line`` with what stands above it, upside down."""
        reach = depth / squash
        top = max(0, round((line - reach) * SCALE))
        above = self.image.crop((0, top, self.image.width, round(line * SCALE)))
        tall = round(above.height * squash)
        turned = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        turned = turned.resize((above.width, tall), Image.Resampling.BILINEAR)
        wash = Image.new("RGB", turned.size, ink)
        self.image.paste(Image.blend(turned, wash, tint), (0, round(line * SCALE)))

    def printed(self) -> Image.Image:
        """Return the finished picture at its printed size, with paper grain."""
        small = self.image.reduce(SCALE)
        return ImageChops.add(small, _paper(self.width, self.height), 1, -128)

    def _cut(self, points: Sequence[Point]) -> tuple[tuple[int, int, int, int], Image.Image] | None:
        box = self._bounds(points, 1)
        if box is None:
            return None
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        local = [(x * SCALE - box[0], y * SCALE - box[1]) for x, y in points]
        ImageDraw.Draw(mask).polygon(local, fill=255)
        return box, mask

    def _bounds(self, points: Sequence[Point], margin: float) -> tuple[int, int, int, int] | None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return self._clip(
            int((min(xs) - margin) * SCALE),
            int((min(ys) - margin) * SCALE),
            math.ceil((max(xs) + margin) * SCALE),
            math.ceil((max(ys) + margin) * SCALE),
        )

    def _clip(
        self, left: int, top: int, right: int, bottom: int
    ) -> tuple[int, int, int, int] | None:
        box = (
            max(0, left),
            max(0, top),
            min(self.image.width, right),
            min(self.image.height, bottom),
        )
        return box if box[2] > box[0] and box[3] > box[1] else None

    def _stamp(
        self, box: tuple[int, int, int, int], mask: Image.Image, fill: Fill, across: bool
    ) -> None:
        if isinstance(fill, str):
            self.image.paste(fill, box, mask)
        else:
            self.image.paste(graded(fill, mask.size, across), box[:2], mask)
