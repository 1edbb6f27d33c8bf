"""The tree of components of a NewsML 1 item, brought to lines, texts and files."""

from dataclasses import dataclass, field
from pathlib import Path

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.item_draft import ItemDraft, amount
from broadsheet.wire.formats.nitf import nitf_body
from broadsheet.wire.formats.reasons import BODY_TOO_LONG
from broadsheet.wire.formats.xml_elements import (
    Children,
    all_text,
    attribute,
    local_name,
    markup_of,
)
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Association, Item, ItemType, Rendition, Rights

_KINDS = {
    "text": ItemType.TEXT,
    "complexdata": ItemType.TEXT,
    "photo": ItemType.PICTURE,
    "image": ItemType.PICTURE,
    "graphic": ItemType.GRAPHIC,
    "video": ItemType.VIDEO,
    "audio": ItemType.AUDIO,
}
# Parts of these roles are no news: addresses of press offices, style sheets, logos of companies.
_LEFT_OUT = ("stylesheet", "contact", "script", "logo")
_CAPTIONS = ("caption", "legend")
_MOST_FILES = 200


def formal(element: Element) -> str:
    """The ``FormalName`` of an element, which names a term of a vocabulary."""
    return attribute(element, "FormalName")


@dataclass
class Lines:
    """What ``NewsLines`` say, the outermost first."""

    headlines: list[SentBody] = field(default_factory=list)
    byline: str = ""
    dateline: str = ""
    slugline: str = ""
    credit: str = ""
    copyright: str = ""
    rights: str = ""
    advisory: str = ""

    def take(self, said: Children) -> None:
        """Take what is not known yet."""
        if not self.headlines:
            for role, name in (("main", "headline"), ("subhead", "subheadline")):
                texts = said.texts(name)
                self.headlines.extend(SentBody(role, "text/plain", each) for each in texts)
        self.byline = self.byline or tidy_text(said.text("byline"))
        self.dateline = self.dateline or tidy_text(said.text("dateline"))
        self.slugline = self.slugline or tidy_text(said.text("slugline"))
        self.credit = self.credit or tidy_text(said.text("creditline"))
        self.copyright = self.copyright or tidy_text(said.text("copyrightline"))
        self.rights = self.rights or tidy_text(said.text("rightsline"))
        for each in said.all("newsline"):
            line = Children(each)
            if "advisory" in formal(line.first("newslinetype")).lower():
                self.advisory = self.advisory or tidy_text(line.text("newslinetext"))


@dataclass
class Metadata:
    """What administrative and descriptive metadata say, the outermost first."""

    language: str = ""
    provider: str = ""
    source: str = ""
    creator: str = ""
    city: str = ""
    country: str = ""
    subjects: dict[str, str] = field(default_factory=dict)
    genres: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)

    def take(self, component: Children) -> None:
        """Take what is not known yet."""
        about = component.under("administrativemetadata")
        self.provider = self.provider or _party(about, "provider")
        self.source = self.source or _party(about, "source")
        self.creator = self.creator or _party(about, "creator")
        said = component.under("descriptivemetadata")
        self.language = self.language or formal(said.first("language"))
        for each in said.all("genre"):
            if (name := tidy_text(formal(each))) and name not in self.genres:
                self.genres.append(name)
                self.signals.extend(["update"] if name.lower() == "update" else [])
        for code in said.all("subjectcode"):
            for each in code:
                if (name := tidy_text(formal(each))) and len(self.subjects) < 500:
                    self.subjects.setdefault(name, tidy_text(all_text(each)))
        for each in said.all("location"):
            for part in Children(each).all("property"):
                value = tidy_text(attribute(part, "Value"))
                if formal(part).lower() == "city":
                    self.city = self.city or value
                elif formal(part).lower().startswith("country"):
                    self.country = self.country or value
        self._take_keywords(said.all("property"))
        for each in component.all("metadata"):
            self._take_keywords(Children(each).all("property"))

    def _take_keywords(self, properties: list[Element]) -> None:
        for each in properties[:500]:
            value = tidy_text(attribute(each, "Value"))
            if value and "keyword" in formal(each).lower():
                person = "person" in attribute(each, "Role").lower()
                (self.people if person else self.keywords).append(value)


def _party(said: Children, role: str) -> str:
    return tidy_text(formal(said.under(role).first("party")))


