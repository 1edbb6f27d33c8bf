"""Pictures of every page type, English beside Arabic, in three widths: ``make screenshots``.

Looks at a copy of the newsroom in ``./newsroom`` (or makes one) and writes ``./screenshots`` with
an ``index.html`` that shows them all. ``--only front,news`` looks at some page types only.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tools.demo_newsroom import ROOT, DemoNewsroom, chromium_path, make_home, served_demo

WIDTHS = (360, 768, 1280)
HEIGHT = 900
DARK = ("front", "news")
DESK = {"desk-stories": "/admin/stories/", "desk-form": ""}
EDITIONS = ("en", "ar")


@dataclass(frozen=True)
class Shot:
    """One picture to take: of which page, how wide, light or dark."""

    page_type: str
    edition: str
    width: int
    dark: bool = False

    @property
    def file(self) -> str:
        """The picture's file name."""
        return f"{self.page_type}-{self.edition}-{self.width}{'-dark' if self.dark else ''}.png"


def shots_of(page_types: list[str]) -> list[Shot]:
    """Every picture of the readers' pages, in the order of the contact sheet."""
    return [
        Shot(page_type, edition, width, dark)
        for page_type in page_types
        for dark in ((False, True) if page_type in DARK else (False,))
        for width in WIDTHS
        for edition in EDITIONS
    ]


def take(
    browser: Browser, newsroom: DemoNewsroom, shots: list[Shot], folder: Path
) -> Iterator[Shot]:
    """Take the pictures, one context for each width and scheme."""
    for width, dark in sorted({(shot.width, shot.dark) for shot in shots}):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for shot in shots:
            if (shot.width, shot.dark) != (width, dark):
                continue
            address = newsroom.pages[shot.edition][shot.page_type]
            open_whole(page, newsroom.origin + address)
            page.screenshot(path=folder / shot.file, full_page=True)
            yield shot
        context.close()


def open_whole(page: Page, address: str) -> None:
    """Open a page and scroll through it, so that what loads late is there."""
    page.goto(address, wait_until="load")
    page.evaluate(
        """async () => {
            for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
                scrollTo(0, at)
                await new Promise(done => setTimeout(done, 40))
            }
            scrollTo(0, 0)
        }"""
    )
    # The page's stream of events stays open: what is waited for is what is seen.
    page.evaluate(
        """async () => {
            const last = () => Math.max(0, ...performance.getEntriesByType('resource')
                .map(entry => entry.responseEnd || entry.startTime))
            while (![...document.images].every(image => image.complete)
                || performance.now() - last() < 500)
                await new Promise(done => setTimeout(done, 50))
        }"""
    )


def take_desk(browser: Browser, newsroom: DemoNewsroom, folder: Path) -> Iterator[Shot]:
    """Sign in and take pictures of the listing and of a story's form."""
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT})
    page = context.new_page()
    page.goto(f"{newsroom.origin}/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "broadsheet")
    page.click("[type=submit]")
    for page_type, address in DESK.items():
        if address:
            page.goto(newsroom.origin + address)
        else:
            page.click("main a[href*='/edit/']")
        page.wait_for_load_state("networkidle")
        shot = Shot(page_type, "en", 1280)
        page.screenshot(path=folder / shot.file, full_page=page_type == "desk-stories")
        yield shot
    context.close()


def contact_sheet(shots: list[Shot]) -> str:
    """An HTML page with all pictures: a row a page type and width, English beside Arabic."""
    rows: dict[tuple[str, int, bool], list[Shot]] = {}
    for shot in shots:
        rows.setdefault((shot.page_type, shot.width, shot.dark), []).append(shot)
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Screenshots</title><style>"
        "body{font:1rem/1.4 system-ui;margin:1rem;background:#777}section{display:flex;gap:1rem;"
        "align-items:start;overflow-x:auto;margin-block-end:2rem}h2{color:#fff}"
        "img{max-inline-size:48vw;box-shadow:0 0 .5rem #0008}</style>"
    ]
    for (page_type, width, dark), row in rows.items():
        title = f"{page_type}, {width} px{', dark' if dark else ''}"
        pictures = "".join(
            f'<a href="{escape(shot.file)}"><img src="{escape(shot.file)}" loading=lazy '
            f'alt="{escape(title)}, {shot.edition}"></a>'
            for shot in row
        )
        parts.append(f"<h2>{escape(title)}</h2><section>{pictures}</section>")
    return "\n".join(parts)


def main() -> None:
    """Take all pictures; exit status 1 where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="page types, with commas between")
    parser.add_argument("--newsroom", type=Path, default=ROOT / "newsroom")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots")
    given = parser.parse_args()
    if not chromium_path():
        sys.exit("screenshots: there is no Chromium here (apt-get install chromium)")
    folder = given.into
    if not given.only:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    ready = given.newsroom if (given.newsroom / "version.json").exists() else None
    with tempfile.TemporaryDirectory(prefix="broadsheet-shots-") as temporary:
        home = Path(temporary) / "newsroom"
        make_home(home, ready)
        with served_demo(home) as newsroom, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox"]
            )
            done = _take_all(browser, newsroom, given.only, folder)
            browser.close()
    (folder / "index.html").write_text(contact_sheet(done), encoding="utf-8")
    click.echo(f"{len(done)} pictures; look at {folder / 'index.html'}")


def _take_all(browser: Browser, newsroom: DemoNewsroom, only: str, folder: Path) -> list[Shot]:
    wanted = only.split(",") if only else [*newsroom.pages["en"], *DESK]
    readers = [name for name in newsroom.pages["en"] if name in wanted]
    shots = shots_of(readers)
    desk = any(name in wanted for name in DESK)
    length = len(shots) + (len(DESK) if desk else 0)
    taken: list[Any] = []
    with click.progressbar(length=length, label="Screenshots", file=sys.stderr) as bar:
        for shot in take(browser, newsroom, shots, folder):
            taken.append(shot)
            bar.update(1)
        if desk:
            for shot in take_desk(browser, newsroom, folder):
                taken.append(shot)
                bar.update(1)
    return [shot for shot in shots if shot in taken] + [s for s in taken if s not in shots]


if __name__ == "__main__":
    main()
