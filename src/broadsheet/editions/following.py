"""How the ledger follows editions, the pages of their skeletons, and their records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from broadsheet.editions.models import Edition, Section
from broadsheet.ledger import tags
from broadsheet.ledger.subjects import State, Subject, register

#: What Wagtail keeps of a page for the desk.
BOOKKEEPING = frozenset(
    {
        "numchild",
        "depth",
        "draft_title",
        "owner",
        "locked",
        "locked_at",
        "locked_by",
        "latest_revision",
        "live_revision",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "go_live_at",
        "expire_at",
        "expired",
        "first_published_at",
        "last_published_at",
        "show_in_menus",
        "alias_of",
        "content_type",
        "page_ptr",
    }
)
#: What makes a skeleton another one.
_IN_SKELETON = frozenset({"slug", "url_path", "path"})

_EDITION = "editions.edition"
_WHERE = frozenset({"code", "locale", "host", "sort_order", "front"})


def follow_page(
    model: type[Model],
    relations: tuple[str, ...] = (),
    settle: Callable[[Any], None] | None = None,
) -> None:
    """Follow a type of page that stands still while the news moves."""
    register(
        Subject(
            model=model,
            label="page",
            ignored=BOOKKEEPING,
            relations=relations,
            is_public=is_live,
            address=tree_path,
            touches=_page_touches,
            is_page=True,
            settle=settle,
        )
    )


def settle_section(page: Any) -> None:
    """Have a section say which area it stands in, however it came there."""
    if type(page) is Page:
        area = page.get_parent().slug
        Section.objects.filter(pk=page.pk).exclude(area_key=area).update(area_key=area)


def follow_record(model: type[Model], relations: tuple[str, ...] = ()) -> None:
    """Follow a record that has a page of its own: an author, a topic …."""
    label = model._meta.label_lower
    place = model.place  # type: ignore[attr-defined]

    def address(state: State) -> str:
        code = code_of(state.values["locale"])
        return f"/{code}/{place}/{state.values['slug']}/" if code else ""

    def touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
        touched = {tags.table(label): ""}
        for state in filter(None, (before, after)):
            touched[tags.address(address(state))] = ""
            touched[tags.translations(state.values["translation_key"])] = ""
        return touched

    register(
        Subject(model=model, label=label, relations=relations, address=address, touches=touches)
    )


def follow_edition() -> None:
    """Follow editions. A page shows its own; of the others it says where they are."""

    def touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
        return {} if before and after and not fields & _WHERE else {tags.table(_EDITION): ""}

    register(Subject(model=Edition, label=_EDITION, touches=touches))


def is_live(state: State) -> bool:
    """Whether readers see a page."""
    return bool(state.values["live"])


def tree_path(state: State) -> str:
    """Where a page stands."""
    return str(state.values["url_path"])


def address_touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    """Addresses and translations that a page's coming, going or moving touches."""
    if before and after and not fields & {"url_path", "translation_key"}:
        return {}
    touched = {}
    for state in filter(None, (before, after)):
        touched[tags.address(tree_path(state))] = ""
        touched[tags.translations(state.values["translation_key"])] = ""
    return touched


def _page_touches(before: State | None, after: State | None, fields: set[str]) -> dict[str, str]:
    touched: dict[str, Any] = address_touches(before, after, fields)
    if before is None or after is None or fields & _IN_SKELETON:
        for state in filter(None, (before, after)):
            touched[tags.skeleton(state.values["locale"])] = ""
    return touched


def code_of(locale_id: int) -> str:
    """The code of the edition that is written in a locale; empty where there is none."""
    codes = Edition.objects.filter(locale_id=locale_id).values_list("code", flat=True)
    return codes.first() or ""
