"""Lighthouse (mobile) on the reference article and the front, English and Arabic: ``make audit``.

Needs Node and Chromium. Lighthouse itself is installed by npm into a cache folder of the user's,
outside the project, the first time. Exit status 1 where any of the four scores is below 95.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from tools.demo_newsroom import ROOT, chromium_path, make_home, served_demo

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = tuple((edition, page) for edition in ("en", "ar") for page in ("front", "news"))
PACKAGE = "lighthouse@12"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "broadsheet/lighthouse"


def lighthouse_program() -> Path:
    """Lighthouse's own program, installed if need be. Exits where it cannot be had."""
    program = CACHE / "node_modules/.bin/lighthouse"
    if not program.exists():
        npm = shutil.which("npm")
        if not npm:
            sys.exit("audit: Lighthouse needs Node and npm (apt-get install npm)")
        click.echo(f"Installing {PACKAGE} into {CACHE} …", err=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run([npm, "install", *quiet, PACKAGE], cwd=CACHE, check=False).returncode:
            sys.exit(f"audit: npm could not install {PACKAGE}")
    return program


def audit(program: Path, address: str, report: Path) -> dict[str, Any]:
    """Lighthouse's report on one page (its default is a slow telephone)."""
    command = [
        str(program),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium_path()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"audit: Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
    return json.loads(report.read_text(encoding="utf-8"))


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    """The four scores, out of 100."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def findings(report: dict[str, Any]) -> list[str]:
    """What lost points or could be saved, the audit's own words."""
    audits = report["audits"]
    weighed = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"] or ref.get("group") in {"diagnostics", "insights"}
    }
    return [
        f"{name}: {audits[name]['title']} {audits[name].get('displayValue', '')}".strip()
        for name in sorted(weighed)
        if audits[name].get("score") is not None and audits[name]["score"] < 0.9
    ]


def main() -> None:
    """Audit every page and print a table; exit status 1 below the mark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--newsroom", type=Path, default=ROOT / "newsroom")
    parser.add_argument("--reports", type=Path, help="folder to keep the JSON reports in")
    given = parser.parse_args()
    if not chromium_path():
        sys.exit("audit: there is no Chromium here (apt-get install chromium)")
    program = lighthouse_program()
    ready = given.newsroom if (given.newsroom / "version.json").exists() else None
    low = False
    with tempfile.TemporaryDirectory(prefix="broadsheet-audit-") as temporary:
        home = Path(temporary) / "newsroom"
        make_home(home, ready)
        reports = given.reports or Path(temporary)
        reports.mkdir(parents=True, exist_ok=True)
        click.echo(f"{'page':12}" + "".join(f"{name:>16}" for name in CATEGORIES))
        with served_demo(home) as newsroom:
            for edition, page in PAGES:
                address = newsroom.origin + newsroom.pages[edition][page]
                report = audit(program, address, reports / f"{edition}-{page}.json")
                scores = scores_of(report)
                low |= min(scores.values()) < LEAST
                click.echo(f"{edition} {page:9}" + "".join(f"{s:16}" for s in scores.values()))
                for finding in findings(report):
                    click.echo(f"    {finding}")
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
