"""Subjects, places, people and sources of a NewsML-G2 item."""

from typing import Any

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.formats.item_draft import ItemDraft, amount
from broadsheet.wire.formats.qcodes import Catalogue, code_of
from broadsheet.wire.formats.xml_elements import XML, Children, all_text, attribute, language_of
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Concept, ItemType

# What a subject is, by its type (IPTC NewsCodes cpnature), and the item's field it goes into.
_FIELDS = {
    "person": "people",
    "animal": "objects",
    "organisation": "organisations",
    "geoarea": "places",
    "poi": "places",
    "event": "events",
    "object": "objects",
}
_MOST = 2_000


class Concepts:
    """Reads concepts with an item's catalogue, its assertions and its language."""

    def __init__(self, catalogue: Catalogue, parts: Children, language: str) -> None:
        self._catalogue = catalogue
        self._language = language.lower().partition("-")[0]
        self._points: dict[str, tuple[float, float]] = {}
        for each in parts.all("assert")[:_MOST]:
            point = _point(Children(each))
            if point:
                self._points[_key(each)] = point

    def take(self, draft: ItemDraft, meta: Children, content: Children) -> None:
        """Fill in subjects of all kinds, genres, keywords, sources, the place and the byline."""
        found: dict[str, list[Concept]] = {name: [] for name in ("subjects", *_FIELDS.values())}
        for each in content.all("subject")[:_MOST]:
            kind = code_of(attribute(each, "type"))
            found[_FIELDS.get(kind, "subjects")].append(self.read(each))
        draft.fields.update({name: tuple(each) for name, each in found.items()})
        draft.fields["genres"] = tuple(map(self.read, content.all("genre")[:_MOST]))
        draft.fields["keywords"] = tuple(
            dict.fromkeys(word for each in content.texts("keyword") if (word := tidy_text(each)))
        )
        located = content.first("located")
        if located is not None:
            draft.line("located", self.read(located).name)
        self._take_sources(draft, meta, content)

    def read(self, element: Element) -> Concept:
        """A concept; of one made of several parts the main one. Its name in the item's language."""
        main = Children(element).first("mainconcept")
        element = main if main is not None else element
        given = attribute(element, "qcode")
        address = tidy_text(attribute(element, "uri"))
        scheme, code, uri = self._catalogue.read(given) if given else ("", "", address)
        if not given and address.count("/") > 2:
            code = address.rpartition("/")[2]
            scheme = address.removesuffix(code) if code else ""
        point = _point(Children(element)) or self._points.get(_key(element))
        return Concept(
            name=self._name(element),
            code=code or tidy_text(attribute(element, "literal")),
            uri=uri,
            scheme=scheme,
            rel=tidy_text(code_of(attribute(element, "role") or attribute(element, "why"))),
            creator=tidy_text(attribute(element, "creator")),
            relevance=_percent(element, "relevance"),
            confidence=_percent(element, "confidence"),
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
        )

    def _name(self, element: Element) -> str:
        names = Children(element).all("name")
        own = (each for each in names if each.get(f"{XML}lang") is not None)
        for each in own:
            if language_of(each).lower().partition("-")[0] == self._language:
                return tidy_text(all_text(each))
        return tidy_text(all_text(names[0])) if names else ""

    def _take_sources(self, draft: ItemDraft, meta: Children, content: Children) -> None:
        provider = meta.first("provider")
        sources: list[Concept] = []
        if provider is not None:
            one = self.read(provider)
            name = one.name or one.code or one.uri
            draft.fields["provider"] = name
            sources.append(one.model_copy(update={"name": name, "rel": "provider"}))
        for each in content.all("infosource")[:_MOST]:
            one = self.read(each)
            sources.append(one.model_copy(update={"name": one.name or one.code}))
        named = [each.name for each in sources if each.name and each.rel != "provider"]
        draft.fields["sources"] = tuple(sources)
        draft.fields["source"] = next(iter(named), "") or draft.fields.get("provider", "")
        # A creator of one word is an account or an agency, and no name to put over a story.
        creators = [self.read(each).name for each in content.all("creator")[:50]]
        creators = [name for name in creators if " " in name]
        draft.fields["byline"] = ", ".join(dict.fromkeys(filter(None, creators)))
        rights: Any = draft.fields["rights"]
        if not rights.credit_line and draft.fields["type"] in (ItemType.PICTURE, ItemType.GRAPHIC):
            holder = rights.copyright_holder or draft.fields.get("provider", "")
            credit = " / ".join(filter(None, (draft.fields["byline"], holder)))
            draft.fields["rights"] = rights.model_copy(update={"credit_line": credit})


def _key(element: Element) -> str:
    return attribute(element, "qcode") or attribute(element, "uri") or attribute(element, "literal")


def _percent(element: Element, name: str) -> int | None:
    value = amount(attribute(element, name))
    return value if value is not None and value <= 100 else None


def _point(parts: Children) -> tuple[float, float] | None:
    for details in ("poidetails", "geoareadetails"):
        position = parts.under(details).first("position")
        if position is None:
            continue
        try:
            latitude = float(attribute(position, "latitude"))
            longitude = float(attribute(position, "longitude"))
        except ValueError:
            continue
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    return None
