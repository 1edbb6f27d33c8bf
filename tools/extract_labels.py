"""Collects every label of the package into the .po files of its languages.

After marking, changing or removing a label: ``python -m tools.extract_labels``, translate what it
says is missing, then compile with ``python -m tools.catalogues`` (``make catalogues``).

Labels stand in Python, in the Jinja templates of the readers' pages, and in the Django templates
of the desk. References name files, not lines: moving code inside a file changes no catalogue.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import polib
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

from tools.catalogues import LOCALE

PACKAGE = LOCALE.parent
#: What marks a label, with the places of its words: Babel's own, and Django's beside them.
CALLS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: As ``broadsheet.config.templating`` reads them; a template that cannot be read is an error.
JINJA_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
NOTES = ("Translators:",)


@dataclass
class Label:
    """What translators are given: words, their plural, their context, and who says them."""

    words: str
    plural: str
    context: str | None
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str | None]:
        """What a catalogue finds it by."""
        return self.words, self.context

    @property
    def flags(self) -> list[str]:
        """What ``msgfmt --check-format`` has to hold against the translation."""
        return sorted(Message((self.words, self.plural) if self.plural else self.words).flags)


def labels(package: Path = PACKAGE) -> list[Label]:
    """Every label of ``package`` once, in the order of the files that say it first."""
    found: dict[tuple[str, str | None], Label] = {}
    for path in _sources(package):
        for words, notes, context in _said_in(path):
            single, plural = (words, "") if isinstance(words, str) else words
            label = found.setdefault((single, context), Label(single, "", context))
            label.plural = label.plural or plural
            name = path.relative_to(package.parent).as_posix()
            label.files += [name] if name not in label.files else []
            label.notes += [note for note in notes if note not in label.notes]
    return list(found.values())


def _sources(package: Path) -> list[Path]:
    """The files that may hold labels. Migrations hold none: Django writes them in English."""
    every = [*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]
    kept = (path for path in every if path.suffix == ".py" or _is_template(path))
    return sorted(path for path in kept if "migrations" not in path.parts)


def _is_template(path: Path) -> bool:
    return not {"jinja2", "templates"}.isdisjoint(path.parts)


def _said_in(path: Path) -> Iterator[tuple[str | tuple[str, str], list[str], str | None]]:
    """The labels of one file: words (with their plural), notes to translators, context."""
    method: str | Callable[..., Iterable[Any]] = "python"
    text, options = path.read_text(encoding="utf-8"), {}
    if "jinja2" in path.parts:
        method, options = babel_extract, JINJA_OPTIONS
    elif path.suffix != ".py":
        # Django's own rewriting leaves the indentation of the markup, which is not Python's.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    file = io.BytesIO(text.encode())
    for _line, words, notes, context in extract(method, file, CALLS, NOTES, options):
        yield (words if isinstance(words, str) else (words[0], words[1])), notes, context


def merge(catalogue: polib.POFile, wanted: Iterable[Label]) -> None:
    """Give ``catalogue`` the labels that are wanted, in their order, and no others.

    A translation stays as it is. A new label, or one that gained or lost its plural, is left empty.
    """
    plural_forms = catalogue.metadata["Plural-Forms"]
    count = int(plural_forms.partition("nplurals=")[2].partition(";")[0])
    old = {(entry.msgid, entry.msgctxt): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for label in wanted:
        entry = old.get(label.key)
        if entry is None or bool(entry.msgid_plural) != bool(label.plural):
            entry = polib.POEntry(msgid=label.words, msgctxt=label.context)
            entry.msgstr_plural = dict.fromkeys(range(count), "") if label.plural else {}
        entry.msgid_plural = label.plural
        entry.occurrences = [(name, "") for name in label.files]
        entry.comment = "\n".join(label.notes)
        entry.flags = [*label.flags, *(["fuzzy"] if entry.fuzzy else [])]
        catalogue.append(entry)


def read(po: Path) -> polib.POFile:
    """The catalogue in ``po``. Its long lines stay whole, as diffs read best."""
    return polib.pofile(str(po), encoding="utf-8", wrapwidth=0)


def main() -> None:
    """Bring all of them up to date, naming what is left to translate."""
    wanted = labels()
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        catalogue = read(po)
        merge(catalogue, wanted)
        catalogue.save(str(po))
        missing = [entry for entry in catalogue if not entry.translated()]
        click.echo(f"{po.relative_to(LOCALE)}: {len(catalogue)} labels, {len(missing)} missing")
        for entry in missing:
            click.echo(f"  {entry.occurrences[0][0]}: {entry.msgid}")


if __name__ == "__main__":
    main()
