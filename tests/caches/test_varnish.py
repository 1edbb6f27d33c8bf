"""Readers behind a real Varnish with the rules that Broadsheet prints."""

from __future__ import annotations

import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from broadsheet.press.caches import PurgeError, Varnish
from tests.caches.conftest import Front
from tests.caches.varnish import needs_varnish
from tests.edge.fake_desk import chunked, page
from tests.edge.running import FACTS, HOST, LONG, Reader, eventually, request, write_facts

pytestmark = needs_varnish
GONE = "public, max-age=30"


def test_a_page_is_asked_for_once_and_then_comes_from_memory(front: Front):
    front.put("/en/hit/", LONG)
    first, second = front.get("/en/hit/"), front.get("/en/hit/")
    assert (first.status, first.headers["x-cache"], first.text) == (200, "miss", LONG)
    assert (second.status, second.headers["x-cache"], second.text) == (200, "hit", LONG)


def test_a_publish_makes_the_page_fresh_at_the_next_reader(front: Front):
    front.put("/en/fresh/", "old words")
    front.put("/en/other/", "other words")
    front.get("/en/fresh/"), front.get("/en/other/")
    front.put("/en/fresh/", "new words")
    assert front.get("/en/fresh/").text == "old words"
    front.purge("/en/fresh/")
    assert front.get("/en/fresh/").text == "new words"
    assert front.get("/en/other/").headers["x-cache"] == "hit"


def test_every_encoding_and_every_spelling_of_a_page_goes_with_its_purge(front: Front):
    front.put("/en/all/", LONG)
    spellings = [("/en/all/", "br"), ("/en/all/", "gzip"), ("/en/all/", ""), ("/en/all/?p=1", "")]
    for path, encoding in spellings:
        front.get(path, Accept_Encoding=encoding)
    front.put("/en/all/", LONG + "more")
    front.purge("/en/all/")
    for path, encoding in spellings:
        got = front.get(path, Accept_Encoding=encoding)
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
        assert unpack(got.body).decode() == LONG + "more"
        assert got.headers.get("content-encoding", "") == encoding


def test_an_old_address_that_is_a_query_is_kept_by_itself_and_purged_by_its_path(own_front: Front):
    own_front.put("/-/p/12/", "", status=301, location="/en/story/")
    own_front.put("/-/p/13/", "", status=301, location="/en/other/")
    write_facts(own_front.home, {**FACTS, "old_queries": True})
    own_front.edge.tell("all")
    first, other = own_front.get("/?p=12"), own_front.get("/?p=13")
    assert (first.headers["location"], other.headers["location"]) == ("/en/story/", "/en/other/")
    assert own_front.get("/?p=12&utm_source=letter").headers["x-cache"] == "hit"
    own_front.put("/-/p/12/", "gone", status=410)
    own_front.purge("/-/p/12/", gone=True)
    assert own_front.get("/?p=12").status == 410
    assert own_front.get("/?p=13").headers["x-cache"] == "hit"


def test_a_killed_story_is_gone_after_its_purge_even_if_the_edge_is_down(own_front: Front):
    own_front.put("/en/killed/", "what must not be shown")
    assert own_front.get("/en/killed/").status == 200
    own_front.put("/en/killed/", "taken down", status=410)
    own_front.purge("/en/killed/", gone=True)
    got = own_front.get("/en/killed/")
    assert (got.status, got.text) == (410, "taken down")
    own_front.purge("/en/killed/", gone=True)
    own_front.edge.stop()
    assert own_front.get("/en/killed/").status == 503


def test_a_story_appears_where_there_was_none(front: Front):
    headers = (("Surrogate-Key", f"{_key('/en/new/')} n-1"), ("Cache-Control", GONE))
    front.desk.behaviours["/en/new/"] = page("not here", 404, headers)
    assert front.get("/en/new/").status == 404
    assert front.get("/en/new/").headers["x-cache"] == "hit"
    front.put("/en/new/", "here")
    front.purge("/en/new/")
    assert front.get("/en/new/").text == "here"


def test_a_redirect_is_forgotten_with_its_purge(front: Front):
    front.put("/en/old/", "", status=301, location="/en/there/")
    assert front.get("/en/old/").headers["location"] == "/en/there/"
    front.put("/en/old/", "back again")
    front.purge("/en/old/")
    assert front.get("/en/old/").text == "back again"


def test_one_purge_of_all_takes_every_page(front: Front):
    for path in ("/en/one/", "/en/two/"):
        front.put(path, "old")
        front.get(path)
        front.put(path, "new")
    front.cache.purge(["n-1"], gone=False)
    assert [front.get(path).text for path in ("/en/one/", "/en/two/")] == ["new", "new"]


def test_a_full_batch_of_keys_passes(front: Front):
    front.cache.purge([f"p-{number:016x}" for number in range(front.cache.most)], gone=False)


# ---- Strangers ----


