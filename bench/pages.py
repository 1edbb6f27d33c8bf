"""The reference article and a front: processor time, queries and bytes, beside plain Wagtail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import brotli

from bench.plain_wagtail import PlainWagtail
from bench.timing import HEADING, measure
from broadsheet.config.assets import squeeze_css

STATIC = Path(__file__).parent.parent / "src/broadsheet/editions/static/broadsheet"
REFERENCE = "harbour-second-berth"
#: Stories on our front, so that the peer shows as many.
ON_THE_FRONT = 36


def report(stories: int) -> None:
    """Fill the newsroom up to ``stories`` and print what pages cost."""
    from django.conf import settings
    from django.test import Client

    from broadsheet.stories.models import Story

    fill_up_to(stories)
    # What a render costs by itself: the press has figures of its own.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "PressMiddleware" not in name]
    reference = reference_story()
    reader, plain = Client(), PlainWagtail()
    article = measure(lambda: reader.get(reference.url).content)
    front = measure(lambda: reader.get("/en/").content)
    plain_article = measure(lambda: plain.story(reference.url_path), 15)
    plain_front = measure(lambda: plain.front("/en/", ON_THE_FRONT), 15)
    print(f"\nPages at {Story.objects.count():,} stories (processor ms a page)")
    print(HEADING)
    print(article.row("Reference article (promised: 15 ms, 14)"))
    print(plain_article.row("  the same in plain Wagtail"))
    print(front.row("Front (promised: 40 ms, 30)"))
    print(plain_front.row("  the same in plain Wagtail"))
    print(
        f"  ratio to plain Wagtail: article {article.median_ms / plain_article.median_ms:.2f}, "
        f"front {front.median_ms / plain_front.median_ms:.2f}"
    )
    for code in ("en", "ar"):
        story = Story.objects.get(translation_key=reference.translation_key, edition__code=code)
        _sizes(code, reader.get(story.url).content)


def reference_story() -> Any:
    """The demo's article that figures are quoted for."""
    from broadsheet.stories.models import Story

    return Story.objects.get(edition__code="en", slug__startswith=REFERENCE, kind="news")


def fill_up_to(stories: int) -> None:
    """Add stories in bulk until there are so many."""
    from bench.many_stories import fill
    from broadsheet.editions.models import Section
    from broadsheet.stories.models import Story

    missing = stories - Story.objects.count()
    if missing > 0:
        sections = Section.objects.filter(area_key="news").order_by("pk")
        fill(list(sections), missing)


def _sizes(code: str, html: bytes) -> None:
    """What a reader of the reference article downloads before it paints, and its scripts.

    Style sheets are counted as they are served: squeezed.
    """
    styles = re.findall(
        rb'rel="stylesheet" href="[^"]*broadsheet/([a-z]+)[.\w]*css"(?! media)', html
    )
    scripts = re.findall(rb'<script type="module" src="[^"]*broadsheet/([a-z]+)', html)
    css = [squeeze_css((STATIC / f"{name.decode()}.css").read_text()).encode() for name in styles]
    js = [(STATIC / f"{name.decode()}.js").read_bytes() for name in scripts]
    html_size = len(brotli.compress(html, quality=5))
    css_size = sum(len(brotli.compress(part, quality=11)) for part in css)
    js_size = sum(len(brotli.compress(part, quality=11)) for part in js)
    print(
        f"  {code}: HTML {html_size:,} + CSS {css_size:,} = {html_size + css_size:,} bytes brotli "
        f"before first paint (promised 14,336); JS {js_size:,} (promised 10,240)"
    )
