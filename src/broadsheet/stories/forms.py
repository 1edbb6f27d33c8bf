"""The story's form: generous with drafts, strict with what readers are about to see."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from broadsheet.editions.models import Area, Section
from broadsheet.editions.models.edition_page import slug_fault
from broadsheet.kit.slugs import make_slug
from broadsheet.stories.checks import publishing_errors

if TYPE_CHECKING:
    from broadsheet.stories.models import Story

#: Bytes of a slug that is made from a headline; a number may be added to it.
MADE_SLUG_BYTES = 120
#: Where stories stand in the page tree: root, front, area, section, story.
STORY_DEPTH = 5
#: More than any headline: two slugs are compared before they are cut.
_UNCUT = 4000

#: The records of the story's edition that it may carry.
EDITION_FIELDS = ("regions", "topics", "dossiers", "agencies", "programme")


class StoryForm(WagtailAdminPageForm):
    """A draft needs a headline and nothing else; a publication what ``stories.checks`` asks for."""

    instance: Story

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._place(self.parent_page)
        self._limit_to_edition()
        if "slug" in self.fields:
            field = self.fields["slug"]
            field.required = False
            field.max_length = None
            field.validators = []
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs["data-w-slug-locale-value"] = self.instance.locale.language_code

    def _place(self, parent: Any) -> None:
        """Let a new story know its section before it is in the tree."""
        story = self.instance
        if parent is None or story.home_section_id:
            return
        story.home_section_id = parent.pk
        story.locale_id = story.locale_id or parent.locale_id
        if not story.path:
            story._cached_parent_obj = parent

    def _limit_to_edition(self) -> None:
        locale_id = self.instance.locale_id
        for name in EDITION_FIELDS:
            if field := self.fields.get(name):
                field.queryset = field.queryset.filter(locale_id=locale_id)
        if field := self.fields.get("further_sections"):
            field.queryset = further_sections_of(self.instance)
            field.label_from_instance = section_label

    @property
    def is_publication(self) -> bool:
        """Whether readers will see it if this is saved, now or at the hour it is scheduled for."""
        if self.is_deferred_validation or not self.is_bound:
            return False
        approves = self.data.get("workflow-action-name") == "approve"
        return bool(self.data.get("action-publish")) or (
            approves and bool(self.data.get("action-workflow-action"))
        )

    def clean(self) -> dict[str, Any]:
        if "slug" in self.fields and "slug" in self.cleaned_data:
            self._settle_slug()
        return super().clean()

    def _settle_slug(self) -> None:
        typed = unicodedata.normalize("NFC", self.cleaned_data["slug"] or "")
        headline = self.cleaned_data.get("title") or ""
        never_published = self.instance.first_published_at is None
        if never_published and (not typed or is_slug_of(headline, typed)):
            typed = self._free_slug(make_slug(headline, limit=MADE_SLUG_BYTES))
        elif not typed:
            typed = self.initial.get("slug") or self._free_slug(
                make_slug(headline, limit=MADE_SLUG_BYTES)
            )
        self.cleaned_data["slug"] = typed
        if fault := slug_fault(typed, depth=STORY_DEPTH):
            self.add_error("slug", fault)
            return
        try:
            validate_unicode_slug(typed)
        except ValidationError:
            self.add_error("slug", _("Letters, digits and hyphens only."))

    def _free_slug(self, slug: str) -> str:
        """``slug``, or with a number where the section has a story of that name already."""
        slug = slug or "story"
        if self.parent_page is None:
            return slug
        taken = set(
            self.parent_page.get_children()
            .filter(slug__startswith=slug)
            .exclude(pk=self.instance.pk)
            .values_list("slug", flat=True)
        )
        candidate, number = slug, 1
        while candidate in taken or slug_fault(candidate, depth=STORY_DEPTH):
            number += 1
            candidate = f"{slug}-{number}"
        return candidate

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_publication:
            return
        for name, messages in publishing_errors(self.instance).items():
            if name in self.errors:
                continue
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

    def save(self, commit: bool = True) -> Story:
        """See ``ModelForm.save``. A new story is never live before its publication."""
        # Wagtail adds a page that is published at once, or scheduled, as a live one and corrects
        # that a moment later; readers could see an embargoed story in between.
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit=commit)


def is_slug_of(headline: str, slug: str) -> bool:
    """Whether ``slug`` is what the browser made of the headline, not what somebody typed."""
    return make_slug(slug, limit=_UNCUT) == make_slug(headline, limit=_UNCUT)


def further_sections_of(story: Story) -> QuerySet[Section]:
    """The sections of the story's edition that it may be shown in beside its own."""
    return (
        Section.objects.filter(locale_id=story.locale_id)
        .exclude(pk=story.home_section_id)
        .order_by("path")
    )


def section_label(section: Section) -> str:
    """A section with its area: two areas may each have a section of the same name."""
    areas = dict(Area.Key.choices)
    return f"{areas.get(section.area_key, section.area_key)} › {section.title}"