def _purge_line(keys: str, **headers: str) -> bytes:
    return request("/", "PURGE", xkey_purge=keys, **headers)


def test_a_stranger_may_not_purge(front: Front):
    front.put("/en/mine/", LONG)
    front.get("/en/mine/")
    with socket.create_connection(
        ("127.0.0.1", front.port), timeout=10, source_address=("127.0.0.2", 0)
    ) as stranger:
        stranger.sendall(_purge_line(_key("/en/mine/")))
        assert b" 403 " in stranger.recv(4096)
    assert front.get("/en/mine/").headers["x-cache"] == "hit"


def test_a_stranger_who_comes_through_the_server_in_front_may_not_purge(front: Front):
    with Reader(front.port) as reader:
        reader.send(_purge_line(_key("/en/mine/"), X_Forwarded_For="203.0.113.9"))
        assert reader.read().status == 403


def test_a_purge_that_names_nothing_is_refused(front: Front):
    with Reader(front.port) as reader:
        reader.send(request("/", "PURGE"))
        assert reader.read().status == 400


def test_a_varnish_that_does_not_know_us_is_named(front: Front):
    with running_elsewhere(front) as port, pytest.raises(PurgeError, match="403") as caught:
        Varnish("127.0.0.1", port).purge(["p-1"], gone=True)
    assert caught.value.lasting


def running_elsewhere(front: Front):
    from tests.caches.varnish import running_varnish

    return running_varnish(front.edge.port, hosts=[HOST], purgers=["10.9.9.9"])


# ---- When what is behind fails ----


def test_readers_keep_their_pages_while_the_edge_is_down(own_front: Front):
    own_front.put("/en/grace/", "as it stood")
    own_front.get("/en/grace/")
    own_front.purge("/en/grace/")
    own_front.edge.stop()
    for _ in range(3):
        got = own_front.get("/en/grace/")
        assert (got.status, got.text) == (200, "as it stood")
    missing = own_front.get("/en/never-seen/")
    assert (missing.status, missing.headers["cache-control"]) == (503, "no-store")


def test_readers_who_come_at_once_keep_their_pages_while_the_edge_is_down(own_front: Front):
    own_front.put("/en/grace/", "as it stood")
    own_front.get("/en/grace/")
    own_front.purge("/en/grace/")
    own_front.edge.stop()
    with ThreadPoolExecutor(16) as readers:
        found = list(readers.map(lambda _: own_front.get("/en/grace/"), range(200)))
    assert {(got.status, got.text) for got in found} == {(200, "as it stood")}


def test_an_apology_is_never_shown_in_the_place_of_a_page(front: Front):
    headers = (("Surrogate-Key", f"{_key('/en/sick/')} n-1"), _FRESH)
    front.desk.behaviours["/en/sick/"] = page("well", 200, headers)
    assert front.get("/en/sick/").text == "well"
    front.desk.behaviours["/en/sick/"] = page("broken", 500)
    front.purge("/en/sick/")
    assert front.get("/en/sick/").text == "well"
    front.desk.behaviours["/en/sick/"] = page("better", 200, headers)
    assert front.get("/en/sick/").text == "better"


def test_a_failure_is_never_kept(front: Front):
    front.desk.behaviours["/en/failing/"] = page("broken", 500)
    assert front.get("/en/failing/").status == 503
    headers = (("Surrogate-Key", f"{_key('/en/failing/')} n-1"), _FRESH)
    front.desk.behaviours["/en/failing/"] = page("well", 200, headers)
    eventually(lambda: front.get("/en/failing/").text == "well")


_FRESH = ("Cache-Control", "public, max-age=30, stale-if-error=86400")

# ---- What is one reader's alone ----


def test_cookies_are_never_stored_and_never_handed_on(front: Front):
    headers = (("Set-Cookie", "session=secret"), ("Surrogate-Key", "p-1"), _FRESH)
    front.desk.behaviours["/en/cookie/"] = page("mine", 200, headers)
    asked = front.desk.asked_for("/en/cookie/")
    for _ in range(2):
        got = front.get("/en/cookie/", Cookie="session=theirs")
        assert got.headers["x-cache"] == "miss"
    assert front.desk.asked_for("/en/cookie/") > asked + 1
    heads = [head for head in front.desk.heads if b"/en/cookie/" in head]
    assert all(b"session=theirs" not in head for head in heads)
    front.put("/en/plain/", LONG)
    front.get("/en/plain/", Cookie="a=1")
    got = front.get("/en/plain/", Cookie="a=2")
    assert got.headers["x-cache"] == "hit"
    assert "set-cookie" not in got.headers


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/3/", "/api/v1/", "/media/documents/1/"])
def test_the_desk_s_own_screens_are_handed_through_with_their_cookies(front: Front, path):
    headers = (("Cache-Control", "public, max-age=3600"), ("Surrogate-Key", "p-1"))
    front.desk.behaviours[path] = page("a screen", 200, headers)
    for _ in range(2):
        got = front.get(path, Cookie="session=editor")
        assert (got.text, got.headers["x-cache"]) == ("a screen", "miss")
    assert b"session=editor" in front.desk.heads[-1]


