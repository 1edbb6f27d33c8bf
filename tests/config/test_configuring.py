"""``broadsheet configure``: what it prints fits the newsroom, and the servers take it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from broadsheet.config.in_front.configuring import ConfigureError, InFront, quoted
from broadsheet.config.processes import reserve_port
from tests.config.installation import ask, broadsheet, only_line
from tests.edge.running import FACTS, HEADERS, put_page
from tests.in_front.servers import CADDY, NGINX_ALONE, lacking

pytestmark = pytest.mark.long

READER = {"BROADSHEET_ADDRESS": "https://news.example.org", "BROADSHEET_BEHIND_PROXY": "true"}
HEADERS_OF = (
    "import json; from broadsheet.press.places import Place, Places;"
    "from broadsheet.press.rendering import render; from broadsheet.press.live_tree import Meta;"
    "paths = ('/en/', '/en/rss.xml');"
    "made = [render(Place('news.example.org', path), Places()) for path in paths];"
    "print(json.dumps([[m.headers, Meta(m.status, m.type, headers=m.headers)"
    ".is_ordinary(name)] for m, name in zip(made, ('index.html', 'rss.xml'), strict=True)]))"
)


def needs(name: str) -> None:
    if missing := lacking(name):
        pytest.skip(f"needs Debian's {missing}")


def free_port() -> int:
    with reserve_port() as kept:
        return int(kept.getsockname()[1])


def nginx_says(folder: Path, configuration: str) -> subprocess.CompletedProcess[bytes]:
    """What nginx says when it only looks at a configuration."""
    (folder / "broadsheet.conf").write_text(configuration)
    main = folder / "nginx.conf"
    main.write_text(NGINX_ALONE.format(folder=folder))
    return subprocess.run(["nginx", "-t", "-c", str(main)], capture_output=True, check=False)


def test_nginx_takes_the_configuration_of_a_real_newsroom(installed: Path, tmp_path: Path):
    needs("nginx")
    listen = f"127.0.0.1:{free_port()}"
    done = broadsheet(installed, "configure", "nginx", "--listen", listen, **READER)
    assert (done.returncode, done.stderr) == (0, "")
    tested = nginx_says(tmp_path, done.stdout)
    assert tested.returncode == 0, tested.stderr
    assert b"warn" not in tested.stderr


def test_caddy_takes_the_configuration_of_a_real_newsroom(installed: Path, tmp_path: Path):
    needs("caddy")
    done = broadsheet(installed, "configure", "caddy", **READER)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nnews.example.org {" in done.stdout, "Caddy gets a certificate for it by itself"
    file = tmp_path / "Caddyfile"
    file.write_text(CADDY + done.stdout)
    tested = subprocess.run(
        ["caddy", "adapt", "--config", str(file), "--validate"], capture_output=True, check=False
    )
    assert tested.returncode == 0, tested.stderr


def test_the_headers_are_those_of_every_page(installed: Path):
    done = broadsheet(installed, "configure", "nginx", **READER)
    for headers, ordinary in json.loads(ask(installed, HEADERS_OF, **READER)):
        assert ordinary, "a file server can answer for it"
        for name, value in headers:
            assert f'add_header {name} "{value}";' in done.stdout


def test_lines_for_tls_wait_for_a_certificate(installed: Path):
    done = broadsheet(installed, "configure", "nginx", **READER)
    assert "\n    listen 80;\n" in done.stdout
    assert "\n    # listen 443 ssl http2;\n" in done.stdout
    assert "\n    # ssl_certificate /" in done.stdout


def test_with_a_certificate_the_lines_that_wait_are_right(installed: Path, tmp_path: Path):
    needs("nginx")
    if not shutil.which("openssl"):
        pytest.skip("needs Debian's openssl")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=news.example.org", "-keyout", "key.pem", "-out", "chain.pem"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    printed = broadsheet(installed, "configure", "nginx", **READER).stdout
    lines = []
    for line in printed.splitlines():
        waiting = re.fullmatch(r"    # ((?:listen 443|ssl_).*;)", line)
        if waiting:
            lines.append(waiting[1])
        elif "listen" not in line:
            lines.append(line)
    text = "\n".join(lines).replace("443", f"127.0.0.1:{free_port()}")
    text = re.sub(r"/etc/letsencrypt/.*/fullchain", f"{tmp_path}/chain", text)
    text = re.sub(r"/etc/letsencrypt/.*/privkey", f"{tmp_path}/key", text)
    tested = nginx_says(tmp_path, text)
    assert tested.returncode == 0, tested.stderr
    assert b"warn" not in tested.stderr


def test_a_newsroom_that_does_not_know_of_it_is_told(installed: Path):
    done = broadsheet(
        installed, "configure", "nginx", BROADSHEET_ADDRESS="https://news.example.org"
    )
    assert done.returncode == 0
    assert "BROADSHEET_BEHIND_PROXY=true" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "is where the edge listens"),
        (("--edge", "nonsense"), "nonsense: give host and port"),
        (("--listen", "127.0.0.1:80;", "--edge", "127.0.0.1:8000"), "give host and port"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(installed: Path, arguments: tuple[str, ...], why: str):
    for name in ("nginx", "caddy"):
        assert why in only_line(broadsheet(installed, "configure", name, *arguments))


def test_without_a_newsroom_there_is_nothing_to_configure(tmp_path: Path):
    for name in ("nginx", "caddy"):
        done = broadsheet(tmp_path / "newsroom", "configure", name)
        assert "there is no newsroom in" in only_line(done)
    done = broadsheet(tmp_path / "newsroom", "configure", "nginx-map")
    assert "there is no live tree in" in only_line(done)


def test_the_map_is_written_without_a_database(tmp_path: Path):
    home = tmp_path / "newsroom"
    put_page(home / "live", "/en/old/", "", status=301, location="/en/new/")
    done = broadsheet(home, "configure", "nginx-map")
    assert done.returncode == 0, done
    file = home / "in-front" / "nginx-map.conf"
    assert done.stdout == f"1 addresses in {file}\n"
    assert file.read_text() == '"/news.test/en/old/" "301 /en/new/";\n'


@pytest.mark.parametrize("word", ["$uri", "{path}", "back\\slash", "two\nlines"])
def test_words_that_would_mean_something_else_are_refused(word: str, tmp_path: Path):
    with pytest.raises(ConfigureError):
        quoted(word)
    facts = {**FACTS, "hosts": {word: "news.test"}}
    made = InFront(tmp_path, "http://news.test", facts, HEADERS, "127.0.0.1:8000")
    for write in (made.nginx, made.caddy):
        with pytest.raises(ConfigureError):
            write()
