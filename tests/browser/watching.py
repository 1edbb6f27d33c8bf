"""A browser window in which nothing goes unnoticed: errors, foreign requests, scripts that ran."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    Route,
)
from tools.demo_newsroom import DemoNewsroom

#: Runs before the page's own scripts: notes breaches of the content policy and layout shifts.
NOTICE = """
    window.breaches = []
    window.shifts = []
    addEventListener('securitypolicyviolation', event => breaches.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
    new PerformanceObserver(list => list.getEntries().forEach(entry => shifts.push({
        value: entry.value, recent: entry.hadRecentInput,
        where: entry.sources.map(source => ({
            node: source.node?.className || source.node?.nodeName,
            from: source.previousRect.toJSON(), to: source.currentRect.toJSON(),
        })),
    }))).observe({type: 'layout-shift', buffered: true})
    for (const name of ['alert', 'confirm', 'prompt', 'print'])
        window[name] = words => console.error(`a script ran: ${name}(${words})`)
"""

#: Ends when pictures and parts are there, and nothing was asked for in the last half second.
SETTLED = """async () => {
    const loaded = () => [...document.images].every(image =>
        image.complete || image.loading === 'lazy')
    const last = () => Math.max(0, ...performance.getEntriesByType('resource')
        .map(entry => entry.responseEnd || entry.startTime))
    while (!loaded() || performance.now() - last() < 500)
        await new Promise(done => setTimeout(done, 50))
}"""


def until(page: Page, true: str, patience: float = 60) -> None:
    """Wait until an expression is true in the page; its own policy lets nothing be evaluated."""
    end = time.monotonic() + patience
    while not page.evaluate(true):
        assert time.monotonic() < end, f"it never came true: {true}"
        page.wait_for_timeout(20)


def until_served(page: Page, address: str, true: Callable[[str], bool]) -> None:
    """Wait until readers are served what is so of its text: pages are pressed a moment later."""
    end = time.monotonic() + 60
    while not true(page.request.get(address).text()):
        assert time.monotonic() < end, f"it was never so at {address}"
        page.wait_for_timeout(50)


class Watched:
    """One window on the site. ``troubles()`` lists what a good page never causes."""

    def __init__(self, context: BrowserContext, site: DemoNewsroom) -> None:
        self.site = site
        self.console: list[str] = []
        self.foreign: list[str] = []
        self.dialogs: list[str] = []
        self.failed: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(NOTICE)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("dialog", self._note_dialog)
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        context.route(lambda address: not address.startswith(site.origin), self._refuse)

    def open(self, address: str) -> Response:
        """Go to an address of the site and wait until it is loaded."""
        response = self.page.goto(urljoin(self.site.origin, address), wait_until="load")
        assert response is not None
        return response

    def go(self, edition: str, page_type: str) -> Response:
        """Go to the page of a type in an edition."""
        return self.open(self.site.pages[edition][page_type])

    def scroll_to_end(self) -> None:
        """Scroll through the page as a reader does, until what loads late has loaded."""
        self.page.evaluate(
            """async () => {
                for (let at = 0; at < document.body.scrollHeight; at += innerHeight / 2) {
                    scrollTo(0, at)
                    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))
                }
            }"""
        )
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being loaded any more. (The page's stream of events stays open.)"""
        self.page.evaluate(SETTLED)

    def troubles(self) -> dict[str, list[str]]:
        """What went wrong in this window so far; empty if nothing did."""
        found = {
            "console": self.console,
            "content policy": self.page.evaluate("window.breaches || []"),
            "requests to other hosts": self.foreign,
            "dialogs": self.dialogs,
            "requests that failed": self.failed,
        }
        return {name: notes for name, notes in found.items() if notes}

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # The status of the page itself is the test's business, not an error of the page's.
        if "the server responded with a status of" in message.text:
            return
        self.console.append(message.text)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.site.origin, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _note_response(self, response: Response) -> None:
        own = response.request.is_navigation_request()
        if response.status >= 400 and not own:
            self.failed.append(f"{response.status} {response.url}")

    def _refuse(self, route: Route) -> None:
        route.abort()


def axe_violations(watched: Watched, axe: Any) -> list[str]:
    """What axe finds wrong, one line a rule with the first places."""
    found = axe.run(watched.page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} at {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in found
    ]
