"""The doctor sees each thing that can be wrong, and says how to mend it."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from wagtail.models import Revision

from broadsheet.config import doctor
from broadsheet.config.doctor import data, machine, running
from broadsheet.config.environment import Environment
from broadsheet.config.processes import keep_pid, keep_places
from broadsheet.kit import clock
from tests.config.installation import ask, broadsheet
from tests.newsroom import make_newsroom, make_picture, make_story, section_of

GONE = 2**22 + 1  # No process has so high a number.


def only(findings, level: str, *parts: str) -> None:
    """There is one line, of this level, with these parts and a word on how to mend it."""
    (found,) = findings
    assert found.level == level, found.line()
    for part in parts:
        assert part in found.line()
    assert level == "ok" or " - " in found.line()


def environment(home: Path, **settings: object) -> Environment:
    return Environment(home=home, _env_file=None, **settings)  # type: ignore[call-arg]


# ---- The machine ----


def test_an_old_python(monkeypatch):
    only(machine.python(), "ok")
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    only(machine.python(), "WRONG", "3.10.2", "install Python 3.11")


def test_few_descriptors(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1024, 4096))
    only(machine.descriptors(), "WRONG", "1024", "LimitNOFILE")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (65536, 65536))
    only(machine.descriptors(), "ok")


def test_every_bad_setting_is_named(monkeypatch):
    monkeypatch.setenv("BROADSHEET_ADDRESS", "nowhere")
    monkeypatch.setenv("BROADSHEET_DEBUG", "perhaps")
    lines = [each.line() for each in machine.settings()]
    assert len(lines) == 2
    assert "BROADSHEET_ADDRESS: give scheme and host" in lines[0]
    assert "BROADSHEET_DEBUG: " in lines[1]


def test_a_folder_that_cannot_be_written_or_flushed(tmp_path, monkeypatch):
    only(machine.folder(environment(tmp_path), tmp_path), "ok")
    only(machine.folder(environment(tmp_path), tmp_path / "gone"), "WRONG", "writable")

    def fail(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    only(machine.folder(environment(tmp_path), tmp_path), "WRONG", "Input/output error")


@pytest.mark.parametrize(("free", "level"), [(0.1, "WRONG"), (1.0, "warn"), (50.0, "ok")])
def test_a_full_disk(tmp_path, monkeypatch, free, level):
    usage = SimpleNamespace(free=free * machine.GIGABYTE)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda home: usage)
    only(machine.free_space(environment(tmp_path), tmp_path), level, f"{free:.1f} GB")


def test_a_secret_key_that_is_missing_short_or_open(tmp_path):
    told = environment(tmp_path, secret_key="")
    file = tmp_path / "secret.key"
    only(machine.secret_key(told, tmp_path), "WRONG", "No such file")
    file.write_text("short")
    file.chmod(0o600)
    only(machine.secret_key(told, tmp_path), "WRONG", "too short")
    file.write_text("k" * 50)
    only(machine.secret_key(told, tmp_path), "ok")
    file.chmod(0o644)
    only(machine.secret_key(told, tmp_path), "WRONG", "(0644)", f"chmod 600 {file}")


def test_trees_on_two_file_systems(tmp_path):
    (tmp_path / "live").mkdir()
    only(machine.trees(environment(tmp_path), tmp_path), "ok")
    if Path("/dev/shm").stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system here")
    (tmp_path / "stale").symlink_to("/dev/shm")
    only(machine.trees(environment(tmp_path), tmp_path), "WRONG", "one file system")


def test_a_clock_that_is_behind(tmp_path, monkeypatch):
    file = tmp_path / "version.json"
    file.touch()
    only(machine.clock(environment(tmp_path), tmp_path), "ok")
    os.utime(file, (time.time() + 3600,) * 2)
    only(machine.clock(environment(tmp_path), tmp_path), "WRONG", "in the future", "NTP")
    monkeypatch.setattr(time, "time", lambda: 86400.0)
    only(machine.clock(environment(tmp_path), tmp_path), "WRONG", "1970")


def test_a_machine_without_ffmpeg_plays_clips_as_they_were_sent(tmp_path, monkeypatch):
    only(machine.video(environment(tmp_path, ffmpeg=""), tmp_path), "ok", "as they were sent")
    lost = environment(tmp_path, ffmpeg="no-such-program")
    only(machine.video(lost, tmp_path), "warn", "no-such-program", "install ffmpeg")
    for name in ("ffmpeg", "ffprobe"):
        program = tmp_path / name
        program.touch(mode=0o755)
        told = environment(tmp_path, ffmpeg=str(tmp_path / "ffmpeg"))
        monkeypatch.setenv("PATH", str(tmp_path))
        only(machine.video(told, tmp_path), "warn" if name == "ffmpeg" else "ok")


def test_mail_without_a_server_and_with_one_that_is_down(tmp_path):
    only(machine.mail(environment(tmp_path), tmp_path), "warn", "BROADSHEET_EMAIL_URL")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"smtp://u:secret@127.0.0.1:{server.getsockname()[1]}"
        told = environment(tmp_path, email_url=url)
        only(machine.mail(told, tmp_path), "warn", "BROADSHEET_EMAIL_FROM")
        told = environment(tmp_path, email_url=url, email_from="desk@example.org")
        only(machine.mail(told, tmp_path), "ok")
    (found,) = machine.mail(told, tmp_path)
    assert found.level == "WRONG"
    assert "secret" not in found.line()


def test_addresses_that_readers_cannot_use(tmp_path):
    def look(**settings: object) -> list:
        return list(machine.address(environment(tmp_path, **settings), tmp_path))

    only(look(address="https://news.example.org"), "ok")
    only(look(address="http://news.example.org"), "warn", "not encrypted")
    only(look(address="http://127.0.0.1:8000"), "warn", "this machine only")
    only(look(address="http://127.0.0.1:8000", hosts="a.example"), "WRONG", "BROADSHEET_ADDRESS")
    debugging = look(address="https://news.example.org", debug=True)
    only(debugging[:1], "WRONG", "BROADSHEET_DEBUG")
    only(look(address="http://localhost:8000", debug=True), "warn")


# ---- Processes ----


def test_processes_that_are_gone_or_missing(tmp_path):
    told = environment(tmp_path)
    only(running.processes(told, tmp_path), "warn", "nothing runs")
    keep_pid(tmp_path, "desk", os.getpid())
    only(running.processes(told, tmp_path), "WRONG", "not running: edge, worker")
    keep_pid(tmp_path, "worker", os.getpid())
    keep_pid(tmp_path, "edge", os.getpid())
    only(running.processes(told, tmp_path), "ok", f"desk {os.getpid()}")
    keep_pid(tmp_path, "edge", GONE)
    stale, missing = running.processes(told, tmp_path)
    only([stale], "WRONG", "edge.pid", "is gone")
    only([missing], "WRONG", "not running: edge")


def test_ports_that_do_not_answer(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        keep_places(tmp_path, {"edge": ("127.0.0.1", port), "desk": ("127.0.0.1", port)})
        keep_pid(tmp_path, "edge", os.getpid())
        found = list(running.ports(environment(tmp_path), tmp_path))
    # Nobody says that the desk runs, so nobody asks it.
    only(found, "WRONG", f"127.0.0.1:{port}/healthz")


# ---- Data ----


def test_a_database_that_does_not_answer(monkeypatch, settings, tmp_path):
    def fail() -> None:
        raise DatabaseError("no route\nto host")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(data.Path, "exists", lambda self: True)
    only(data.database(), "WRONG", "no route to host")


def test_a_database_file_that_is_lost(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", tmp_path / "lost.sqlite3")
    if connection.vendor == "sqlite":
        only(data.database(), "WRONG", "lost.sqlite3 is not there", "backup")


@pytest.mark.parametrize(
    ("vendor", "answers"),
    [
        ("sqlite", {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 1}),
        ("sqlite", {"PRAGMA journal_mode": "delete", "PRAGMA synchronous": 2}),
        ("postgresql", {"SHOW synchronous_commit": "off"}),
    ],
)
def test_a_database_that_forgets(monkeypatch, vendor, answers):
    monkeypatch.setattr(connection, "vendor", vendor)
    monkeypatch.setattr(data, "_one", answers.__getitem__)
    only(data.durability(), "WRONG")


def test_tables_of_another_version(monkeypatch):
    plan = [(SimpleNamespace(app_label="stories", name="0009_more"), False)]
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor",
        lambda connection: SimpleNamespace(
            loader=SimpleNamespace(graph=SimpleNamespace(leaf_nodes=list)),
            migration_plan=lambda nodes: plan,
        ),
    )
    only(data.migrations(), "WRONG", "1 not applied (stories 0009_more)", "broadsheet init")
    plan.clear()
    only(data.migrations(), "ok")


def test_static_files_that_are_missing_or_old(monkeypatch, settings, tmp_path):
    settings.HOME, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    only(data.static_files(), "WRONG", "staticfiles.json is not there")
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    monkeypatch.setattr("broadsheet.config.installing.is_up_to_date", lambda environment: False)
    only(data.static_files(), "WRONG", "another version", "broadsheet init")


@pytest.mark.django_db
def test_an_edition_at_a_host_that_is_refused(settings):
    edition = make_newsroom()["en"]
    edition.host = "english.example.org"
    edition.save()
    settings.ALLOWED_HOSTS = ["localhost"]
    only(data.hosts(), "WRONG", "english.example.org", "BROADSHEET_HOSTS")
    settings.ALLOWED_HOSTS = ["english.example.org"]
    only(data.hosts(), "ok")


@pytest.mark.django_db
def test_pictures_without_their_sizes():
    only(data.pictures(), "ok")
    make_picture("Bare").renditions.all().delete()
    only(data.pictures(), "warn", "1 lack sizes")


def test_a_ledger_that_nobody_numbers(monkeypatch):
    monkeypatch.setattr(data.figures, "unnumbered", lambda older_than: 3)
    only(data.ledger(), "WRONG", "3 entries", "worker")


def test_a_press_that_is_behind(monkeypatch):
    monkeypatch.setattr(data.figures, "last_number", lambda: 9000)
    monkeypatch.setattr(data.figures, "press_position", lambda: (100, 5))
    only(data.press(), "warn", "8900 changes behind", "worker")
    monkeypatch.setattr(data.figures, "press_position", lambda: (9000, 5))
    only(data.press(), "ok")


@pytest.mark.django_db
def test_a_story_whose_hour_has_passed():
    story = make_story(section_of(make_newsroom()["en"], "politics"), "Late")
    revision = story.save_revision()
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=clock.now() - timedelta(minutes=5)
    )
    only(data.scheduled(), "WRONG", "1 should have been published")
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=clock.now())
    only(data.scheduled(), "ok")


# ---- All of it ----


def test_warnings_are_no_failure_and_what_is_wrong_is(installed):
    # What was founded may wait for its worker for a minute, and tests may be slower than that.
    ask(installed, "from broadsheet.ledger.sequencer import sequence; sequence()")
    # The tests' own shell may be stricter than an installation's.
    done = in_a_wide_shell(installed)
    assert done.returncode == 0, done.stdout
    assert "WRONG" not in done.stdout
    abouts = {line[7:19].strip() for line in done.stdout.splitlines()}
    assert abouts >= {"python", "home", "database", "integrity", "migrations", "static files"}

    (installed / "secret.key").chmod(0o644)
    try:
        done = in_a_wide_shell(installed)
    finally:
        (installed / "secret.key").chmod(0o600)
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("WRONG"))
    assert "chmod 600" in line


def test_a_damaged_database_is_seen(installed, tmp_path):
    home = tmp_path / "newsroom"
    subprocess.run(["cp", "-r", str(installed), str(home)], check=True)
    (home / "broadsheet.sqlite3").write_bytes(b"no database" * 1000)
    done = in_a_wide_shell(home)
    assert done.returncode == 1
    assert "backup" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_no_newsroom_and_bad_settings_end_the_look(tmp_path):
    done = broadsheet(tmp_path / "newsroom", "doctor")
    assert done.returncode == 1
    assert 'make one with "broadsheet init"' in done.stdout
    done = broadsheet(tmp_path / "newsroom", "doctor", BROADSHEET_DEBUG="perhaps")
    assert done.returncode == 1
    assert "BROADSHEET_DEBUG" in done.stdout
    assert not (tmp_path / "newsroom").exists()


def in_a_wide_shell(home: Path) -> subprocess.CompletedProcess[str]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wide = 4096 if hard == resource.RLIM_INFINITY else min(hard, 4096)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wide), hard))
    try:
        return broadsheet(home, "doctor")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_every_line_has_its_place():
    assert doctor.ok("python", "3.11").line() == "ok     python        3.11"
