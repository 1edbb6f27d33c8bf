"""What every public answer has in common: no cookie, strict policies, sane about bad requests."""

from __future__ import annotations

import re

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from broadsheet.audience.models import ContactPage
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from broadsheet.topics.models import Region
from tests.newsroom import make_record, make_story, make_user, section_of

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/en/",
    "/en/all/",
    "/en/news/",
    "/en/news/politics/",
    "/en/news/politics/a-story/",
    "/en/region/africa/",
    "/en/author/lina-haddad/",
    "/en/authors/",
    "/en/live/",
    "/en/contact/",
    "/en/rss.xml",
    "/en/fragment/in-five/",
    "/en/nothing/",
    "/robots.txt",
    "/healthz",
]


@pytest.fixture(scope="module")
def a_page_of_every_sort(editions, django_db_blocker) -> None:
    """Written once for the file."""
    with django_db_blocker.unblock():
        english = editions["en"]
        make_story(section_of(english, "politics"), "A story")
        make_record(Region, english, "Africa")
        make_record(Author, english, "Lina Haddad")
        page = ContactPage(title="Contact", slug="contact")
        english.front.specific.add_child(instance=page)
        page.save_revision().publish()


@pytest.fixture
def site(a_page_of_every_sort, newsroom):
    """An edition with a page of every sort."""
    return newsroom["en"]


def test_public_pages_know_nobody(client, reader, site):
    """Not even somebody who is signed in at the desk: every reader gets the same bytes."""
    client.force_login(make_user())
    for address in PUBLIC:
        fresh = reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            known = client.get(address)
        assert dict(known.cookies) == dict(fresh.cookies) == {}, address
        assert "Cookie" not in known.get("Vary", ""), address
        assert known.content == fresh.content, address
        asked = " ".join(query["sql"] for query in queries.captured_queries)
        assert "django_session" not in asked, address
        assert "auth_user" not in asked, address
    assert dict(reader.cookies) == {}


def test_a_strict_policy_stands_over_every_answer(reader, site):
    for address in PUBLIC:
        response = reader.get(address)
        written = response["Content-Security-Policy"]
        parts = (part.strip().partition(" ") for part in written.split(";"))
        policy = {name: value for name, _, value in parts}
        assert policy["default-src"] == "'none'", address
        for directive in ("script-src", "style-src", "connect-src", "form-action"):
            assert policy[directive] == "'self'", address
        assert policy["object-src"] == policy["base-uri"] == "'none'", address
        assert "unsafe" not in written, address
        assert "*" not in written, address
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["X-Frame-Options"] == "SAMEORIGIN", address
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", address


def test_public_pages_are_fresh_for_a_minute(reader, site):
    for address in sorted(set(PUBLIC) - {"/", "/en/nothing/", "/healthz"}):
        policy = reader.get(address)["Cache-Control"]
        assert set(policy.split(", ")) == {"public", "max-age=60"}, address


@pytest.mark.parametrize("address", ["/en/nothing/", "/healthz"])
def test_what_is_missing_and_what_is_measured_is_not_kept(reader, site, address):
    assert "public" not in reader.get(address).get("Cache-Control", "")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/pages/1/"])
def test_the_desk_is_never_kept_by_a_cache(client, site, address):
    for _ in range(2):
        policy = client.get(address)["Cache-Control"]
        assert "no-store" in policy
        assert "private" in policy
        assert "public" not in policy
        client.force_login(make_user())


def test_no_page_holds_a_script_or_style_of_its_own(reader, site):
    for address in PUBLIC:
        html = reader.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", html) == [], address
        assert "<style" not in html, address
        assert re.findall(r"<[^>]+\s(?:style|on\w+)=", html) == [], address


def test_asking_for_the_head_only_is_like_asking_for_all(reader, site):
    for address in PUBLIC:
        whole, head = reader.get(address), reader.head(address)
        assert head.status_code == whole.status_code, address
        assert head.content == b"", address
        for name in ("Content-Type", "Cache-Control", "Vary", "Location"):
            assert head.headers.get(name) == whole.headers.get(name), address


@pytest.mark.parametrize(
    "condition",
    [
        {"HTTP_IF_NONE_MATCH": '"abc"'},
        {"HTTP_IF_NONE_MATCH": "rubbish"},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 02 Mar 2026 09:00:00 GMT"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_RANGE": "bytes=0-10"},
    ],
)
def test_a_condition_that_does_not_hold_gives_the_whole_page(reader, site, condition):
    response = reader.get("/en/news/politics/a-story/", **condition)
    assert response.status_code == 200
    assert response.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["/en/news/politics/a-story/", "/en/", "/en/region/africa/"])
def test_writing_to_a_page_changes_nothing(reader, site, method, address):
    before = Story.objects.get().latest_revision_id
    response = getattr(reader, method)(address, {"title": "Hacked"}, content_type="text/plain")
    assert response.status_code in {200, 405}
    assert response.cookies == {}
    assert "public" not in response.get("Cache-Control", "")
    assert Story.objects.get().latest_revision_id == before
    assert reader.get(address).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/en/news/politics/a\0b/", 400),
        (b"/en/topic/a\0b/", 400),
        (b"/\0", 400),
        (b"/en/news/\xff\xfe/", 404),
        (b"/en/region/\xc3\x28/", 404),
        (b"/\xed\xa0\x80/", 404),
        (b"/en/news/politics/" + b"x" * 5000 + b"/", 400),
        (b"/" + b"en/" * 400, 404),
        (b"/en/news/politics/%00/", 400),
        (b"/en/../admin/", 404),
        (b"/en/news//politics/", 404),
        ("/en/region/\u202e\u0660/".encode(), 404),
    ],
)
def test_an_address_that_cannot_be_is_the_reader_s_mistake_not_ours(client, site, path, status):
    client.raise_request_exception = False
    response = client.generic("GET", "/", PATH_INFO=path.decode("latin-1"))
    assert response.status_code == status
    assert response.cookies == {}


@pytest.mark.parametrize("query", ["?%00", "?sent=%ff", "?a=" + "b" * 8000, "?q[]=1&;;=&"])
def test_a_query_nobody_asked_for_is_ignored(reader, site, query):
    assert reader.get(f"/en/contact/{query}").status_code == 200
    assert reader.get(f"/en/news/politics/a-story/{query}").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", "[::"]
)
@pytest.mark.parametrize("address", ["/", "/en/", "/en/news/politics/a-story/", "/en/nothing"])
def test_a_host_that_is_not_ours_is_refused(client, site, settings, host, address):
    settings.ALLOWED_HOSTS = ["testserver"]
    client.raise_request_exception = False
    response = client.get(address, headers={"host": host})
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/en", "///evil.example/x", "/\\evil.example/x"]
)
def test_a_missing_slash_never_leads_to_another_site(client, site, path):
    response = client.generic("GET", "/", PATH_INFO=path)
    assert response.status_code in {301, 404}
    location = response.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_an_address_without_its_slash_leads_to_the_one_with_it(reader, site):
    response = reader.get("/en/news/politics/a-story")
    assert (response.status_code, response["Location"]) == (301, "/en/news/politics/a-story/")


def test_a_page_is_served_whatever_the_case_of_the_host(reader, site):
    assert reader.get("/en/", headers={"host": "TestServer"}).status_code == 200


def test_the_test_client_hands_paths_on_as_a_server_does():
    """Guards the tests of bad paths above: bytes arrive as bytes."""
    request = RequestFactory().generic("GET", "/", PATH_INFO="/\xff/")
    assert isinstance(request, WSGIRequest)
    assert request.path_info != "/"
