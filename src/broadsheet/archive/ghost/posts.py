"""From a row of a Ghost export to a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

from broadsheet.archive.ghost.lexical import lexical_html
from broadsheet.archive.ghost.mobiledoc import mobiledoc_html
from broadsheet.archive.records import (
    Fault,
    ForeignStory,
    PictureUse,
    Record,
    Standing,
    StoryKind,
)
from broadsheet.kit.safe_html import plain_text, tidy_text

#: Characters of a document that is read at all.
_LONGEST = 4_000_000


class Beside(Protocol):
    """What stands of a post in other tables."""

    def related(self, kind: str, post: str) -> list[str]:
        """The keys of a post's tags or authors, in order."""

    def told(self, kind: str, key: str) -> dict[str, str]:
        """What is known of one record of another table."""


def read_user(row: dict[str, Any]) -> dict[str, str]:
    """Of an account, the name and what is said of its owner. Nothing else is looked at."""
    name = _text(row, "name").partition("@")[0] if "@" in _text(row, "name") else _text(row, "name")
    about, slug = tidy_text(_text(row, "bio")), _text(row, "slug")
    return {"name": tidy_text(name), "about": about, "slug": slug}


def read_tag(row: dict[str, Any]) -> dict[str, str]:
    """A tag; those that begin with # are for the site's own machinery."""
    name = tidy_text(_text(row, "name"))
    internal = name.startswith("#") or row.get("visibility") == "internal"
    return {"name": name, "slug": _text(row, "slug"), "internal": "1" if internal else ""}


def read_post(row: dict[str, Any], beside: Beside) -> Iterator[Record]:
    """A post or a page."""
    # Some tools write the record of a post one level down.
    if isinstance(row.get("data"), dict) and "title" not in row:
        row = {"id": row.get("url"), **row["data"]}
    found = row.get("id")
    key = _key(found) or _text(row, "slug")
    title = tidy_text(_text(row, "title"))
    if not key:
        yield Fault(f"a post without an id: “{title[:80]}”")
        return
    meta = {**_own_meta(row), **beside.told("posts_meta", key)}
    notes: list[str] = []
    tags = _tags(row, key, beside)
    names = {tag["slug"] or tag["name"]: tag["name"] for tag in tags}
    public = [name for name, tag in zip(names, tags, strict=False) if not tag["internal"]]
    authors = beside.related("posts_authors", key) or [_key(row.get("author_id"))]
    slug = _text(row, "slug")
    if _text(row, "codeinjection_head") or _text(row, "codeinjection_foot"):
        notes.append("code that it added to its page is left out")
    yield ForeignStory(
        key=key,
        kind=StoryKind.PAGE if _is_page(row) else StoryKind.POST,
        title=title,
        markup=_markup(row, notes),
        dialect="html",
        standing=_standing(row, meta),
        slug=slug,
        address=f"/{slug}/" if slug and slug != "(untitled)" else "",
        published_at=_moment(row.get("published_at")),
        updated_at=_moment(row.get("updated_at")),
        excerpt=plain_text(_text(row, "custom_excerpt")),
        authors=tuple(filter(None, authors)),
        author_names={each: beside.told("users", each).get("name", "") for each in authors if each},
        categories=tuple(public[:1]),
        tags=tuple(public[1:]),
        term_names=names,
        picture=_feature(row, meta),
        seo_title=tidy_text(meta.get("meta_title", "")),
        seo_description=tidy_text(meta.get("meta_description", "")),
        kept=_kept(row, tags),
        notes=tuple(notes),
    )


def _tags(row: dict[str, Any], key: str, beside: Beside) -> list[dict[str, str]]:
    found = [beside.told("tags", each) for each in beside.related("posts_tags", key)]
    return [tag for tag in found if tag.get("name")]


def _kept(row: dict[str, Any], tags: list[dict[str, str]]) -> dict[str, Any]:
    internal = [tag["name"] for tag in tags if tag["internal"]]
    kept = {
        "canonical": _text(row, "canonical_url")[:1000],
        "featured": row.get("featured") in (1, True),
        "internal_tags": internal[:50],
        "uuid": _text(row, "uuid")[:60],
    }
    return {name: value for name, value in kept.items() if value}


def _is_page(row: dict[str, Any]) -> bool:
    return row.get("type") == "page" or row.get("page") in (1, True)


def _standing(row: dict[str, Any], meta: dict[str, str]) -> Standing:
    """Who could read it. What is not known to be public is not."""
    status = _text(row, "status")
    if status == "scheduled":
        return Standing.SCHEDULED
    if status == "sent" or meta.get("email_only"):
        return Standing.MEMBERS
    if status != "published":
        return Standing.DRAFT
    return Standing.PUBLIC if row.get("visibility", "public") == "public" else Standing.MEMBERS


def _markup(row: dict[str, Any], notes: list[str]) -> str:
    """The body as HTML: as it was shown, or made from the document it was written in."""
    html = _text(row, "html")
    if html.strip():
        return _without_site(html)
    for name, read in (("lexical", lexical_html), ("mobiledoc", mobiledoc_html)):
        document = _text(row, name)
        if document:
            if len(document) > _LONGEST:
                notes.append(f"its {name} document is too long to be read")
                return ""
            return _without_site(read(document, notes))
    return ""


def _without_site(html: str) -> str:
    """Ghost writes a mark for its own address: what it leads to is looked for here."""
    return html.replace("__GHOST_URL__/", "/").replace("__GHOST_URL__", "/")


def _feature(row: dict[str, Any], meta: dict[str, str]) -> PictureUse | None:
    address = _text(row, "feature_image") or _text(row, "image")
    if not address:
        return None
    alt, caption = meta.get("feature_image_alt", ""), meta.get("feature_image_caption", "")
    return PictureUse(address=address, alt=tidy_text(alt), caption=plain_text(caption))


def _own_meta(row: dict[str, Any]) -> dict[str, str]:
    names = ("meta_title", "meta_description", "feature_image_alt", "feature_image_caption")
    return {name: words for name in names if (words := _text(row, name))}


def _moment(value: Any) -> datetime | None:
    """A time as Ghost wrote it in one version or another: ISO 8601, or milliseconds."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str) and value:
            found = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _text(row: dict[str, Any], name: str) -> str:
    return text_of(row.get(name))


def text_of(value: Any) -> str:
    """A value as text that a database takes: JSON may hold NUL, and halves of characters."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _key(value: Any) -> str:
    return text_of(str(value)) if isinstance(value, str | int) and value else ""
