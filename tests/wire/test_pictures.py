"""Pictures that lie elsewhere: fetched within bounds, and never from where they must not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.wire import pictures
from broadsheet.wire.item import Item
from broadsheet.wire.pictures import lacking, with_files
from broadsheet.wire.transports.fetching import Fetcher
from broadsheet.wire.transports.public_addresses import PrivateHosts
from tests.media.samples import picture_bytes
from tests.wire.sending import item_of
from tests.wire.transports.hostile_server import Server, hostile_server

SECONDS = 3.0
JPEG = "Content-Type: image/jpeg"


@pytest.fixture
def server() -> Iterator[Server]:
    with hostile_server() as one:
        yield one


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def opened(server: Server) -> Fetcher:
    """The product's own client, with this one port of this machine allowed."""
    return Fetcher(PrivateHosts.read(f"127.0.0.1:{server.port}"))


def an_item_with(*hrefs: str) -> Item:
    carried = {
        f"picture{number}": {
            "uri": f"urn:picture:{number}",
            "type": "picture",
            "renditions": {"main": {"href": href, "mimetype": "image/jpeg"}},
        }
        for number, href in enumerate(hrefs)
    }
    return item_of("urn:a:1", associations=carried)


def files(item: Item) -> list[Path]:
    found = [each.item.renditions[0].local_path for each in item.pictures]
    return [path for path in found if path is not None]


def test_a_picture_that_lies_elsewhere_is_fetched_once(server: Server, home: Path) -> None:
    address = server.says("/gate.jpg", "200 OK", picture_bytes(), JPEG)
    for _ in range(2):
        (file,) = files(with_files(an_item_with(address), opened(server), SECONDS))
        assert file.read_bytes() == picture_bytes()
        assert file.parent == home / "wire-pictures"
    assert len(server.heads) == 1


def test_what_a_picture_is_is_told_by_itself(server: Server) -> None:
    address = server.says("/gate", "200 OK", picture_bytes(form="PNG"), "Content-Type: text/plain")
    (file,) = files(with_files(an_item_with(address), opened(server), SECONDS))
    assert file.suffix == ".png"


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        ("200 OK", b"<html>not yet</html>", [JPEG]),
        ("200 OK", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ["Content-Type: image/svg+xml"]),
        ("200 OK", b"\xff\xd8\xff\xe0 but nothing else", [JPEG]),
        ("200 OK", b"", [JPEG]),
        ("404 Not Found", picture_bytes(), [JPEG]),
        ("503 Busy", picture_bytes(), [JPEG]),
    ],
)
def test_what_is_no_picture_is_not_kept_and_asked_for_again(
    server: Server, home: Path, status: str, body: bytes, headers: list[str]
) -> None:
    address = server.says("/gate.jpg", status, body, *headers)
    item = with_files(an_item_with(address), opened(server), SECONDS)
    assert (files(item), lacking(item)) == ([], 1)
    assert not list(home.glob("wire-pictures/*"))
    server.says("/gate.jpg", "200 OK", picture_bytes(), JPEG)
    assert lacking(with_files(item, opened(server), SECONDS)) == 0


def test_a_picture_that_is_too_large_is_left(
    server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = picture_bytes() + b"\0" * 5000
    monkeypatch.setattr(pictures, "LARGEST", 4000)
    announced = server.says("/announced.jpg", "200 OK", large, JPEG)

    def endless(_head: bytes, line: Any) -> None:
        line.sendall(f"HTTP/1.1 200 OK\r\n{JPEG}\r\n\r\n".encode())
        while not server.over.is_set():
            line.sendall(large)

    unannounced = server.does("/endless.jpg", endless)
    item = with_files(an_item_with(announced, unannounced), opened(server), SECONDS)
    assert files(item) == []
    assert not list(home.glob("wire-pictures/*"))


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.7/secret.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/secret.jpg",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_into_our_own_network_leads_nowhere(server: Server, target: str) -> None:
    address = server.says("/gate.jpg", "302 Found", b"", f"Location: {target}")
    assert files(with_files(an_item_with(address), opened(server), SECONDS)) == []


def test_a_redirect_to_another_port_of_this_machine_leads_nowhere(server: Server) -> None:
    with hostile_server() as inside:
        secret = inside.says("/secret.jpg", "200 OK", picture_bytes(), JPEG)
        address = server.says("/gate.jpg", "302 Found", b"", f"Location: {secret}")
        assert files(with_files(an_item_with(address), opened(server), SECONDS)) == []
        assert inside.heads == []


def test_one_slow_picture_does_not_keep_the_others_waiting(server: Server) -> None:
    quick = server.says("/quick.jpg", "200 OK", picture_bytes(), JPEG)
    slow = server.does("/slow.jpg", lambda _head, _line: server.over.wait(20) and None)
    found = with_files(an_item_with(quick, slow), opened(server), 0.5)
    assert (len(files(found)), lacking(found)) == (1, 1)


def test_a_file_that_came_after_its_item_is_found_in_the_sources_folder_alone(
    server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "wire" / "northwind"
    folder.mkdir(parents=True)
    (tmp_path / "secret.jpg").write_bytes(picture_bytes())
    item = an_item_with("gate.jpg", "../../secret.jpg")
    assert files(with_files(item, opened(server), SECONDS, folder)) == []
    (folder / "gate.jpg").write_bytes(picture_bytes())
    assert files(with_files(item, opened(server), SECONDS, folder)) == [folder / "gate.jpg"]
