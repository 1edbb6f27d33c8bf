"""``make chaos``: outages and kills in a newsroom made for it; exit status 1 for a broken promise.

Takes about half an hour. ``make chaos CHAOS="--minutes 1 --kills 20"`` is a quick look. Under
``tools/with_postgres`` the newsroom is on that server. It can be interrupted at any moment.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from tools.chaos.findings import Findings
from tools.chaos.kills import Killing
from tools.chaos.newsroom import Broken, Newsroom
from tools.chaos.outage import outage

_BEGAN = time.monotonic()


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="Length of the outage; 0: none.")
@click.option("--kills", default=200, show_default=True, help="How many kill -9; 0: none.")
@click.option("--mean", default=3.0, show_default=True, help="Seconds between kills, on average.")
@click.option("--readers", default=6, show_default=True)
@click.option("--seed", default=0, help="Of what is killed when; by chance if it is not given.")
@click.option(
    "--newsroom",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="Begin with a copy of this newsroom instead of drawing a new demo.",
)
def main(
    minutes: float, kills: int, mean: float, readers: int, seed: int, source: Path | None
) -> None:
    """Have a newsroom live through outages and kills, and say what it broke."""
    seed = seed or random.SystemRandom().randrange(1, 10**6)
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-chaos-"))
    say(f"seed {seed}, in {folder}")
    kept = False
    newsroom = None
    try:
        newsroom = Newsroom(folder / "newsroom")
        make(newsroom, source)
        breaches = 0
        if minutes:
            found = Findings()
            outage(newsroom, found, say, seconds=minutes * 60, readers=readers, seed=seed)
            breaches += summary(f"Outage of {minutes:g} minutes, {readers} readers", found)
        if kills:
            found = Findings()
            session = Killing(newsroom, found, say, seed)
            session.go_through(kills, mean=mean, readers=readers, most=300)
            breaches += summary(f"{kills} kills, seed {seed}, {readers} readers", found)
        kept = bool(breaches)
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(130)
    except Broken as error:
        kept = True
        say(f"broken: {error}")
    finally:
        if newsroom is not None:
            newsroom.end()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    if kept:
        say(f"kept to look at: {folder} (what the processes said is in {folder / 'said'})")
        sys.exit(1)


def make(newsroom: Newsroom, source: Path | None) -> None:
    """Draw the demo, or copy a newsroom and bring it up to date."""
    if source is not None and not os.environ.get("BROADSHEET_DATABASE_URL"):
        shutil.copytree(source, newsroom.home, ignore=shutil.ignore_patterns("run"))
    say("making the newsroom")
    command = [sys.executable, "-m", "broadsheet.config.command", "init"]
    subprocess.run(command, env=newsroom.environment, check=True, stdout=subprocess.DEVNULL)


def say(what: str) -> None:
    """A line of progress."""
    click.echo(f"{time.monotonic() - _BEGAN:7.0f} s  {what}", err=True)


def summary(title: str, found: Findings) -> int:
    """Print what was found; returns the number of breaches."""
    click.echo("\n".join((title, *found.lines())))
    return len(found.breaches)


if __name__ == "__main__":
    main()
