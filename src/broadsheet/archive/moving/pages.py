"""Standing pages of another system: a few, written the usual way, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.converting import Converted
from broadsheet.archive.moving.plan import MovePlan
from broadsheet.archive.moving.preparing import Refusal, path_of
from broadsheet.archive.moving.records import remember
from broadsheet.archive.moving.report import Became
from broadsheet.archive.records import Site, Standing
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

    def take(self, converted: Converted, digest: str, row: SourceRecord | None, site: Site) -> Said:
        """Bring one page in, or leave it as it is here. Raises Refusal."""
        if row is not None:
            same = row.digest == digest
            return (Became.UNCHANGED, "", []) if same else (Became.KEPT, "", [_CHANGED])
        theirs = converted.story
        publish = theirs.standing is Standing.PUBLIC and not self.plan.drafts
        notes = [*converted.notes]
        if not publish:
            notes.append("a draft")
        page = StandingPage(
            title=fitting(theirs.title, 255) or f"({theirs.key})",
            slug=make_slug(theirs.slug or theirs.title, limit=120) or "page",
            text=_text(converted.blocks, notes),
            seo_title=fitting(theirs.seo_title, 255),
            search_description=theirs.seo_description[:5000],
            locale=self.edition.locale,
            live=False,
        )
        self._check(page)
        became = Became.ADDED if publish else Became.DRAFT
        if self.plan.dry_run:
            return became, "", notes
        with all_or_nothing():
            self._write(page, publish=publish, old=path_of(converted.story.address))
            told = [(theirs, digest, page.pk, page.latest_revision_id, False)]
            remember(self.edition, site, told, became="editions.standingpage")
        return became, readable_address(self.edition, page.url_path), notes

    def _check(self, page: StandingPage) -> None:
        fault = slug_fault(page.slug, depth=_DEPTH)
        if fault:
            raise Refusal(fault)
        front = self.edition.front
        assert front is not None, "an edition in use has a front"
        if front.get_children().filter(slug=page.slug).exists():
            raise Refusal(f"the edition has a page “{page.slug}” already")

    def _write(self, page: StandingPage, *, publish: bool, old: str) -> None:
        front = Page.objects.get(pk=self.edition.front_id)
        front.add_child(instance=page)
        revision = page.save_revision(clean=False)
        if not publish:
            return
        revision.publish()
        prefix = f"/{self.edition.code}" if self.edition.host else ""
        path = Redirect.normalise_path(f"{prefix}{old}")
        if old and not Redirect.objects.filter(old_path=path, site=None).exists():
            Redirect.objects.create(
                old_path=path, redirect_page_id=page.pk, automatically_created=True
            )


_CHANGED = "a page that came in before; what its source says now is not taken over"


def _text(blocks: list[dict[str, Any]], notes: list[str]) -> str:
    """The text of a page: paragraphs and headings; it has no place for anything else."""
    parts = []
    for block in blocks:
        if block["type"] == "heading":
            parts.append(f"<h2>{escape(block['value'], quote=False)}</h2>")
        elif block["type"] == "paragraph":
            parts.append(block["value"])
        else:
            notes.append(f"a standing page has no place for a {block['type']}; it is left out")
    return "".join(parts)
