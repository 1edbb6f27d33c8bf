"""Standing pages of another system: a few, written the usual way, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import chain, count
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.archive.body.blocks import link
from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.converting import Converted
from broadsheet.archive.moving.old_addresses import old_addresses
from broadsheet.archive.moving.plan import MovePlan
from broadsheet.archive.moving.records import remember
from broadsheet.archive.moving.report import Became
from broadsheet.archive.records import ClipUse, Site, Standing
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.editions.addresses import readable_address
from broadsheet.editions.models import Edition, StandingPage
from broadsheet.editions.models.edition_page import slug_fault
from broadsheet.kit.slugs import make_slug
from broadsheet.stories.block_values import fitting

_DEPTH = 3
Said = tuple[Became, str, list[str]]


@dataclass
class PageWriter:
    """Writes the standing pages of an export under an edition's front."""

    edition: Edition
    plan: MovePlan
    #: Old addresses that lead to them.
    kept: int = 0

    def take(self, converted: Converted, digest: str, row: SourceRecord | None, site: Site) -> Said:
        """Bring one page in, or leave it as it is here."""
        if row is not None:
            same = row.digest == digest
            return (Became.UNCHANGED, "", []) if same else (Became.KEPT, "", [_CHANGED])
        theirs = converted.story
        notes = [*converted.notes]
        slug, free = self._slug(theirs.slug or theirs.title, notes)
        publish = free and theirs.standing is Standing.PUBLIC and not self.plan.drafts
        if not publish:
            notes.append("a draft")
        page = StandingPage(
            title=fitting(theirs.title, 255) or f"({theirs.key})",
            slug=slug,
            text=_text(converted.blocks, notes),
            seo_title=fitting(theirs.seo_title, 255),
            search_description=theirs.seo_description[:5000],
            locale=self.edition.locale,
            live=False,
        )
        became = Became.ADDED if publish else Became.DRAFT
        if self.plan.dry_run:
            return became, "", notes
        with all_or_nothing():
            self._write(page, publish=publish, old=old_addresses(theirs, self.edition))
            told = [(theirs, digest, page.pk, page.latest_revision_id, False)]
            remember(self.edition, site, told, became="editions.standingpage")
        return became, readable_address(self.edition, page.url_path), notes

    def _slug(self, words: str, notes: list[str]) -> tuple[str, bool]:
        """A slug that is free under the front, and whether it is the one that was wanted.

        An edition has an “about” of its own: an editor says which of the two is to be read.
        """
        wanted = make_slug(words, limit=120) or "page"
        front = self.edition.front
        assert front is not None, "an edition in use has a front"
        taken = set(front.get_children().values_list("slug", flat=True))
        numbered = (f"{wanted}-{number}" for number in count(2))
        slug = next(
            each
            for each in chain([wanted], numbered)
            if each not in taken and not slug_fault(each, depth=_DEPTH)
        )
        if slug != wanted:
            notes.append(f"“{wanted}” is taken in the edition: it waits as “{slug}”")
        return slug, slug == wanted

    def _write(self, page: StandingPage, *, publish: bool, old: tuple[str, ...]) -> None:
        front = Page.objects.get(pk=self.edition.front_id)
        front.add_child(instance=page)
        revision = page.save_revision(clean=False)
        if not publish:
            return
        revision.publish()
        for path in map(Redirect.normalise_path, old):
            if not Redirect.objects.filter(old_path=path, site=None).exists():
                Redirect.objects.create(
                    old_path=path, redirect_page_id=page.pk, automatically_created=True
                )
                self.kept += 1


_CHANGED = "a page that came in before; what its source says now is not taken over"


def _text(blocks: list[dict[str, Any]], notes: list[str]) -> str:
    """The text of a page: paragraphs and headings; it has no place for anything else."""
    parts = []
    for block in blocks:
        if block["type"] == "heading":
            parts.append(f"<h2>{escape(block['value'], quote=False)}</h2>")
        elif block["type"] == "paragraph":
            parts.append(block["value"])
        elif isinstance(block["value"], ClipUse):
            linked = link(block["value"].address, block["value"].title)
            parts.append(linked["value"] if linked else "")
            notes.append("a standing page has no place for a video or audio; it is kept as a link")
        else:
            notes.append(f"a standing page has no place for a {block['type']}; it is left out")
    return "".join(parts)
