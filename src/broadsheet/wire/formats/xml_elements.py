"""Elements of a tree by their names, with as little ceremony as JSON has."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lxml import etree

from broadsheet.wire.formats.xml_text import Element

XML = "{http://www.w3.org/XML/1998/namespace}"


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def local_name(element: Element) -> str:
    """The element's name in small letters, without its namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


class Children:
    """An element's children by name. None has none, so that paths can be followed blindly."""

    __slots__ = ("_found", "_name", "element")

    def __init__(self, element: Element, name: Callable[[Element], str] = local_name) -> None:
        self.element = element
        self._name = name
        self._found: dict[str, list[Element]] = {}
        for child in element if element is not None else ():
            self._found.setdefault(name(child), []).append(child)

    def all(self, *names: str) -> list[Element]:
        """The children of these names, name by name."""
        return [each for name in names for each in self._found.get(name, ())]

    def first(self, *names: str) -> Element | None:
        """The first child under the first of the names that is there."""
        return next(iter(self.all(*names)), None)

    def under(self, *path: str) -> "Children":
        """The children of the first child of a name, and so on down the path."""
        found = self
        for name in path:
            found = Children(found.first(name), self._name)
        return found

    def text(self, *names: str) -> str:
        """The first text that is not blank among the children of these names, trimmed."""
        for name in names:
            for each in self._found.get(name, ()):
                if text := all_text(each):
                    return text
        return ""

    def texts(self, *names: str) -> list[str]:
        """Every text that is not blank."""
        return [text for each in self.all(*names) if (text := all_text(each))]

    def attribute(self, name: str, attribute_name: str) -> str:
        """An attribute of the first child of a name; "" where either is missing."""
        return attribute(self.first(name), attribute_name)


def all_text(element: Element) -> str:
    """The text of an element and what is inside it, trimmed."""
    if not len(element):
        return (element.text or "").strip()
    return "".join(element.itertext()).strip()


def markup_of(element: Element) -> str:
    """What an element holds, as markup: its text where it has only text, else its inner XML.

    Elements lose their prefixes. Text of an element without children is taken as it is: in feeds
    it is escaped markup. The tree is changed; read nothing from it afterwards.
    """
    if not len(element):
        return element.text or ""
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2].rpartition(":")[2] or "span"
    element.tail = None
    # As HTML, so that an empty ``title`` is not taken for one that never ends.
    whole = etree.tostring(element, encoding="unicode", method="html")
    return str(whole[whole.find(">") + 1 : whole.rfind("<")])


def attribute(element: Element, name: str) -> str:
    """An attribute's value, trimmed; "" where it, or the element, is not there."""
    return (element.get(name) or "").strip() if element is not None else ""


def language_of(element: Element) -> str:
    """The nearest ``xml:lang``, the element's own or of what it stands in (XML 1.0 §2.12)."""
    at: Any = element
    while at is not None:
        given = at.get(f"{XML}lang")
        if given is not None:
            return str(given).strip()
        at = at.getparent()
    return ""
