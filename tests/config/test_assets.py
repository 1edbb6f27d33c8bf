"""Style sheets are sent without what only their authors read."""

import re
from pathlib import Path

import pytest

import broadsheet
from broadsheet.config.assets import squeeze_css

STYLES = Path(broadsheet.__file__).parent / "editions" / "static" / "broadsheet"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a { color: red; }\n\nb { margin: 0 }", "a{color:red}b{margin:0}"),
        ("/* why */ a { b: c }", "a{b:c}"),
        ('a::after { content: " ;} , /* no */" }', 'a::after{content:" ;} , /* no */"}'),
        (".a :hover, .b { x: calc(1rem - 2px) }", ".a :hover,.b{x:calc(1rem - 2px)}"),
        ("@media (width >= 48rem) { a { b: c } }", "@media (width >= 48rem){a{b:c}}"),
        ("a { font: 1rem/1.4 'A  B', serif }", "a{font:1rem/1.4 'A  B',serif}"),
        (".a > * + *\n.b { c: d }", ".a > * + * .b{c:d}"),
    ],
)
def test_only_what_means_nothing_is_left_out(written: str, sent: str):
    assert squeeze_css(written) == sent


@pytest.mark.parametrize("file", sorted(STYLES.glob("*.css")), ids=lambda file: file.name)
def test_squeezing_twice_changes_nothing_more(file: Path):
    once = squeeze_css(file.read_text(encoding="utf-8"))
    assert squeeze_css(once) == once
    assert len(once) < file.stat().st_size


@pytest.mark.parametrize("file", sorted(STYLES.glob("*.js")), ids=lambda file: file.name)
def test_a_module_s_imports_end_as_the_names_of_files_are_found(file: Path):
    """Without its semicolon an import keeps the plain name, under which nothing is served."""
    imports = re.findall(r"^import .*$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert all(line.endswith("';") for line in imports)
