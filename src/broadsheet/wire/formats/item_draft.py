"""An item while its file is read: what every XML format of agencies says in ways of its own."""

import re
from typing import Any

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.languages import normalise_language
from broadsheet.wire.formats.loose_times import read_loose_time
from broadsheet.wire.formats.qcodes import code_of
from broadsheet.wire.formats.renditions import clean_address, local_file
from broadsheet.wire.formats.xml_elements import attribute
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Item, ItemType, Rendition, Status

# Longer than anything an agency has a reason to send; characters.
_LINE = 5_000
_BODY = 1_000_000
_STATUSES = {
    "usable": Status.USABLE,
    "withheld": Status.WITHHELD,
    "embargoed": Status.WITHHELD,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "killed": Status.CANCELED,
}
_MIMETYPES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "audio/mp3": "audio/mpeg"}
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)


class ItemDraft:
    """Collects an item's fields and what the desk is told of how they were read."""

    def __init__(self, name: str, version: str) -> None:
        self.fields: dict[str, Any] = {"format": name, "format_version": version, "uri": ""}
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Tell the desk, once; a hundred notes are enough."""
        if text not in self.notes and len(self.notes) < 100:
            self.notes.append(text)

    def identify(self, identity: str, version: str, path: str) -> None:
        """Take the identity. Raises WireError where there is none, or none that can be kept."""
        identity = tidy_text(identity)
        if not identity or len(identity) > _LINE:
            raise WireError(gettext_noop("the item has no identity that can be kept"), path=path)
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", identity):
            self.note(f"the identity {shown(identity)} is not an absolute URI")
        self.fields["uri"] = identity
        self.fields["version"] = tidy_text(version)[:200]

    def moment(self, field: str, text: str, path: str) -> None:
        """Take a time; one that cannot be read is noted and left out."""
        if not text:
            return
        try:
            self.fields[field] = read_loose_time(text)
        except ValueError as error:
            self.note(f"{path}: {shown(text)} {error}")

    def status(self, word: str, path: str) -> None:
        """Take the status; "" is usable, as IPTC has it. Raises WireError for an unknown one."""
        word = code_of(word)
        if word and word not in _STATUSES:
            raise WireError(
                gettext_noop("%(word)s is no status that is known"), word=shown(word), path=path
            )
        self.fields["status"] = _STATUSES[word] if word else Status.USABLE

    def embargo(self, text: str, path: str) -> None:
        """Take an embargo that was sent. One that cannot be read withholds the item for ever."""
        try:
            self.fields["embargo"] = read_loose_time(text, needs_offset=True)
        except ValueError:
            sent = f"{path} {shown(text)}"
            self.fields["embargo_unreadable"] = sent
            self.note(f"the embargo {sent} cannot be read; the item is withheld")
            if self.fields.get("status", Status.USABLE) is Status.USABLE:
                self.fields["status"] = Status.WITHHELD

    def urgency(self, text: str) -> None:
        """Take an urgency, 1 to 9; anything else is noted."""
        if len(text) == 1 and text in "123456789":
            self.fields["urgency"] = int(text)
        elif text:
            self.note(f"the urgency {shown(text)} is not 1 to 9")

    def language(self, given: str) -> None:
        """Take a language tag."""
        given = tidy_text(given)
        if not given:
            return
        self.fields["language_given"] = given
        self.fields["language"] = normalise_language(given)
        if self.fields["language"] is None:
            self.note(f"the language {shown(given)} is not a BCP 47 tag")

    def line(self, field: str, text: str) -> None:
        """Take one line of text, if there is any. Raises WireError where it is no line."""
        text = tidy_text(text)
        if len(text) > _BODY // 10:
            raise WireError(
                gettext_noop("%(field)s has %(count)s characters"),
                field=field,
                count=f"{len(text):,}",
            )
        if text:
            self.fields[field] = text

    def rendition(self, href: str, element: Element, folder: Any, **sent: Any) -> Rendition | None:
        """A file at ``href``, or None where the address may not be kept.

        ``sent`` are fields of the rendition; width, height and size are read from ``element``.
        """
        address, local = clean_address(href), local_file(href, folder)
        if not address and local is None:
            self.note(f"the address {shown(href)} is not kept")
            return None
        mimetype = tidy_text(sent.pop("mimetype", "")).lower()
        return Rendition(
            href=address,
            local_path=local,
            mimetype=_MIMETYPES.get(mimetype, mimetype),
            width=amount(attribute(element, "width")),
            height=amount(attribute(element, "height")),
            size_bytes=amount(attribute(element, "size")),
            **sent,
        )

    def item(self) -> Item:
        """The item as it is now."""
        item_type = self.fields.setdefault("type", ItemType.TEXT)
        lengths = [len(block.html) for block in self.fields.get("body", ())]
        if sum(lengths) > _BODY * 4:
            raise WireError(
                gettext_noop("the body of the item (%(type)s) is too long"), type=str(item_type)
            )
        return Item(**{**self.fields, "notes": tuple(self.notes)})


def amount(text: str) -> int | None:
    """A count of pixels, bytes or seconds; None for what is not one."""
    return int(text) if _DIGITS.fullmatch(text) else None
