"""Whether a stream can be seen: what is asked, what is believed, and who is told."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator

import pytest

from broadsheet.kit.event_log import Tail
from broadsheet.ledger.sequencer import sequence
from broadsheet.live.channel import probing
from broadsheet.live.channel.events import ChannelEvents
from broadsheet.live.channel.faults import BadPlaylist, Unreachable
from broadsheet.live.channel.playlist import Playlist, read_playlist
from broadsheet.live.channel.probing import Probe
from broadsheet.live.channel.watching import Watch
from broadsheet.live.models import Stream, StreamHealth
from tests.live.streams import Station, make_slot, make_stream
from tests.readers.reading import page_of

HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n"


def media(first: int, *, ended: bool = False) -> str:
    tail = "#EXT-X-ENDLIST\n" if ended else ""
    return f"{HEAD}#EXT-X-MEDIA-SEQUENCE:{first}\n#EXTINF:4,\na.m4s\n#EXTINF:4,\nb.m4s\n{tail}"


MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmedia.m3u8\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not begin"),
        ("<html>Not found</html>", "does not begin"),
        ("#EXTM3U", "neither"),
        (HEAD, "no segment"),
        ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n", "names no stream"),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:" + "9" * 400, "neither"),
        ("#EXTM3U\n" + "\n" * 30_000, "lines"),
        ("#EXTM3U\x00", "does not begin"),
    ],
)
def test_what_no_player_could_play_is_no_playlist(text, why):
    with pytest.raises(BadPlaylist, match=why):
        read_playlist(text)


def test_what_a_playlist_says():
    found = read_playlist("\ufeff" + media(7).replace("\n", "\r\n"))
    assert found == Playlist(segments=2, newest="8 b.m4s", seconds=4)
    assert read_playlist(media(7, ended=True)).ended
    assert read_playlist(MASTER).variants == ("media.m3u8",)


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        getattr(self, self.path.strip("/").partition("/")[0].replace("-", "_") or "nothing")()

    def _say(self, body: bytes, status: int = 200, **headers: str):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        self._say((MASTER if self.path.endswith("master.m3u8") else media(1)).encode())

    def nested(self):
        self._say(MASTER.encode())

    def page(self):
        self._say(b"<html>Sign in</html>")

    def bytes(self):
        self._say(b"#EXTM3U\n\xff\xfe")

    def missing(self):
        self._say(b"", 404)

    def huge(self):
        self.send_response(200)
        self.send_header("Content-Length", str(10**9))
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"#" * 65_536)
        except OSError:
            self.server.hung_up.set()

    def endless(self):
        """A byte now and again, for ever."""
        self.send_response(200)
        self.end_headers()
        self._drip(b"#")

    def slow_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(b"a")

    def _drip(self, what: bytes):
        try:
            for _ in range(400):
                self.wfile.write(what)
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.server.hung_up.set()

    def round(self):
        self._say(b"", 302, Location="/round/")

    def inside(self):
        port = self.server.server_address[1]
        self._say(b"", 302, Location=f"http://127.0.0.1:{port}/good/master.m3u8")

    def file(self):
        self._say(b"", 302, Location="file:///etc/passwd")

    def log_message(self, *args):
        pass


class Outside(Probe):
    """As if ``live.example.org`` were somewhere in the world; ours is ours."""

    def addresses_of(self, host, port):
        if host == "live.example.org":
            return ["127.0.0.1"]
        return Probe().addresses_of(host, port)


@pytest.fixture(scope="module")
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    held = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    held.daemon_threads = True
    held.hung_up = threading.Event()
    thread = threading.Thread(target=held.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield held
    held.shutdown()
    thread.join()
    held.server_close()


@pytest.fixture
def look(server):
    def ask(path: str, within: float = 5.0) -> Playlist:
        address = f"http://live.example.org:{server.server_address[1]}{path}"
        return Outside(private=True).look(address, within)

    return ask


def test_a_stream_is_asked_for_as_a_player_would(look):
    assert look("/good/master.m3u8").newest == "2 b.m4s"
    assert look("/good/media.m3u8").segments == 2


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/page/", "does not begin"),
        ("/bytes/", "UTF-8"),
        ("/nested/", "another master"),
        ("/huge/", "larger than"),
        ("/round/", "leads on"),
        ("/inside/", "inside our own network"),
        ("/file/", "https"),
    ],
)
def test_whatever_a_hostile_server_answers_is_refused_in_a_line(look, path, why):
    with pytest.raises(BadPlaylist, match=why):
        look(path)


@pytest.mark.parametrize("path", ["/endless/", "/slow-head/"])
def test_an_endless_playlist_is_hung_up_on_in_time(look, server, path):
    server.hung_up.clear()
    began = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        look(path, within=0.4)
    assert time.monotonic() - began < 4
    assert server.hung_up.wait(10)


def test_what_is_not_there_may_be_there_tomorrow(look):
    with pytest.raises(Unreachable, match="404"):
        look("/missing/")


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/a.m3u8",
        "https://[::1]/a.m3u8",
        "https://[::ffff:127.0.0.1]/a.m3u8",
        "https://10.1.2.3/a.m3u8",
        "https://192.168.1.1/a.m3u8",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/a.m3u8",
        "https://0.0.0.0/a.m3u8",
        "https://224.0.0.1/a.m3u8",
        "https://[fe80::1]/a.m3u8",
        "https://[2002:7f00:1::]/a.m3u8",
        "https://2130706433/a.m3u8",
        "https://localhost/a.m3u8",
    ],
)
def test_nothing_inside_our_own_network_is_asked(address, monkeypatch):
    def connect(*args):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(probing.socket, "create_connection", connect)
    with pytest.raises(BadPlaylist, match="inside our own network"):
        Probe().look(address)


def test_a_stream_of_our_own_is_read_from_the_disk_and_from_nowhere_else(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "channel").mkdir(parents=True)
    (tmp_path / "media" / "channel" / "master.m3u8").write_text(MASTER)
    (tmp_path / "media" / "channel" / "media.m3u8").write_text(media(3))
    (tmp_path / "secret.m3u8").write_text(media(3))
    assert Probe().look("/media/channel/master.m3u8").newest == "4 b.m4s"
    with pytest.raises(BadPlaylist, match="no file of ours"):
        Probe().look("/media/../secret.m3u8")
    with pytest.raises(Unreachable):
        Probe().look("/media/channel/none.m3u8")


@pytest.fixture
def station() -> Station:
    return Station()


@pytest.fixture
def watch(station) -> Watch:
    return Watch(station, monotonic=lambda: station.now)


@pytest.fixture
def told(newsroom, tmp_path):
    """What a reader of a channel has heard so far: names and data of events."""
    consumer = ChannelEvents(tmp_path)
    consumer.step()

    def heard(code="en"):
        consumer.step()
        records, _ = Tail(tmp_path / "stream", f"/{code}/live/").read()
        return [(name, json.loads(data)) for each in records for name, data in each.events]

    return heard


def is_down(stream) -> bool:
    return Stream.objects.get(pk=stream.pk).down_since is not None


@pytest.mark.django_db
def test_one_bad_look_is_none_and_two_are_an_interruption_until_one_good_one(
    newsroom, station, watch, told, reader
):
    stream = make_stream(newsroom["en"])
    assert [name for name, _ in told()] == ["up"]
    watch.step()
    station.says = Unreachable("status", 503)
    station.now += 10
    watch.step()
    assert not is_down(stream)
    station.now += 3
    watch.step()
    assert is_down(stream)
    assert told()[1:] == [("down", {"id": stream.pk, "off": False})]
    assert page_of(reader.get("/en/live/")).select_one("live-player")["data-state"] == "down"
    health = StreamHealth.objects.get(stream=stream)
    assert (health.why, health.failures) == ("the server answers 503", 2)
    station.says = Playlist(segments=2, newest="2", seconds=4)
    station.now += 3
    watch.step()
    assert not is_down(stream)
    assert told()[2:] == [("up", {"id": stream.pk, "address": stream.address})]
    assert StreamHealth.objects.get(stream=stream).why == ""


@pytest.mark.django_db
def test_a_stream_that_stands_still_or_has_ended_is_interrupted(newsroom, station, watch):
    stream = make_stream(newsroom["en"])
    for _ in range(4):
        watch.step()
        station.now += 10
    assert is_down(stream)
    assert "has not changed for" in StreamHealth.objects.get(stream=stream).why
    station.says = Playlist(segments=2, newest="2", seconds=4, ended=True)
    watch.step()
    assert "has ended" in StreamHealth.objects.get(stream=stream).why


@pytest.mark.django_db
def test_what_is_off_air_is_not_looked_at_and_what_is_on_air_not_all_the_time(
    newsroom, station, watch
):
    make_stream(newsroom["en"], on_air=False)
    watch.step()
    assert station.looks == 0
    make_stream(newsroom["en"])
    for _ in range(5):
        watch.step()
        station.now += 1
    assert station.looks == 1


@pytest.mark.django_db
def test_a_look_that_says_the_same_touches_no_page(newsroom, station, watch):
    make_stream(newsroom["en"])
    watch.step()
    before = sequence()
    station.now += 10
    station.says = Playlist(segments=2, newest="2", seconds=4)
    watch.step()
    assert sequence() == before


@pytest.mark.django_db
def test_readers_are_told_when_a_stream_is_taken_off_air_or_moves(newsroom, told):
    stream = make_stream(newsroom["en"])
    stream.address = "https://other.example.org/master.m3u8"
    stream.save()
    stream.on_air = False
    stream.save()
    pk = stream.pk
    stream.delete()
    assert told()[1:] == [
        ("down", {"id": pk, "off": True}),
        ("down", {"id": pk, "off": True}),
        ("down", {"id": pk, "off": True}),
    ]


@pytest.mark.django_db
def test_a_schedule_is_no_event_and_the_page_says_what_has_been_told(newsroom, told, reader):
    stream = make_stream(newsroom["en"])
    number = sequence()
    make_slot(stream, "20:00", weekday=0)
    stream.notice = "Back at six"
    stream.save()
    assert len(told()) == 1
    player = page_of(reader.get("/en/live/")).select_one("live-player")
    assert int(player["data-after"]) >= number
    assert told("ar") == []
