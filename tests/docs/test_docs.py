"""The reference says what the code does: what is missing in it, or no longer true, fails here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import click
import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from wagtail import blocks

from broadsheet.config.command import broadsheet as command
from broadsheet.config.environment import Environment
from broadsheet.config.installing import DEMO_ACCOUNTS
from broadsheet.desk.roles import ROLES
from broadsheet.editions import reserved
from broadsheet.stories.body_blocks import BodyBlock, PointBlock
from broadsheet.stories.kinds import Kind
from tests.docs.reading import PACKAGE, ROOT, code_in, name_of, read, rows, tracked

PACKAGES = sorted(folder.parent.name for folder in PACKAGE.glob("*/__init__.py"))

# Settings


def _as_written(default: object) -> str:
    if default is True or default is False:
        return f"`{str(default).lower()}`"
    return f"`{default}`" if str(default) else "empty"


def test_every_setting_is_in_the_table_with_its_default():
    documented = {
        row[0].strip("`"): row[1]
        for row in rows(read("reference", "settings.md"))
        if row[0].startswith("`BROADSHEET_")
    }
    real = {
        f"BROADSHEET_{name.upper()}": _as_written(field.default)
        for name, field in Environment.model_fields.items()
    }
    assert documented == real


def test_every_setting_named_anywhere_in_the_documentation_exists():
    known = {f"BROADSHEET_{name.upper()}" for name in Environment.model_fields}
    # Where the tests look for data that is not in the repository; not a setting of the product.
    known.add("BROADSHEET_SHARED_DATA")
    for file in tracked("*.md"):
        named = set(re.findall(r"BROADSHEET_[A-Z_]+\b", file.read_text(encoding="utf-8")))
        assert named - known == set(), name_of(file)


def test_the_demo_logins_of_the_readme_are_those_that_are_made():
    table = {
        (row[0].strip("`"), row[1].strip("`"))
        for row in rows((ROOT / "README.md").read_text(encoding="utf-8"))
        if row[0].startswith("`")
    }
    assert table == {(name, password) for name, password, _role in DEMO_ACCOUNTS}


# Commands


def _commands(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, group
    if isinstance(group, click.Group):
        for each in group.commands.values():
            yield from _commands(each, f"{name} {each.name}")


COMMANDS = dict(_commands(command, "broadsheet"))


def _sections() -> dict[str, str]:
    parts = re.split(r"^## ", read("reference", "command.md"), flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].strip("`"): part for part in parts}


def _heading(name: str, found: click.Command) -> str:
    arguments = [
        p.make_metavar(click.Context(found))
        for p in found.params
        if p.param_type_name == "argument"
    ]
    return " ".join([name, *arguments])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_all_its_options(name: str):
    found = COMMANDS[name]
    section = _sections()[_heading(name, found)]
    documented = {
        option
        for row in rows(section)
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row[0])
    }
    real = {
        o for p in found.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)
    }
    # "--help" is explained once, for all of them.
    if name == "broadsheet":
        real |= {"-h", "--help"}
    assert documented == real


@pytest.mark.parametrize("name", COMMANDS)
def test_choices_and_defaults_of_options_are_those_of_the_command(name: str):
    found = COMMANDS[name]
    section = _sections()[_heading(name, found)]
    for option in found.params:
        if not isinstance(option, click.Option):
            continue
        if isinstance(option.type, click.Choice):
            assert "[" + r"\|".join(option.type.choices) + "]" in section
        if isinstance(option.default, str | int) and option.default and not option.is_flag:
            assert f"`{option.default}`" in section


def test_no_command_is_documented_that_does_not_exist():
    headed = {_heading(name, found) for name, found in COMMANDS.items()}
    assert {name for name in _sections() if name.startswith("broadsheet")} == headed


def test_every_make_target_is_in_the_guide():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets
    documented = {row[0] for row in rows(read("how-to", "develop.md"))}
    assert documented == {f"`make {target}`" for target in targets[1].split()}


# Addresses


def _samples() -> list[str]:
    cells = (row[0] for row in rows(read("reference", "addresses.md")))
    found = [code for cell in cells for code in code_in(cell)]
    return [sample for sample in found if sample.startswith("/") and "…" not in sample]


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The routes of our own patterns; of others' (the desk, documents) where they begin."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        elif route:
            yield f"{route}*"
        else:
            yield from _patterns(each, route)


def _answered_by(sample: str) -> str:
    route = resolve(sample).route
    for beginning in ("admin/", "media/documents/"):
        if route.startswith(beginning):
            return f"{beginning}*"
    return route


def test_every_public_address_has_a_sample_in_the_documentation():
    answered = {_answered_by(sample) for sample in _samples()}
    assert set(_patterns(get_resolver())) - answered == set()


@pytest.mark.parametrize("sample", _samples())
def test_every_sample_address_leads_to_a_view(sample: str):
    try:
        resolve(sample)
    except Resolver404:
        pytest.fail(f"{sample} is documented, but nothing answers there")


def test_reserved_names_are_listed():
    text = read("reference", "addresses.md").partition("## Reserved names")[2]
    real = reserved.AT_THE_ROOT | reserved.IN_AN_EDITION | reserved.IN_A_LISTING
    assert set(code_in(text)) == real


# Blocks, kinds, roles


def _fields(block: blocks.Block) -> dict[str, bool]:
    if isinstance(block, blocks.StructBlock):
        return {
            name: bool(child.required or getattr(child.meta, "min_num", 0))
            for name, child in block.child_blocks.items()
        }
    return {}


BLOCKS = {**BodyBlock().child_blocks, "point": PointBlock()}


def test_every_block_is_documented_and_no_other():
    documented = {row[0].strip("`") for row in rows(read("reference", "blocks.md"))}
    assert documented == set(BLOCKS)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_field_of_a_block_is_documented_needed_or_not(name: str):
    row = next(r for r in rows(read("reference", "blocks.md")) if r[0] == f"`{name}`")
    fields = _fields(BLOCKS[name])
    if isinstance(BLOCKS[name], blocks.StructBlock) and name != "table":
        for field, needed in fields.items():
            assert f"`{field}`{'*' if needed else ''}" in row[1]
            assert needed == (f"`{field}`*" in row[1])


def test_the_items_of_a_timeline_are_documented_too():
    row = next(r for r in rows(read("reference", "blocks.md")) if r[0] == "`timeline`")
    for field, needed in _fields(BLOCKS["timeline"].child_blocks["entries"].child_block).items():
        assert f"`{field}`{'*' if needed else ''}" in row[1]


def test_every_kind_of_story_is_in_the_guide():
    kinds = [row[0] for row in rows(read("how-to", "write-and-publish.md"))]
    named = {kind.strip() for cell in kinds for kind in cell.split(",")}
    assert {kind.value.replace("_", " ") for kind in Kind} <= named


@pytest.mark.parametrize(("heading", "given"), [("Pages", "pages"), ("Pictures", "pictures")])
def test_roles_are_documented_with_what_they_may_do(heading: str, given: str):
    section = read("reference", "roles.md").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    table = {row[0].strip("`"): row[1:] for row in rows(section) if row[0].startswith("`")}
    head = next(line for line in section.splitlines() if line.startswith("| permission"))
    names = [cell.strip() for cell in head.strip("|").split("|")][1:]
    assert names == [role.name for role in ROLES]
    for place, role in enumerate(ROLES):
        may = {permission for permission, cells in table.items() if cells[place] == "yes"}
        assert may == set(getattr(role, given)), role.name


# Packages and layers


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_it_is(package: str):
    text = (PACKAGE / package / "README.md").read_text(encoding="utf-8")
    for promise in ("**Owns**", "**May import**"):
        assert promise in text
    assert re.search("how it fails", text, re.IGNORECASE)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_that_a_package_names_is_there(package: str):
    folder = PACKAGE / package
    for row in rows((folder / "README.md").read_text(encoding="utf-8")):
        for name in code_in(row[0]):
            assert list(folder.glob(name.rstrip("/"))), name


def test_the_architecture_names_every_package_and_no_other():
    named = re.findall(r"\[`(\w+)`\]\(\.\./src/broadsheet/", read("architecture.md"))
    assert sorted(named) == PACKAGES


def test_the_architecture_has_the_layers_in_their_order():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    real = [re.findall(r"broadsheet\.(\w+)", layer) for layer in layers]
    named = [re.findall(r"\[`(\w+)`\]\(", row[0]) for row in rows(read("architecture.md"))]
    assert [names for names in named if names] == real
