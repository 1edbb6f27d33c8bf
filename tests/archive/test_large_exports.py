"""An export of any size: memory stays flat, and what was killed at any place goes on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tools.migrated_database import begin_with_tables

from tests.archive.moves import SAMPLES

#: Megabytes that one process may take, and bytes of the export that shows it.
pytestmark = pytest.mark.long

MOST_MEMORY, LARGE = 300, 40_000_000
STORY = (
    "<item><title>Story {0}</title><link>https://old.example.org/{0}/</link>"
    "<content:encoded><![CDATA[{1}]]></content:encoded><wp:post_id>{0}</wp:post_id>"
    "<wp:post_date_gmt>2014-05-01 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
    "<wp:post_type>post</wp:post_type></item>\n"
)
HEAD = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
    "<link>https://large.example.org</link><wp:wxr_version>1.2</wp:wxr_version>\n"
)
MEASURED = """
import re, sys
from pathlib import Path
from broadsheet.archive.moving.converting import convert
from broadsheet.archive.records import ForeignStory
from broadsheet.archive.wxr.reading import read_wxr
count = 0
for record in read_wxr(Path(sys.argv[1])):
    if isinstance(record, ForeignStory):
        count += 1
        if count % 50 == 0:
            convert(record, "en")
# The process's own peak: what getrusage() tells begins with the size of who started it.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(count, int(peak) // 1024)
"""


def write_export(file: Path, stories: int, words: int) -> None:
    text = "<p>The barge came up the river in the morning.</p>" * words
    with file.open("w") as out:
        out.write(HEAD)
        for number in range(1, stories + 1):
            out.write(STORY.format(number, text))
        out.write("</channel></rss>")


def test_memory_does_not_grow_with_the_file(tmp_path):
    file = tmp_path / "large.xml"
    write_export(file, LARGE // 20_000, 400)

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
    )

    count, megabytes = map(int, done.stdout.split())
    assert count == LARGE // 20_000
    assert megabytes < MOST_MEMORY


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> dict[str, str]:
    """The environment of a newsroom of its own."""
    home = tmp_path_factory.mktemp("room") / "newsroom"
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        "BROADSHEET_HOME": str(home),
        "BROADSHEET_DATABASE_URL": "",
        "BROADSHEET_FFMPEG": "",
    }
    begin_with_tables(home)
    subprocess.run([*COMMAND, "init", "--empty"], env=environment, check=True, capture_output=True)
    return environment


COMMAND = [sys.executable, "-m", "broadsheet.config.command"]


def test_killed_anywhere_it_adds_nothing_twice_and_loses_nothing(room, tmp_path):
    file = tmp_path / "export.xml"
    stories = 1_500
    write_export(file, stories, 3)
    command = [*COMMAND, "import", "wxr", str(file), "--edition", "en", "--section", "politics"]
    drawn = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(command, env=room, stdout=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(drawn.uniform(6, 14))
        process.kill()
        process.wait()

    done = subprocess.run(command, env=room, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    told = subprocess.run(
        [sys.executable, "-c", COUNTED], env=room, capture_output=True, text=True, check=True
    )
    found = json.loads(told.stdout)
    assert found == {
        "stories": stories,
        "live": stories,
        "titles": stories,
        "records": stories,
        "redirects": 2 * stories,
        "entries": stories,
        "unnumbered": 0,
        "indexed": stories,
        "children": stories,
        "problems": [],
    }


COUNTED = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.config.settings"
import django
django.setup()
from wagtail.contrib.redirects.models import Redirect
from wagtail.search.models import IndexEntry
from broadsheet.archive.models import SourceRecord
from broadsheet.editions.models import Section
from broadsheet.ledger.models import Entry
from broadsheet.stories.models import Story
print(json.dumps({
    "stories": Story.objects.count(),
    "live": Story.objects.filter(live=True, live_revision__isnull=False).count(),
    "titles": Story.objects.values("title").distinct().count(),
    "records": SourceRecord.objects.count(),
    "redirects": Redirect.objects.filter(redirect_page__content_type__model="story").count(),
    "entries": Entry.objects.filter(model="stories.story").count(),
    "unnumbered": Entry.objects.filter(model="stories.story", number=None).count(),
    "indexed": IndexEntry.objects.filter(content_type__model="story").count(),
    "children": Section.objects.get(locale__language_code="en", slug="politics").numchild,
    "problems": [each for each in Story.find_problems() if each],
}))
"""


def test_the_command_says_what_it_did(room, tmp_path):
    command = [*COMMAND, "import", "wxr", str(SAMPLES / "old-tribune.xml")]

    done = subprocess.run(
        [*command, "--edition", "en", "--section", "economy"],
        env=room, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1
    assert "added" in done.stdout
    assert "report.md" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--edition", "xx", "--section", "politics"], "no edition “xx”"),
        (["--edition", "en", "--section", "nowhere"], "no section “nowhere”"),
        (["--edition", "en", "--section", "politics", "--map", "x"], "category=section"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_one_line(room, options, said):
    command = [*COMMAND, "import", "wxr", str(SAMPLES / "old-tribune.xml"), *options]

    done = subprocess.run(command, env=room, capture_output=True, text=True)

    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
