"""Files of a newsroom that somebody broke: said with their line, and nothing comes in by halves."""

import pytest

from broadsheet.archive.newsroom.importing import NotANewsroom, import_newsroom


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"table": "auth.user", "row": {"id": 1}}',
        '{"table": "people.author", "row": {"id": 1, "nonsense": 2}}',
        '{"table": "media.picture", "row": {"id": 1, "file": "../../etc/passwd"}}',
        '{"table": "stories.story", "row": 7}',
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_number(db, tmp_path, line):
    (tmp_path / "newsroom.jsonl").write_text(
        '{"broadsheet": "newsroom", "format": 1}\n' + line + "\n"
    )

    with pytest.raises(NotANewsroom, match="line 2"):
        import_newsroom(tmp_path, lambda done, total: None)