@pytest.mark.parametrize("policy", ["private, max-age=60", "no-store", "no-cache"])
def test_what_is_private_is_not_kept(front: Front, policy):
    path = f"/en/{policy[:6].strip(',')}/"
    headers = (("Cache-Control", policy), ("Surrogate-Key", "p-1"))
    front.desk.behaviours[path] = page("mine", 200, headers)
    assert [front.get(path).headers["x-cache"] for _ in range(3)] == ["miss"] * 3


def test_what_has_no_key_is_not_kept_because_it_could_not_be_purged(front: Front):
    front.desk.behaviours["/en/search/"] = page("found", 200, (_FRESH,))
    for _ in range(2):
        assert front.get("/en/search/?q=gate").headers["x-cache"] == "miss"


def test_readers_see_no_keys_and_nothing_of_varnish(front: Front):
    front.put("/en/clean/", LONG, headers=[("Cache-Tag", "p-1,n-1")])
    for _ in range(2):
        got = front.get("/en/clean/")
        unwanted = {"surrogate-key", "xkey", "cache-tag", "x-varnish", "via"}
        assert not unwanted & set(got.headers)


# ---- The rest of HTTP ----


def test_brotli_gzip_and_plain_are_each_kept_once(front: Front):
    front.put("/en/coded/", LONG)
    for accepted, coded in [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
    ]:
        got = front.get("/en/coded/", Accept_Encoding=accepted)
        assert got.headers.get("content-encoding") == coded
        assert "Accept-Encoding" in got.headers["vary"]
    for accepted in ("gzip, deflate, br, zstd", "br"):
        assert front.get("/en/coded/", Accept_Encoding=accepted).headers["x-cache"] == "hit"


def test_what_advertisers_add_to_addresses_makes_no_other_page(front: Front):
    front.put("/en/ad/", LONG)
    front.get("/en/ad/")
    for query in ("?utm_source=x&utm_medium=y", "?fbclid=abc", "?gclid=1&utm_id=2"):
        assert front.get(f"/en/ad/{query}").headers["x-cache"] == "hit"


def test_parts_and_conditions_are_answered(front: Front):
    front.put("/en/part/", LONG)
    whole = front.get("/en/part/")
    part = front.get("/en/part/", Range="bytes=2-5")
    assert (part.status, part.text) == (206, LONG[2:6])
    again = front.get("/en/part/", If_None_Match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert front.get("/en/part/", "HEAD").headers["content-length"] == str(len(LONG))


def test_a_crowd_that_asks_at_once_costs_one_question(front: Front):
    headers = (("Surrogate-Key", f"{_key('/en/crowd/')} n-1"), _FRESH)
    front.desk.released.clear()
    front.desk.behaviours["/en/crowd/"] = front.desk.waits(page("for all", 200, headers))
    answers: list[str] = []
    crowd = [
        threading.Thread(target=lambda: answers.append(front.get("/en/crowd/").text))
        for _ in range(8)
    ]
    for reader in crowd:
        reader.start()
    eventually(lambda: front.desk.asked_for("/en/crowd/") == 1)
    front.desk.released.set()
    for reader in crowd:
        reader.join(10)
    assert answers == ["for all"] * 8
    assert front.desk.asked_for("/en/crowd/") == 1


def test_a_stream_of_events_is_handed_through_as_it_comes(front: Front):
    front.desk.behaviours["/en/events/"] = chunked(b"data: one\n\n", b"data: two\n\n")
    got = front.get("/en/events/", Accept="text/event-stream")
    assert got.body == b"data: one\n\ndata: two\n\n"


def test_a_host_that_is_not_ours_gets_no_further(front: Front):
    assert front.get("/en/", Host="elsewhere.test").status == 421


def test_the_desk_is_told_who_reads_as_the_server_in_front_said(front: Front):
    front.desk.behaviours["/en/form/"] = page("thanks")
    with Reader(front.port) as reader:
        reader.get("/en/form/", "POST", b"x=1", X_Forwarded_For="203.0.113.9")
    assert b"x-forwarded-for: 203.0.113.9\r\n" in front.desk.heads[-1].lower() + b"\r\n"
    with socket.create_connection(
        ("127.0.0.1", front.port), timeout=10, source_address=("127.0.0.2", 0)
    ) as liar:
        liar.sendall(request("/en/form/", "POST", b"x=1", X_Forwarded_For="198.51.100.1"))
        liar.recv(4096)
    assert b"x-forwarded-for: 127.0.0.2\r\n" in front.desk.heads[-1].lower() + b"\r\n"


def _key(path: str) -> str:
    from broadsheet.press.keys import page_key

    return page_key(HOST, path)
