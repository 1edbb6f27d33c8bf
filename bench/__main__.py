"""``make bench``: every figure of the promises, beside a peer, in one run.

Takes about ten minutes. ``BENCH_STORIES=2000 BENCH_ARCHIVE=5000 make bench`` is a quick look.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

STORIES = int(os.environ.get("BENCH_STORIES", "10000"))
ARCHIVE = int(os.environ.get("BENCH_ARCHIVE", "100000"))


def main() -> None:
    """Run all of them in a newsroom made for it."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as folder:
        home = Path(folder) / "newsroom"
        os.environ["BROADSHEET_HOME"] = str(home)
        os.environ["BROADSHEET_FFMPEG"] = ""
        os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.config.settings"
        os.environ["BROADSHEET_ADDRESS"] = "http://testserver"
        os.environ["BROADSHEET_HOSTS"] = "testserver"
        broadsheet = str(Path(sys.executable).parent / "broadsheet")
        subprocess.run([broadsheet, "init"], check=True)
        import django

        django.setup()
        from bench import (
            desk,
            edge,
            feeds,
            flash,
            moving,
            pages,
            press,
            reaching,
            starting,
            streaming,
            wire,
        )

        edge.report(pages.reference_story().url_path)
        streaming.report()
        flash.report(broadsheet)
        wire.report(broadsheet)
        pages.report(STORIES)
        press.report(STORIES)
        before = reaching.report(broadsheet, STORIES)
        desk.report(ARCHIVE)
        pages.report(ARCHIVE)
        press.report(ARCHIVE)
        after = reaching.report(broadsheet, ARCHIVE)
        grown = ", ".join(f"{name} {after[name] / before[name]:.2f} x" for name in after)
        print(f"  p95 at {ARCHIVE:,} stories against {STORIES:,} (promised 1.2 x): {grown}")
        moving.report(STORIES)
        starting.report(broadsheet)
        feeds.report()


if __name__ == "__main__":
    main()
