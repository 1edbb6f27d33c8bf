"""What of the database a newsroom is, table by table; and what it is not, with the reason.

``tests/archive/test_whole_newsroom.py`` fails on a model that is in neither list.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Page

#: Tables of single rows that pages refer to, in the order in which they can be written.
BEFORE_PAGES = (
    "wagtailcore.locale",
    "wagtailcore.collection",
    "taggit.tag",
    "media.picture",
    "taggit.taggeditem",
    "editions.edition",
    "people.agency",
    "people.author",
    "topics.dossier",
    "topics.region",
    "topics.topic",
    "media.clip",
    "programmes.programme",
    "programmes.programme_hosts",
)
#: Pages by type, each with its own table. The root stands first of all, whatever its type.
PAGES = (
    "wagtailcore.page",
    "fronts.editionfront",
    "editions.area",
    "editions.section",
    "editions.standingpage",
    "audience.contactpage",
    "stories.story",
)
#: Tables of single rows that refer to pages.
AFTER_PAGES = (
    "wagtailcore.site",
    "fronts.frontslot",
    "wagtailredirects.redirect",
    "editions.removedaddress",
    "live.breakingitem",
    "live.post",
    "live.post_authors",
    "live.stream",
    "live.scheduleslot",
    "desk.hold",
    "desk.wireorigin",
    "archive.sourcerecord",
)
#: Of those, what is a page's own, but names pages that come behind it: table, attribute of its id.
OWNED = {"fronts.frontslot": ("fronts.editionfront", "front_id")}
#: What stands in the line of its page.
WITH_PAGES = ("wagtailcore.revision", "wagtailcore.pagelogentry")

_ACCOUNTS = "accounts, and what belongs to one: they are made anew, by hand"
_DERIVED = "made anew from what is brought in"
_MACHINE = "the state of one machine's work"
_UNUSED = "a newsroom has none"
_WIRE = "the wire: what agencies sent is theirs, and its sources hold secrets; set up anew"
_VOCABULARY = "IPTC's vocabulary, and no part of the paper: loaded anew"
#: What stays behind, and why.
LEFT = {
    "audience.message": "what readers wrote: theirs, and no part of the paper",
    "press.impression": _MACHINE,
    "ledger.cursor": _MACHINE,
    "ledger.entry": _MACHINE,
    "desk.flash": _MACHINE,
    "desk.flashpart": _MACHINE,
    "desk.missedhour": _MACHINE,
    "desk.latepictures": _WIRE,
    "desk.upstreamchange": _WIRE,
    "live.streamhealth": _MACHINE,
    "wire.band": _WIRE,
    "wire.delivery": _WIRE,
    "wire.health": _WIRE,
    "wire.itemversion": _WIRE,
    "wire.loading": _VOCABULARY,
    "wire.mediatopic": _VOCABULARY,
    "wire.receiveditem": _WIRE,
    "wire.remembered": _WIRE,
    "wire.rule": _WIRE,
    "wire.source": _WIRE,
    "wire.subjectcode": _WIRE,
    "wire.tally": _WIRE,
    "wire.topicmatch": _VOCABULARY,
    "wire.wordalert": _ACCOUNTS,
    "media.encoding": _MACHINE,
    "media.rendition": _DERIVED,
    "wagtailcore.referenceindex": _DERIVED,
    "wagtailsearch.indexentry": _DERIVED,
    "wagtailsearch.sqliteftsindexentry": _DERIVED,
    "wagtailembeds.embed": _DERIVED,
    "contenttypes.contenttype": _DERIVED,
    "auth.permission": _DERIVED,
    "auth.group_permissions": _DERIVED,
    "auth.group": _DERIVED,
    "auth.user": _ACCOUNTS,
    "auth.user_groups": _ACCOUNTS,
    "auth.user_user_permissions": _ACCOUNTS,
    "sessions.session": _ACCOUNTS,
    "wagtailusers.userprofile": _ACCOUNTS,
    "wagtailadmin.admin": _DERIVED,
    "wagtailadmin.editingsession": _ACCOUNTS,
    "wagtailadmin.formstate": _ACCOUNTS,
    "wagtailcore.apitoken": _ACCOUNTS,
    "wagtailcore.comment": _ACCOUNTS,
    "wagtailcore.commentreply": _ACCOUNTS,
    "wagtailcore.pagesubscription": _ACCOUNTS,
    "wagtailcore.uploadedfile": _MACHINE,
    "wagtailcore.modellogentry": "who did what to records: a log of accounts",
    "wagtailcore.grouppagepermission": _DERIVED,
    "wagtailcore.groupcollectionpermission": _DERIVED,
    "wagtailcore.groupsitepermission": _DERIVED,
    "wagtailcore.workflow": _DERIVED,
    "wagtailcore.workflowcontenttype": _DERIVED,
    "wagtailcore.workflowpage": _DERIVED,
    "wagtailcore.workflowtask": _DERIVED,
    "wagtailcore.task": _DERIVED,
    "wagtailcore.groupapprovaltask": _DERIVED,
    "wagtailcore.groupapprovaltask_groups": _DERIVED,
    "wagtailcore.workflowstate": _ACCOUNTS,
    "wagtailcore.taskstate": _ACCOUNTS,
    "wagtailcore.pageviewrestriction": _UNUSED,
    "wagtailcore.pageviewrestriction_groups": _UNUSED,
    "wagtailcore.collectionviewrestriction": _UNUSED,
    "wagtailcore.collectionviewrestriction_groups": _UNUSED,
    "wagtaildocs.document": _UNUSED,
    "wagtailimages.image": _UNUSED,
    "wagtailimages.rendition": _UNUSED,
}
#: Fields whose value is made anew, or belongs to what stays behind.
BLANK: dict[str, dict[str, Any]] = {
    "media.clip": {"hls": ""},
    "media.picture": {"file_hash": ""},
    "desk.wireorigin": {"received_id": None},
}


def model_of(label: str) -> type[models.Model]:
    """The model of a label. Raises LookupError."""
    return apps.get_model(label)


@cache
def inner_tables(label: str) -> dict[str, tuple[type[models.Model], str]]:
    """The tables whose rows stand in the line of a page: model, attribute of the page's id."""
    model = model_of(label)
    found: dict[str, tuple[type[models.Model], str]] = {}
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, ParentalManyToManyField):
            through: Any = field.remote_field.through
            found[through._meta.label_lower] = (through, f"{field.m2m_field_name()}_id")
        related = getattr(field, "related_model", None)
        key = getattr(field, "field", None)
        if field.auto_created and isinstance(key, ParentalKey) and related is not None:
            name = related._meta.label_lower
            if related._meta.app_label != "wagtailcore" and name not in OWNED:
                found[name] = (related, key.attname)
    if model is not Page:
        pointer = model._meta.pk
        assert pointer is not None
        found[label] = (model, pointer.attname)
    return dict(sorted(found.items()))
