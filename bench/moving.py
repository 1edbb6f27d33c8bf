"""An archive moves in: stories a second, beside Wagtail's own way in the same run; memory.

On the newsroom's own database, and on a PostgreSQL of its own where that is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

PROMISED, MOST_MEMORY = 25, 300
ROOT = Path(__file__).parent.parent
_SECTIONS = ("politics", "economy", "sports", "health")
_PARAGRAPH = (
    '<p>The port authority said on <a href="https://example.org/x">Tuesday</a> that berth {0} had '
    "been <em>dredged</em> to eleven metres, a depth that lets in ships which until now had to "
    "unload further south. Two of them were waiting.</p>"
)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old paper</title><link>https://old.example.org</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example.org</wp:base_blog_url>
<wp:author><wp:author_login>lina</wp:author_login>
<wp:author_display_name>Lina Haddad</wp:author_display_name></wp:author>
"""
_ITEM = """<item><title>Harbour reopens berth {0}</title>
<link>https://old.example.org/2012/05/harbour-{0}/</link><dc:creator>lina</dc:creator>
<content:encoded><![CDATA[{1}]]></content:encoded>
<excerpt:encoded><![CDATA[After a year, berth {0} is open.]]></excerpt:encoded>
<wp:post_id>{0}</wp:post_id><wp:post_date_gmt>{2}</wp:post_date_gmt>
<wp:post_name>harbour-{0}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category" nicename="{3}">{3}</category>
<category domain="post_tag" nicename="tag-{4}">Tag {4}</category></item>
"""


def write_export(file: Path, stories: int) -> None:
    """A WordPress export of so many stories of ten paragraphs each."""
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        for number in range(1, stories + 1):
            body = "\n".join(
                f"<!-- wp:paragraph -->\n{_PARAGRAPH.format(number + part)}\n<!-- /wp:paragraph -->"
                for part in range(10)
            )
            day = f"20{10 + number % 14:02d}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            when = f"{day} {number % 24:02d}:{number % 60:02d}:00"
            section = _SECTIONS[number % len(_SECTIONS)]
            out.write(_ITEM.format(number, body, when, section, number % 200))
        out.write("</channel></rss>")


def report(stories: int) -> None:
    """Print both databases' figures."""
    print(f"\nMoving house: an archive of {stories:,} stories, beside Wagtail's own way")
    with tempfile.TemporaryDirectory(prefix="broadsheet-moving-") as folder:
        export = Path(folder) / "export.xml"
        write_export(export, stories)
        _one("SQLite", [], Path(folder) / "sqlite", export, stories)
        postgres = [str(ROOT / "tools/with_postgres")]
        _one("PostgreSQL", postgres, Path(folder) / "postgres", export, stories)


def _one(name: str, before: list[str], home: Path, export: Path, stories: int) -> None:
    environment = {**os.environ, "BROADSHEET_HOME": str(home), "BROADSHEET_DATABASE_URL": ""}
    done = subprocess.run(
        [*before, sys.executable, "-m", "bench.moving", str(export), str(stories)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        print(f"  {name}: not measured")
        return
    found = json.loads(done.stdout.splitlines()[-1])
    ratio = found["moved"] / found["wagtail"]
    print(
        f"  {name:11} {found['moved']:7,.0f} stories/s; Wagtail {found['wagtail']:5,.1f}; "
        f"{ratio:5.1f} x (promised {PROMISED}); memory {found['memory']:.0f} MB "
        f"(promised {MOST_MEMORY})"
    )


def _measure(export: Path, stories: int) -> None:
    """In a process of its own: make a newsroom, write stories both ways, print figures as JSON."""
    broadsheet = str(Path(sys.executable).parent / "broadsheet")
    subprocess.run([broadsheet, "init", "--empty"], check=True, stderr=subprocess.DEVNULL)
    import time

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.config.settings"
    django.setup()
    wagtail = _wagtail(60)
    began = time.monotonic()
    process = subprocess.Popen(
        [broadsheet, "import", "wxr", str(export), "--edition", "en", "--section", "politics"],
        stdout=sys.stderr,
    )  # fmt: skip
    memory = _most_memory(process)
    if process.returncode:
        sys.exit(process.returncode)
    moved = stories / (time.monotonic() - began)
    print(json.dumps({"moved": moved, "wagtail": wagtail, "memory": memory}))


def _most_memory(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; the most that it and those it started held at once, in megabytes."""
    most = 0.0
    while True:
        most = max(most, sum(map(_held, _family(process.pid))))
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
        return most


def _family(pid: int) -> list[int]:
    """A process and all that it started, directly or not."""
    started: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            started += task.read_text().split()
    return [pid, *(each for child in started for each in _family(int(child)))]


def _held(pid: int) -> float:
    """Megabytes of a process in memory, with its part of what it shares; 0 for one that has ended.

    SQLite's own file is read through a mapping: those pages are the machine's cache of it.
    """
    held, counts = 0, True
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            name, *rest = line.split()
            if not name.endswith(":"):
                counts = not line.endswith(".sqlite3")
            elif name == "Pss:" and counts:
                held += int(rest[0])
    return held / 1024


def _wagtail(count: int) -> float:
    """Stories a second, each created, saved as a version and published as Wagtail does it."""
    import time

    from broadsheet.editions.models import Edition, Section
    from broadsheet.stories.models import Story

    edition = Edition.objects.select_related("locale").get(code="en")
    section = Section.objects.get(locale_id=edition.locale_id, slug="politics")
    body = [{"type": "paragraph", "value": _PARAGRAPH.format(part)} for part in range(10)]
    began = time.monotonic()
    for number in range(count):
        story = Story(title=f"Slowly {number}", body=body, live=False)
        section.add_child(instance=story)
        story.save_revision().publish()
    return count / (time.monotonic() - began)


if __name__ == "__main__":
    _measure(Path(sys.argv[1]), int(sys.argv[2]))
