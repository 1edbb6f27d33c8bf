"""XML from outside: its encodings, its faults, and its attacks."""

import contextlib
import gzip
import resource
import subprocess
import sys
import time

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.formats.xml_text import MAX_BYTES, MAX_DEPTH, read_xml
from tests.shared_data import needs_shared_data
from tests.wire.files import only, refusal, shared

ARABIC = '<?xml version="1.0" encoding="{}"?><rss><channel><language>ar</language><item><title>خبر</title></item></channel></rss>'  # noqa: E501


@pytest.mark.parametrize(
    ("declared", "encoded"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("windows-1256", "cp1256"),
        ("iso-8859-6", "iso8859-6"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("utf-32", "utf-32-be"),
        # Lies that leave one reading.
        ("iso-8859-1", "utf-8"),
        ("windows-1256", "utf-8"),
        ("utf-16", "utf-8"),
        ("no-such-encoding", "utf-8"),
        # The language says which older encoding it was.
        ("utf-8", "cp1256"),
    ],
)
def test_arabic_is_read_in_every_encoding_it_is_sent_in(declared: str, encoded: str):
    item = only(ARABIC.format(declared).encode(encoded))
    assert item.headline == "خبر"


def test_a_wrong_declaration_is_noted():
    item = only(ARABIC.format("iso-8859-1").encode())
    assert "the file says it is 'iso-8859-1', but it is UTF-8" in item.notes


def test_western_letters_without_a_declaration_are_read_as_browsers_do():
    item = only(
        "<rss><item><title>Caf\u00e9 \u201cd\u00e9j\u00e0\u201d</title></item></rss>".encode(
            "cp1252"
        )
    )
    assert item.headline == "Café “déjà”"


def test_the_senders_charset_counts_where_the_file_says_nothing():
    data = "<rss><item><title>Новости дня</title></item></rss>".encode("cp1251")
    assert only(data, content_type="text/xml; charset=windows-1251").headline == "Новости дня"


def test_nothing_is_guessed_where_letters_could_be_others():
    data = "<rss><item><title>Новости дня</title></item></rss>".encode("koi8-r")
    assert refusal(data) == "line 1: the byte 0xEE is not UTF-8, and nothing says what it is"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a & b", "a & b"),
        ("a &amp b", "a & b"),
        ("caf&eacute; &nbsp;&hellip;", "café …"),
        ("a\x0bb&#0;c", "ab\ufffdc"),
        ("&#x1F600;", "\U0001f600"),
        ("&unheard;", "&unheard;"),
    ],
)
def test_what_is_not_well_formed_is_put_right_in_feeds(sent: str, read: str):
    assert (
        only(f"<rss><item><title>{sent}</title></item></rss>").headline.replace("\xa0", "") == read
    )


def test_agencies_xml_is_read_strictly_half_a_story_is_none():
    assert "not well-formed" in refusal('<newsItem guid="urn:x"><itemMeta><embargoed>2026')
    assert "not well-formed" in refusal("<nitf><body><p>a & b</p></body></nitf>")


def test_a_document_type_is_passed_over_and_its_entities_are_never_expanded():
    subset = '<!ELEMENT rss ANY><!-- ]> --><!ATTLIST rss a CDATA "]>"><!ENTITY e "boom">'
    feed = f"<!DOCTYPE rss [{subset}]><rss><item><title>{{}}</title></item></rss>"
    assert only(feed.format("Calm")).headline == "Calm"
    assert "the entity 'e', which it declares itself" in refusal(feed.format("&e;"))


def test_limits_hold():
    assert "bytes" in refusal(b"<rss>" + b" " * MAX_BYTES)
    assert "deeper than" in refusal(
        "<rss>" + "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1) + "</rss>"
    )
    assert "not well-formed" in refusal("<nitf>" + "<a>" * 300)
    assert "tags or attributes" in refusal("<rss>" + "<a/>" * 1_000_001 + "</rss>")
    assert "unpacks to more" in refusal(gzip.compress(b" " * (MAX_BYTES + 1)))
    assert "damaged" in refusal(gzip.compress(b"<rss/>" * 100)[:30])


@pytest.mark.parametrize(
    "attack",
    [
        "<rss>" + "<a " * 60_000,
        "<rss " + "".join(f'a{n}="" ' for n in range(60_000)) + "/>",
        "<rss>" + "<!--" * 100_000,
        "<rss>" + "<![CDATA[" * 100_000,
        "<rss>" + "&" * 500_000 + "</rss>",
        "<rss>" + "&a" * 300_000 + "</rss>",
        "<rss>" + "</x>" * 200_000,
        "<!DOCTYPE a [" + "<!" * 300_000,
        "<rss><item>" + "<title>x" * 100_000,
        "<rss><item><description>" + "&lt;b &lt;" * 100_000 + "</description></item></rss>",
        "<rss>" + "<item><title>a</title></item>" * 2_000 + "</rss>",
    ],
    ids=range(11),
)
def test_purpose_made_xml_takes_linear_time(attack: str):
    started = time.process_time()
    with contextlib.suppress(WireError):
        read_any(attack.encode())
    assert time.process_time() - started < 8


_UNDER_LIMITS = """
import re, socket, sys
def no_socket(*args, **kwargs): raise AssertionError("a socket was opened")
socket.socket = no_socket
from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
# The process's own peak in kB: what getrusage() tells begins with the size of who started it.
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
before = peak()
for name in sys.argv[1:]:
    data = open(name, "rb").read()
    try: print(len(read_any(data).items))
    except WireError as error: print(error)
print(peak() - before)
"""


@needs_shared_data
def test_every_attack_of_the_shared_data_ends_soon_small_and_silent():
    files = [str(path) for path in shared("xml-attacks/*")]
    assert len(files) == 10
    limits = (20, 20)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _UNDER_LIMITS, *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=40,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, limits),
    )
    *said, grown = done.stdout.splitlines()
    assert done.stderr == ""
    assert len(said) == 10
    assert int(grown) < 100 * 1024
    assert time.monotonic() - started < 20
    declared = [line for line in said if "which it declares itself" in line]
    assert len(declared) == 6


@needs_shared_data
@pytest.mark.parametrize("name", [path.name for path in shared("xml-attacks/*")] or ["absent"])
def test_each_attack_ends_within_two_seconds(name: str):
    (path,) = shared(f"xml-attacks/{name}")
    started = time.process_time()
    with pytest.raises(WireError):
        read_any(path.read_bytes())
    assert time.process_time() - started < 2


def test_line_numbers_count_the_prolog():
    with pytest.raises(WireError, match=r"^line 4, column"):
        read_xml(b'<?xml version="1.0"?>\n<!-- a\nb -->\n<a></b>')
