"""Addresses that others chose: what leads inside, what never ends, what bursts."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from broadsheet.kit import clock
from broadsheet.wire.transports.fetching import Conditions, Fetcher, Limits, Refusal
from broadsheet.wire.transports.public_addresses import PrivateHosts, is_public
from tests.wire.transports.hostile_server import Server, hostile_server

SHORT = Limits(wire_bytes=100_000, body_bytes=200_000, idle=0.3, total=0.8)


@pytest.fixture
def server() -> Iterator[Server]:
    with hostile_server() as one:
        yield one


@pytest.fixture
def fetcher(server: Server) -> Fetcher:
    return Fetcher(PrivateHosts.read(f"127.0.0.1:{server.port}"), SHORT)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "fec0::1",
        "2001:db8::1",
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "5f00::1",
        "no-address",
    ],
)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
    ],
)
def test_no_spelling_of_this_machine_is_asked(address: str) -> None:
    with pytest.raises(Refusal, match=r"not a public address|no host|no address"):
        Fetcher().fetch(address)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "http://",
        "gopher://x",
        "http://a:99999/",
        "http://u:p@a/",
    ],
)
def test_only_web_addresses_are_asked_and_no_password_stands_in_one(address: str) -> None:
    with pytest.raises(Refusal):
        Fetcher().fetch(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34", "10.0.0.8"])
    with pytest.raises(Refusal, match=r"10\.0\.0\.8"):
        fetcher.fetch("http://feeds.example/")


def test_a_name_that_changes_after_the_look_is_connected_where_it_was_looked_at(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first answer is public and the next one would be this machine: only one is asked for.
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected: list[str] = []

    def connect(place: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(place[0])
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "create_connection", connect)
    fetcher = Fetcher(resolve=lambda host, port: next(answers))
    with pytest.raises(Refusal, match="connection failed"):
        fetcher.fetch(server.address("/", "rebinding.example"))
    assert connected == ["93.184.216.34"]


def test_a_redirect_into_the_network_is_refused(server: Server, fetcher: Fetcher) -> None:
    address = server.says("/a", "302 Found", b"", "Location: http://169.254.169.254/latest/")
    with pytest.raises(Refusal, match=r"169\.254\.169\.254"):
        fetcher.fetch(address)


def test_a_redirect_to_another_port_of_an_allowed_host_is_refused(
    server: Server, fetcher: Fetcher
) -> None:
    address = server.says("/a", "302 Found", b"", "Location: http://127.0.0.1:22/")
    with pytest.raises(Refusal, match="not a public address"):
        fetcher.fetch(address)


def test_an_operator_allows_an_agency_in_the_intranet(server: Server) -> None:
    address = server.says("/feed", body=b"news")
    with pytest.raises(Refusal, match="not a public address"):
        Fetcher().fetch(address)
    assert Fetcher(PrivateHosts.read("127.0.0.1")).fetch(address).body == b"news"


def test_redirects_are_followed_five_times(server: Server, fetcher: Fetcher) -> None:
    for number in range(6):
        server.says(f"/{number}", "302 Found", b"", f"Location: /{number + 1}")
    server.says("/6", body=b"there")
    assert fetcher.fetch(server.address("/1")).body == b"there"
    with pytest.raises(Refusal, match="more than 5 times"):
        fetcher.fetch(server.address("/0"))


def test_a_move_for_good_is_told_and_a_passing_one_is_not(server: Server, fetcher: Fetcher) -> None:
    server.says("/new", body=b"x")
    moved = server.says("/old", "301 Moved Permanently", b"", "Location: /new")
    passing = server.says("/now", "302 Found", b"", "Location: /new")
    server.says("/mixed", "302 Found", b"", "Location: /old")
    assert fetcher.fetch(moved).moved_to == server.address("/new")
    assert fetcher.fetch(passing).moved_to == ""
    assert fetcher.fetch(server.address("/mixed")).moved_to == ""


def test_a_redirect_from_https_to_http_is_refused() -> None:
    import httpx2

    from broadsheet.wire.transports.fetching import _next_address

    answer = httpx2.Response(302, headers={"location": "http://a.example/"})
    with pytest.raises(Refusal, match="from https to http"):
        _next_address("https://a.example/", answer)


def test_a_password_goes_to_its_own_origin_only(server: Server, fetcher: Fetcher) -> None:
    with hostile_server() as other:
        theirs = other.says("/steal", body=b"x")
        address = server.says("/a", "302 Found", b"", f"Location: {theirs}")
        both = f"127.0.0.1:{server.port},127.0.0.1:{other.port}"
        Fetcher(PrivateHosts.read(both), SHORT).fetch(address, login=("desk", "secret"))
        assert b"uthorization" in server.heads[0]
        assert b"uthorization" not in other.heads[0]


def test_the_same_need_not_be_sent_again(server: Server, fetcher: Fetcher) -> None:
    address = server.says(
        "/f", "200 OK", b"x", 'ETag: "7"', "Last-Modified: Fri, 20 Nov 2026 09:30:00 GMT"
    )
    first = fetcher.fetch(address)
    assert first.conditions == Conditions('"7"', "Fri, 20 Nov 2026 09:30:00 GMT")
    server.says("/f", "304 Not Modified")
    again = fetcher.fetch(address, conditions=first.conditions)
    assert again.unchanged
    assert again.body == b""
    head = server.heads[-1].lower()
    assert b'if-none-match: "7"' in head
    assert b"if-modified-since: fri, 20 nov 2026" in head
    assert b"user-agent: broadsheet/" in head


def test_gone_is_gone_and_a_server_says_when_to_come_again(
    server: Server, fetcher: Fetcher
) -> None:
    with pytest.raises(Refusal) as gone:
        fetcher.fetch(server.says("/gone", "410 Gone"))
    assert gone.value.gone
    with pytest.raises(Refusal, match="503") as busy:
        fetcher.fetch(server.says("/busy", "503 Service Unavailable", b"", "Retry-After: 120"))
    assert busy.value.retry_after == 120
    late = "Retry-After: Fri, 20 Nov 2026 09:31:00 GMT"
    with (
        clock.standing_at(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        pytest.raises(Refusal) as later,
    ):
        fetcher.fetch(server.says("/later", "429 Too Many Requests", b"", late))
    assert later.value.retry_after == 60


def test_a_body_that_is_announced_too_large_is_not_read(server: Server, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    address = server.does("/large", lambda _, line: line.sendall(head))
    with pytest.raises(Refusal, match="larger than 100,000 bytes"):
        fetcher.fetch(address)


def test_an_endless_body_is_cut(server: Server, fetcher: Fetcher) -> None:
    def endless(_head: bytes, line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not server.over.is_set():
            line.sendall(b"x" * 65536)

    with pytest.raises(Refusal, match="larger than"):
        fetcher.fetch(server.does("/endless", endless))


def test_a_small_packet_does_not_unpack_to_a_large_body(server: Server, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    address = server.says("/bomb", "200 OK", bomb, "Content-Encoding: gzip")
    with pytest.raises(Refusal, match="unpacks to more than"):
        fetcher.fetch(address)


@pytest.mark.parametrize("coding", ["gzip, gzip", "zstd", "gzip,br,gzip"])
def test_a_body_packed_twice_or_strangely_is_refused(
    server: Server, fetcher: Fetcher, coding: str
) -> None:
    address = server.says("/a", "200 OK", b"x", f"Content-Encoding: {coding}")
    with pytest.raises(Refusal, match="packed in a way"):
        fetcher.fetch(address)


def test_a_torn_packet_is_refused_in_words(server: Server, fetcher: Fetcher) -> None:
    address = server.says("/a", "200 OK", b"no gzip at all", "Content-Encoding: gzip")
    with pytest.raises(Refusal, match="cannot be unpacked"):
        fetcher.fetch(address)
    address = server.says("/b", "200 OK", zlib.compress(b"news"), "Content-Encoding: deflate")
    assert fetcher.fetch(address).body == b"news"


def test_a_server_that_says_nothing_is_left(server: Server, fetcher: Fetcher) -> None:
    address = server.does("/mute", lambda _, line: server.over.wait(5) and None)
    began = time.monotonic()
    with pytest.raises(Refusal, match="nothing came for"):
        fetcher.fetch(address)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("opening", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_left_at_the_hour(
    server: Server, fetcher: Fetcher, opening: bytes
) -> None:
    def drip(_head: bytes, line: socket.socket) -> None:
        line.sendall(opening)
        while not server.over.wait(0.05):
            line.sendall(b"x")

    began = time.monotonic()
    with pytest.raises(Refusal):
        fetcher.fetch(server.does("/drip", drip))
    assert time.monotonic() - began < 2


def test_a_handshake_that_drips_is_cut(server: Server) -> None:
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line, suppress(OSError):
            line.sendall(b"\x16\x03\x03\x3f\x00")
            while not over.wait(0.05):
                line.sendall(b"\x02")

    patient = Fetcher(PrivateHosts.read("127.0.0.1"), Limits(idle=0.3, total=5))
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        with pytest.raises(Refusal):
            patient.fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        over.set()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::bad/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
        b"",
    ],
)
def test_answers_that_are_none_are_refused_in_one_line(
    server: Server, fetcher: Fetcher, answer: bytes
) -> None:
    address = server.does("/odd", lambda _, line: line.sendall(answer))
    with pytest.raises(Refusal) as refusal:
        fetcher.fetch(address)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_links_name_the_hub(server: Server, fetcher: Fetcher) -> None:
    address = server.says(
        "/f",
        "200 OK",
        b"x",
        'Link: <https://hub.example/>; rel="hub", <https://a.example/f>; rel="self"',
    )
    assert fetcher.fetch(address).links == {
        "hub": "https://hub.example/",
        "self": "https://a.example/f",
    }


def test_a_form_is_sent_and_not_redirected(server: Server, fetcher: Fetcher) -> None:
    assert (
        fetcher.send(server.says("/hub", "202 Accepted"), {"hub.mode": "subscribe"}).status == 202
    )
    with pytest.raises(Refusal, match="302"):
        fetcher.send(server.says("/hub", "302 Found", b"", "Location: /x"), {"a": "b"})
    with pytest.raises(Refusal, match="no such topic"):
        fetcher.send(server.says("/hub", "400 Bad Request", b"no such topic"), {"a": "b"})


@pytest.mark.parametrize("named", ["a b", "host:0", "host:http", "http://a/", "[::1"])
def test_hosts_to_allow_are_names_and_ports(named: str) -> None:
    with pytest.raises(ValueError, match="no host"):
        PrivateHosts.read(named)


def test_allowed_hosts_are_read_in_their_forms() -> None:
    hosts = PrivateHosts.read("Agency.Intra, 10.0.0.7:8080, [fd00::1]:80")
    assert hosts.allow("agency.intra.", 443)
    assert hosts.allow("10.0.0.7", 8080)
    assert not hosts.allow("10.0.0.7", 80)
    assert hosts.allow("fd00::1", 80)
