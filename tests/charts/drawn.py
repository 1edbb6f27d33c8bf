"""How tests look at a drawn chart: where everything stands, and which words there are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from broadsheet.charts.lettering import SIZE, width_of
from broadsheet.editions.models import Edition

SVG = "{http://www.w3.org/2000/svg}"
_UNSEEN = re.compile("[\u2066-\u2069]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def edition_of(language: str, **fields: str) -> Edition:
    """An edition that is in no database."""
    from wagtail.models import Locale

    given = {"code": language[:2], "name": "The Tribune", "region_format": language, **fields}
    edition = Edition(locale=Locale(language_code=language[:2]), **given)
    return edition


def words_in(svg: str) -> list[str]:
    """Every line of words, without the marks that keep directions apart."""
    return [_UNSEEN.sub("", text.text or "") for text in fromstring(svg).iter(f"{SVG}text")]


def size_of(svg: str) -> tuple[float, float]:
    """Width and height."""
    _, _, width, height = fromstring(svg).attrib["viewBox"].split()
    return float(width), float(height)


def boxes_in(svg: str) -> Iterator[tuple[str, float, float, float, float]]:
    """What stands where: name, and its edges along and down."""
    root = fromstring(svg)
    patterns = {each for defs in root.iter(f"{SVG}defs") for each in defs.iter()}
    rtl = root.attrib["direction"] == "rtl"
    for each in root.iter():
        name = each.tag.removeprefix(SVG)
        if each in patterns or name in {"svg", "title", "desc", "g"}:
            continue
        yield (name, *_edges(name, each, rtl))


def _edges(name: str, each: Element, rtl: bool) -> tuple[float, float, float, float]:
    at = {key: float(value) for key, value in each.attrib.items() if _NUMBER.fullmatch(value)}
    if name == "rect":
        x, y = at.get("x", 0.0), at.get("y", 0.0)
        return x, y, x + at["width"], y + at["height"]
    if name == "circle":
        return (
            at["cx"] - at["r"],
            at["cy"] - at["r"],
            at["cx"] + at["r"],
            at["cy"] + at["r"],
        )
    if name == "line":
        xs, ys = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
        return xs[0], ys[0], xs[1], ys[1]
    if name == "text":
        size = at.get("font-size", SIZE)
        wide = width_of(each.text or "", size)
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[each.attrib.get("text-anchor", "start")]
        share = 1 - share if rtl else share
        begin = at["x"] - wide * share
        return begin, at["y"] - size, begin + wide, at["y"] + size * 0.25
    points = _points(each.attrib["d"])
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _points(way: str) -> list[tuple[float, float]]:
    """The ends of a path's parts: pairs after M and L, the last two numbers after A."""
    found = []
    for part in re.findall(r"[MLA][^MLAZ]*", way):
        numbers = [float(number) for number in _NUMBER.findall(part)]
        found.append((numbers[-2], numbers[-1]))
    assert all(math.isfinite(number) for point in found for number in point)
    return found
