"""NewsML-G2 2.x, to 2.35 (IPTC): news items, packages, planning items and events.

Specification: https://iptc.org/standards/newsml-g2/. Catalogues are not fetched.
"""

from pathlib import Path

from broadsheet.wire.errors import WireError, gettext_noop
from broadsheet.wire.formats.newsml_g2_item import read_news_item
from broadsheet.wire.formats.newsml_g2_sets import read_event, read_package, read_planning
from broadsheet.wire.formats.reasons import VOCABULARY
from broadsheet.wire.formats.xml_elements import attribute, local_name
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Association, Item, ItemType

#: Root elements that NewsML-G2 begins with, in small letters.
G2_ROOTS = frozenset(
    """
    newsmessage newsitem packageitem planningitem conceptitem knowledgeitem catalogitem
    """.split()  # noqa: SIM905
)
_CATALOGUE = gettext_noop("the item is a catalogue, not news; nothing of it is kept")
_MOST_ITEMS = 10_000
_READERS = {
    "newsitem": read_news_item,
    "packageitem": read_package,
    "planningitem": read_planning,
    "conceptitem": read_event,
}


def scan_newsml_g2(root: Element, *, folder: Path | None) -> list[Item | WireError]:
    """Every item of a message in order, or the reason why one cannot be read.

    ``folder`` is where renditions may lie. What a package names is taken from the same message
    where it is there; a text that shares a package with pictures carries them as associations.
    Raises WireError where the file holds none, or too many.
    """
    elements = _items(root)
    if not elements:
        raise WireError(gettext_noop("the message holds no item"))
    if len(elements) > _MOST_ITEMS:
        raise WireError(
            gettext_noop("the message holds %(count)s items; %(most)s are allowed"),
            count=f"{len(elements):,}",
            most=f"{_MOST_ITEMS:,}",
        )
    single = len(elements) == 1
    found = [_tried(each, None if single else at, folder) for at, each in enumerate(elements)]
    return _packages_filled(found)


def _items(root: Element) -> list[Element]:
    if local_name(root) != "newsmessage":
        return [root]
    names = G2_ROOTS - {"newsmessage"}
    sets = [each for each in root if local_name(each) == "itemset"]
    return [item for each in sets for item in each if local_name(item) in names]


def _tried(element: Element, position: int | None, folder: Path | None) -> Item | WireError:
    name = local_name(element)
    read = _READERS.get(name)
    try:
        if read is None:
            raise WireError(_CATALOGUE if name == "catalogitem" else VOCABULARY)
        return read(element, folder)
    except WireError as error:
        path = error.path or f"{name}[{attribute(element, 'guid')[:200]}]"
        return WireError(error.reason, path=path, rule="NewsML-G2", position=position)


def _packages_filled(found: list[Item | WireError]) -> list[Item | WireError]:
    items = {each.uri: each for each in found if isinstance(each, Item)}
    packages = [each for each in items.values() if each.type is ItemType.COMPOSITE]
    if not packages:
        return found
    filled: dict[str, Item] = {}
    for package in packages:
        whole = [
            each.model_copy(update={"item": items[each.item.uri]})
            if each.item.uri in items and each.item.uri != package.uri
            else each
            for each in package.associations
        ]
        filled[package.uri] = package.model_copy(update={"associations": tuple(whole)})
        texts = [each for each in whole if each.item.type is ItemType.TEXT and each.item.body]
        if len(texts) == 1:
            text = filled.get(texts[0].item.uri, texts[0].item)
            beside = [_beside(each) for each in whole if each is not texts[0]]
            filled[text.uri] = text.model_copy(
                update={"associations": (*text.associations, *beside)}
            )
    return [filled.get(each.uri, each) if isinstance(each, Item) else each for each in found]


def _beside(association: Association) -> Association:
    return association.model_copy(update={"rel": association.rel or "package"})
