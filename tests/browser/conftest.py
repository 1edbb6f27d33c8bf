"""A whole demo newsroom, served, and a browser that looks at it. Made once for all these tests.

``BROADSHEET_TEST_NEWSROOM`` names the folder of a ready newsroom to copy: drawing a new one takes
one or two minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from tools.demo_newsroom import DemoNewsroom, chromium_path, make_home, served_demo

from tests.browser.watching import Watched

HERE = Path(__file__).parent
# What comes late on a busy machine is not wrong; only what never comes is.
expect.set_options(timeout=30_000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and leave them out, by name, where there is no browser."""
    missing = pytest.mark.skip(reason="there is no Chromium here (apt-get install chromium)")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if not chromium_path():
                item.add_marker(missing)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoNewsroom]:
    """The demo newsroom, being served."""
    ready = os.environ.get("BROADSHEET_TEST_NEWSROOM")
    home = tmp_path_factory.mktemp("browser") / "newsroom"
    make_home(home, Path(ready) if ready else None)
    with served_demo(home) as newsroom:
        yield newsroom


# Not for the whole session: Django refuses its database to a thread in which Playwright runs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


class Reading:
    """Opens contexts for readers of the site and closes them after the test."""

    def __init__(self, browser: Browser, site: DemoNewsroom) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []

    def __call__(self, width: int = 1280, **options: object) -> Watched:
        """A new reader with an empty cache and a window ``width`` pixels wide."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            **{"reduced_motion": "reduce", **options},  # type: ignore[arg-type]
        )
        self.contexts.append(context)
        return Watched(context, self.site)

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def reading(browser: Browser, site: DemoNewsroom) -> Iterator[Reading]:
    """Somebody with a browser: ``reading(width, …)`` opens a window."""
    readers = Reading(browser, site)
    yield readers
    readers.close()
