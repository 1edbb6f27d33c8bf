"""The newsroom's roles: what a reporter, a translator, an editor and a chief may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

WORKFLOW = "Editors' approval"
#: Groups and a workflow that Wagtail makes when it is installed; ours take their place.
_WAGTAILS_GROUPS = ("Moderators", "Editors")
_WAGTAILS_WORKFLOW = "Moderators approval"

_RECORDS = (
    "topics.topic",
    "topics.region",
    "topics.dossier",
    "programmes.programme",
    "people.author",
    "people.agency",
    "media.clip",
)
#: What takes a story from readers for good, or until a chief says otherwise (``taking_down``).
TAKING_DOWN = ("desk.withdraw_story", "desk.kill_story", "desk.take_down_story")
#: An item of the ticker; to publish it, to confirm, deny and withdraw it is one permission.
ITEM = "live.breakingitem"
#: The channel: where its streams are is a chief's to say, what is on an editor's.
STREAM, SLOT = "live.stream", "live.scheduleslot"
#: A post of a live page; to publish it and all that may become of it is one permission.
POST = "live.post"
#: What agencies send: to see it is one thing, to take, skip and make a story of it another.
WIRE = "wire.receiveditem"


def _each(actions: str, *models: str) -> tuple[str, ...]:
    """``add view`` and ``media.clip`` as ``media.add_clip``, ``media.view_clip``."""
    named = [model.split(".") for model in models]
    return tuple(f"{app}.{action}_{name}" for app, name in named for action in actions.split())


@dataclass(frozen=True)
class Role:
    """A role's permissions: in the page tree, over pictures, and over records."""

    name: str
    pages: tuple[str, ...]
    pictures: tuple[str, ...]
    records: tuple[str, ...]


REPORTER = Role(
    "Reporter",
    pages=("add",),
    pictures=("add", "choose"),
    records=(
        *_each("view", *_RECORDS),
        *_each("add change", "media.clip"),
        *_each("view add", ITEM),
        *_each("view", STREAM),
        *_each("view change", WIRE),
    ),
)
TRANSLATOR = Role(
    "Translator", pages=REPORTER.pages, pictures=("add", "choose"), records=REPORTER.records
)
EDITOR = Role(
    "Editor",
    pages=("add", "change", "publish", "lock", "unlock"),
    pictures=("add", "change", "choose"),
    records=(
        *_each("view add change", *_RECORDS),
        *_each("view add change publish", ITEM, POST),
        *_each("view change", STREAM, WIRE, "wire.delivery"),
        *_each("view", "wire.source", "wire.rule"),
        *_each("add change delete", SLOT),
        "audience.view_message",
    ),
)
CHIEF = Role(
    "Chief",
    pages=(*EDITOR.pages, "bulk_delete"),
    pictures=(*EDITOR.pictures, "delete"),
    records=(
        *_each("view add change delete", *_RECORDS),
        *_each("view add change publish delete", ITEM, POST),
        *_each("view change", WIRE, "wire.delivery"),
        *_each("view add change delete", STREAM, "wire.source", "wire.rule"),
        *_each("add change delete", SLOT),
        *_each("view add change", "editions.edition", "editions.section"),
        "editions.change_standingpage",
        "fronts.change_editionfront",
        "audience.change_contactpage",
        *_each("view delete", "audience.message"),
        *_each("add change delete", "auth.user", "wagtailredirects.redirect"),
        *_each("add change", "auth.group", "wagtailcore.workflow", "wagtailcore.task"),
        *TAKING_DOWN,
    ),
)
ROLES = (REPORTER, TRANSLATOR, EDITOR, CHIEF)


@transaction.atomic
def establish_roles() -> dict[str, Group]:
    """Make sure of the four groups, their permissions and the workflow on all editions.

    May be called again and again: what is missing is added, what a chief added stays. Returns the
    groups by name.
    """
    for name in _WAGTAILS_GROUPS:
        Group.objects.filter(name=name, user=None).delete()
    groups = {role.name: _establish(role) for role in ROLES}
    _establish_workflow([groups[EDITOR.name], groups[CHIEF.name]])
    return groups


def _establish(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.name)
    group.permissions.add(*_permissions("wagtailadmin.access_admin", *role.records))
    root = Page.get_first_root_node()
    for permission in _permissions(*(f"wagtailcore.{action}_page" for action in role.pages)):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    library = Collection.get_first_root_node()
    for permission in _permissions(*(f"wagtailimages.{action}_image" for action in role.pictures)):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission
        )
    return group


def _permissions(*names: str) -> list[Permission]:
    """The permissions of these names. Raises LookupError where one does not exist."""
    codenames = [name.partition(".")[2] for name in names]
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(codename__in=codenames).select_related(
            "content_type"
        )
    }
    if missing := sorted(set(names) - set(found)):
        raise LookupError(f"no such permission: {', '.join(missing)} (has `migrate` run?)")
    return [found[name] for name in names]


def permissions_to_give() -> QuerySet[Permission]:
    """Our own permissions, for Wagtail's form of groups: to take stories down, to publish items
    and posts."""
    names = (*TAKING_DOWN, *_each("publish", ITEM, POST))
    wanted = [name.partition(".")[2] for name in names]
    return Permission.objects.filter(content_type__app_label__in=["desk", "live"]).filter(
        codename__in=wanted
    )


def _establish_workflow(approvers: list[Group]) -> None:
    task = GroupApprovalTask.objects.filter(name=WORKFLOW).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
    task.groups.add(*approvers)
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(
        workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0}
    )
    root = Page.get_first_root_node()
    placed = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if placed is None:
        WorkflowPage.objects.create(page=root, workflow=workflow)
    elif placed.workflow.name == _WAGTAILS_WORKFLOW:
        placed.workflow.deactivate()
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