class Contents:
    """Everything inside an item's outermost component."""

    def __init__(self, draft: ItemDraft, folder: Path | None) -> None:
        self.lines = Lines()
        self.metadata = Metadata()
        self.kind = ItemType.TEXT
        self.bodies: list[SentBody] = []
        self.descriptions: list[SentBody] = []
        self.renditions: list[Rendition] = []
        self.associations: list[Association] = []
        self._draft = draft
        self._folder = folder

    def read(self, top: Element) -> None:
        """Take the component ``top``: a medium by itself, or texts with media beside them."""
        kinds = _kinds_of(top)
        if kinds and ItemType.TEXT not in kinds:
            self.kind = kinds[0]
            self._take_lines(top)
            self.renditions = self._renditions(top)
            self.descriptions = _captions(top)
            return
        self._take(top)

    def _take_lines(self, component: Element) -> None:
        parts = Children(component)
        self.lines.take(parts.under("newslines"))
        self.metadata.take(parts)
        for each in parts.all("newscomponent"):
            if _role(each) not in _LEFT_OUT:
                self._take_lines(each)

    def _take(self, component: Element) -> None:
        parts = Children(component)
        role = _role(component)
        if role in _LEFT_OUT:
            return
        kinds = _kinds_of(component)
        if kinds and ItemType.TEXT not in kinds and len(self.associations) < _MOST_FILES:
            self._take_medium(component, kinds[0])
            return
        self.lines.take(parts.under("newslines"))
        self.metadata.take(parts)
        for each in parts.all("contentitem"):
            self._take_content(each, role)
        for each in parts.all("newsitemref")[:_MOST_FILES]:
            if target := tidy_text(attribute(each, "NewsItem"))[:4_000]:
                named = Item(
                    format="newsml-1",
                    format_version="",
                    uri=target,
                    partial=True,
                    headline=tidy_text(all_text(each)),
                )
                self.associations.append(Association(name="ref", item=named))
        for each in parts.all("newscomponent"):
            self._take(each)

    def _take_content(self, content: Element, role: str) -> None:
        parts = Children(content)
        data = parts.first("datacontent")
        kind = _kind(parts)
        if kind is not ItemType.TEXT:
            if rendition := self._file(content, ""):
                self.renditions.append(rendition)
            return
        if data is None or parts.first("encoding") is not None:
            if data is not None:
                self._draft.note("encoded data inside the item is not kept")
            return
        sent = _text_of(data, formal(parts.first("mimetype")), self)
        if sum(len(each.value) for each in self.bodies) + len(sent.value) > 1_000_000:
            raise WireError(BODY_TOO_LONG)
        if role == "headline":
            if not self.lines.headlines and sent.value.strip():
                self.lines.headlines.append(sent)
        elif role in ("summary", "abstract", "lead", "teaser"):
            self.descriptions.append(SentBody("summary", sent.content_type, sent.value))
        elif role not in _CAPTIONS:
            self.bodies.append(sent)

    def _take_medium(self, component: Element, kind: ItemType) -> None:
        renditions = self._renditions(component)
        lines = Lines()
        for each in _components(component):
            lines.take(Children(each).under("newslines"))
        caption = " ".join(tidy_text(each.value) for each in _captions(component))
        if not renditions:
            return
        headline = lines.headlines[0].value if lines.headlines else ""
        item = Item(
            format="newsml-1",
            format_version=self._draft.fields["format_version"],
            uri=renditions[0].href or str(renditions[0].local_path),
            type=kind,
            headline=tidy_text(headline),
            caption=caption,
            byline=lines.byline,
            rights=Rights(credit_line=lines.credit, copyright_notice=lines.copyright),
            renditions=tuple(renditions),
        )
        name = f"{kind.value}-{len(self.associations) + 1}"
        self.associations.append(Association(name=name, item=item))

    def _renditions(self, component: Element) -> list[Rendition]:
        found: list[Rendition] = []
        for each in _components(component):
            for content in Children(each).all("contentitem"):
                if len(found) < _MOST_FILES and (one := self._file(content, _role(each))):
                    found.append(one)
        return found

    def _file(self, content: Element, role: str) -> Rendition | None:
        href = attribute(content, "Href")
        if not href:
            return None
        parts = Children(content)
        says = parts.under("characteristics")
        sizes = {formal(p).lower(): amount(attribute(p, "Value")) for p in says.all("property")}
        mimetype = formal(parts.first("mimetype"))
        one = self._draft.rendition(href, content, self._folder, name=role, mimetype=mimetype)
        if one is None:
            return None
        return one.model_copy(
            update={
                "width": sizes.get("width") or sizes.get("pixelwidth"),
                "height": sizes.get("height") or sizes.get("pixelheight"),
                "size_bytes": amount(says.text("sizeinbytes")),
            }
        )


def _text_of(data: Element, mimetype: str, contents: Contents) -> SentBody:
    """The text of a ``DataContent``; of NITF its body, and its lines where none are known yet."""
    inner = next(iter(data), None)
    if inner is None:
        kind = mimetype.lower() if "/" in mimetype else ""
        return SentBody("", kind.replace("text/xhtml", "text/html"), data.text or "")
    if local_name(inner) == "nitf":
        said = nitf_body(Children(inner).first("body"))
        contents.lines.headlines = contents.lines.headlines or said.headlines
        contents.lines.byline = contents.lines.byline or said.byline
        contents.lines.dateline = contents.lines.dateline or said.dateline
        contents.descriptions.extend(said.descriptions)
        value = "".join(each.value for each in said.bodies)
        return SentBody("", "application/nitf+xml", value)
    return SentBody("", "text/html", markup_of(data))


def _components(component: Element) -> list[Element]:
    return [each for each in component.iter() if local_name(each) == "newscomponent"]


def _role(component: Element) -> str:
    return tidy_text(formal(Children(component).first("role"))).lower()


def _kind(content: Children) -> ItemType:
    medium = formal(content.first("mediatype")).lower()
    if medium in _KINDS:
        return _KINDS[medium]
    family = formal(content.first("mimetype")).lower().partition("/")[0]
    return _KINDS.get(family, ItemType.TEXT)


def _kinds_of(component: Element) -> list[ItemType]:
    """What the files and texts of a component are, captions and parts that are no news apart."""
    found: list[ItemType] = []
    for each in _components(component):
        if _role(each) in (*_LEFT_OUT, *_CAPTIONS):
            continue
        contents = Children(each).all("contentitem")
        found.extend(_kind(Children(content)) for content in contents)
    return found


def _captions(component: Element) -> list[SentBody]:
    found: list[SentBody] = []
    for each in _components(component):
        if _role(each) in _CAPTIONS:
            for content in Children(each).all("contentitem"):
                text = Children(content).text("datacontent")
                found.append(SentBody("caption", "text/plain", tidy_text(text)))
    return found
