"""How far somebody reaches: the editions and sections whose stories they may see or write."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from broadsheet.editions.models import Area, Edition, Section

#: Wagtail's page permissions that let somebody see what is in a part of the tree.
SEEING = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})


#: The path that all pages are under.
_WHOLE_TREE = ""


def roots_of(user: Any, actions: frozenset[str] | set[str]) -> set[str]:
    """The tree paths of the pages on which ``user`` was given one of ``actions``.

    An owner, and whoever was given it on the root, has the empty path: every page is under it.
    """
    if not user.is_active:
        return set()
    if user.is_superuser:
        return {_WHOLE_TREE}
    policy = policy_registry.get_by_type(Page)
    return {
        _WHOLE_TREE if given.page.depth == 1 else given.page.path
        for given in policy.get_cached_permissions_for_user(user)
        if given.permission.codename.rpartition("_")[0] in actions
    }


def _under(roots: set[str]) -> Q:
    if _WHOLE_TREE in roots:
        return Q()
    within = Q(pk__in=[])
    for path in roots:
        within |= Q(path__startswith=path)
    return within


def reaches_all(user: Any) -> bool:
    """Whether ``user`` may see the stories of every edition."""
    return _WHOLE_TREE in roots_of(user, SEEING)


def stories_in_reach(user: Any) -> Q:
    """Which stories ``user`` may see, as a condition that needs no join to the page table."""
    if reaches_all(user):
        return Q()
    sections = Section.objects.filter(_under(roots_of(user, SEEING))).order_by()
    return Q(home_section__in=list(sections.values_list("pk", flat=True)))


def editions_in_reach(user: Any) -> QuerySet[Edition]:
    """The editions with sections that ``user`` may see."""
    editions = Edition.objects.select_related("locale")
    if reaches_all(user):
        return editions
    sections = Section.objects.filter(_under(roots_of(user, SEEING))).order_by()
    return editions.filter(locale__in=sections.values("locale_id"))


def sections_in_reach(user: Any) -> QuerySet[Section]:
    """The sections whose stories ``user`` may see, in the order of the page tree."""
    return Section.objects.filter(_under(roots_of(user, SEEING))).order_by("path")


def sections_to_write_in(user: Any) -> QuerySet[Section]:
    """The sections in which ``user`` may add a story, in the order of the page tree."""
    return Section.objects.filter(_under(roots_of(user, {"add"}))).order_by("path")


def area_name(key: str) -> str:
    """An area's name in the language of the desk."""
    return str(dict(Area.Key.choices).get(key, key))
