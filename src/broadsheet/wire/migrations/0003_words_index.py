"""An index of every word of received items.

On SQLite an FTS5 table without a text of its own, kept by triggers. A later migration that has
SQLite make ``wire_receiveditem`` anew (most changes of a field do) loses them: it must run
``make_index`` once more. ``tests/wire/test_words.py`` fails where that was forgotten.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLE = "wire_receiveditem"

# The words are folded already, with spaces between: a token is whatever stands between spaces.
SQLITE = (
    "CREATE VIRTUAL TABLE wire_words USING fts5(words, content='wire_receiveditem', "
    "content_rowid='id', detail='none', columnsize=0, tokenize=\"ascii tokenchars '_'\")",
    "CREATE TRIGGER wire_words_added AFTER INSERT ON wire_receiveditem BEGIN "
    "INSERT INTO wire_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER wire_words_removed AFTER DELETE ON wire_receiveditem BEGIN "
    "INSERT INTO wire_words(wire_words, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER wire_words_changed AFTER UPDATE OF words ON wire_receiveditem "
    "WHEN old.words IS NOT new.words BEGIN "
    "INSERT INTO wire_words(wire_words, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO wire_words(rowid, words) VALUES (new.id, new.words); END",
    "INSERT INTO wire_words(wire_words) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS wire_words_added",
    "DROP TRIGGER IF EXISTS wire_words_removed",
    "DROP TRIGGER IF EXISTS wire_words_changed",
    "DROP TABLE IF EXISTS wire_words",
)
POSTGRESQL = (
    "CREATE INDEX wire_words ON wire_receiveditem USING gin (string_to_array(words, ' '))",
)
POSTGRESQL_BACK = ("DROP INDEX IF EXISTS wire_words",)


def make_index(apps: Any, schema_editor: Any) -> None:
    drop_index(apps, schema_editor)
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("wire", "0002_remembered_items")]

    operations = [migrations.RunPython(make_index, drop_index)]
