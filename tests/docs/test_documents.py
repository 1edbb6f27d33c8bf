"""Documents hold together: links, decisions, terms; and the repository names no machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.reading import DOCS, PACKAGE, ROOT, name_of, read, rows, tracked


def _anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", tracked("*.md"), ids=name_of)
def test_every_relative_link_leads_somewhere(file: Path):
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        found = file.parent / path if path else file
        assert found.exists(), target
        if anchor and found.suffix == ".md":
            assert anchor in _anchors(found.read_text(encoding="utf-8")), target


def test_every_document_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        links = re.findall(r"\]\(([^)\s#]+\.md)", file.read_text(encoding="utf-8"))
        waiting += [(file.parent / link).resolve() for link in links if ":" not in link]
    assert {name_of(file) for file in tracked("*.md")} - {name_of(file) for file in seen} == set()


DECISIONS = sorted((DOCS / "adr").glob("[0-9]*.md"))


@pytest.mark.parametrize("file", DECISIONS, ids=name_of)
def test_every_decision_has_context_decision_and_status(file: Path):
    text = file.read_text(encoding="utf-8")
    assert re.search(r"^\*\*Status:\*\* (accepted|proposed|superseded by)", text, re.MULTILINE)
    assert "## Context" in text
    assert "## Decision" in text
    assert len(text.splitlines()) <= 40


def test_decisions_are_numbered_without_gaps_and_listed():
    assert [file.name[:4] for file in DECISIONS] == [
        f"{n:04}" for n in range(1, len(DECISIONS) + 1)
    ]
    listed = read("adr", "README.md")
    assert all(f"({file.name})" in listed for file in DECISIONS)


def test_each_term_is_in_the_glossary_once():
    terms = [term for row in rows(read("glossary.md")) for term in row[0].split(", ")]
    assert terms
    assert sorted(terms) == sorted(set(terms))


# The repository as a whole

_SUFFIXES = {".png", ".mp4", ".jpg", ".webp", ".avif", ".gif", ".mo", ".svgz"}
#: Put together here, so that this file does not name them itself.
_HOSTS = [
    *(".".join(parts) for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "com")]),
    *(
        ".".join(parts)
        for parts in [("npmjs", "org"), ("yarnpkg", "com"), ("deb", "debian", "org")]
    ),
    *(".".join(parts) for parts in [("security", "debian", "org"), ("proxy", "golang", "org")]),
    *(".".join(parts) for parts in [("crates", "io"), ("ghcr", "io"), ("docker", "io")]),
]
_MACHINE = re.compile(r"(?<![\w.~$}/:*-])/(?:work|home|root|Users)/[\w.]")


def _words_of_the_repository() -> Iterator[tuple[str, str]]:
    for file in tracked():
        if file.suffix not in _SUFFIXES:
            try:
                yield name_of(file), file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_names_the_host_of_a_registry():
    named = [
        (name, host) for name, text in _words_of_the_repository() for host in _HOSTS if host in text
    ]
    assert named == []


def test_no_file_names_a_folder_of_somebodys_machine():
    named = [
        (name, found[0])
        for name, text in _words_of_the_repository()
        if (found := _MACHINE.search(text))
    ]
    assert named == []


def test_no_file_of_the_product_is_longer_than_400_lines():
    lengths = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in PACKAGE.rglob("*.py")
    }
    assert {name for name, length in lengths.items() if length > 400} == set()


@pytest.mark.parametrize("name", ["front-en.png", "front-ar.png"])
def test_pictures_of_the_documentation_are_light(name: str):
    assert (DOCS / "pictures" / name).stat().st_size <= 350_000
