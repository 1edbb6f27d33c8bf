"""A story: one page type for every kind, so that news can become analysis without moving house."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.search import index

from broadsheet.editions.indexing import nothing_new_in
from broadsheet.editions.models import Edition, EditionPage, Section
from broadsheet.kit import clock
from broadsheet.kit.reading_time import reading_minutes
from broadsheet.stories.body_blocks import BodyBlock, PointBlock
from broadsheet.stories.body_text import body_text, count_pictures
from broadsheet.stories.checks import StoryErrors, publishing_errors
from broadsheet.stories.forms import StoryForm
from broadsheet.stories.kinds import Kind
from broadsheet.stories.panels import edit_handler

#: Facts about a publication, not about a draft: a revision never brings them back.
KEPT_FROM_THE_LIVE_STORY = (
    "published_at",
    "updated_at",
    "touched_at",
    "closed_at",
    "home_section_id",
    "edition_id",
)

#: What Wagtail notes of a story when a version of it is kept. None of it is indexed.
_OF_A_VERSION = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
    }
)


class Story(EditionPage):
    """A story of one edition, in one section. ``title`` is its headline."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NEWS)
    short_headline = models.CharField(
        _("short headline"), max_length=80, blank=True, help_text=_("For cards; 60 signs or fewer.")
    )
    standfirst = models.TextField(_("standfirst"), max_length=500, blank=True)
    dateline = models.CharField(
        _("dateline"), max_length=80, blank=True, help_text=_("Where it was reported from.")
    )
    byline_text = models.CharField(
        _("byline as sent"),
        max_length=200,
        blank=True,
        help_text=_("For names of an agency's own, who are not among our authors."),
    )
    # Both are what the page tree says, kept beside the story so that listings need no join.
    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="+", editable=False
    )
    home_section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="stories", editable=False
    )
    further_sections = ParentalManyToManyField(
        Section, verbose_name=_("further sections"), blank=True, related_name="further_stories"
    )
    regions = ParentalManyToManyField(
        "topics.Region", verbose_name=_("regions"), blank=True, related_name="stories"
    )
    topics = ParentalManyToManyField(
        "topics.Topic", verbose_name=_("topics"), blank=True, related_name="stories"
    )
    dossiers = ParentalManyToManyField(
        "topics.Dossier", verbose_name=_("dossiers"), blank=True, related_name="stories"
    )
    agencies = ParentalManyToManyField(
        "people.Agency", verbose_name=_("source"), blank=True, related_name="stories"
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=300,
        blank=True,
        help_text=_("Only if the picture's own text is missing or in another language."),
    )
    picture_caption = models.CharField(_("caption"), max_length=600, blank=True)
    clip = models.ForeignKey(
        "media.Clip",
        verbose_name=_("video or audio"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    programme = models.ForeignKey(
        "programmes.Programme",
        verbose_name=_("programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="episodes",
    )
    season = models.PositiveSmallIntegerField(
        _("season"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    episode = models.PositiveIntegerField(
        _("episode"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    points = StreamField(
        [("point", PointBlock())], verbose_name=_("five points"), blank=True, max_num=5
    )
    text_alternative = models.TextField(_("the infographic in words"), max_length=4000, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), null=True, editable=False)
    # Of a live page: since when it takes no more posts (``broadsheet.live``).
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    # The desk lists what was worked on last first; Wagtail's own date is in the page table, which
    # would have to be sorted as a whole.
    touched_at = models.DateTimeField(_("last worked on"), default=clock.now, editable=False)
    minor_change = models.BooleanField(
        _("minor change"),
        default=False,
        help_text=_("Publish without showing readers a new “updated” time. Holds once."),
    )
    minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    picture_count = models.PositiveSmallIntegerField(default=0, editable=False)

    in_skeleton = False
    parent_page_types = ["editions.Section"]
    subpage_types: list[str] = []
    page_description = _("News, opinion, analysis, video, gallery …: every kind of story.")
    base_form_class = StoryForm
    edit_handler = edit_handler()
    exclude_fields_in_copy = ["published_at", "updated_at", "touched_at", "closed_at"]

    search_fields = [
        *EditionPage.search_fields,
        index.SearchField("standfirst"),
        index.FilterField("kind"),
        index.FilterField("edition"),
        index.FilterField("home_section"),
        index.FilterField("published_at"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["edition", "-published_at"], name="story_edition_published"),
            models.Index(fields=["home_section", "-published_at"], name="story_section_published"),
            models.Index(fields=["kind", "edition", "-published_at"], name="story_kind_published"),
            models.Index(fields=["programme", "-published_at"], name="story_programme_published"),
            models.Index(fields=["-touched_at", "-page_ptr"], name="story_touched"),
            models.Index(
                fields=["edition", "-touched_at", "-page_ptr"], name="story_edition_touched"
            ),
        ]

    @property
    def headline(self) -> str:
        """The headline; Wagtail calls it the title."""
        return self.title

    @property
    def is_running(self) -> bool:
        """Whether it is a live page that takes posts."""
        return self.kind == Kind.LIVE and self.closed_at is None

    def can_move_to(self, parent: Any) -> bool:
        """Whether it may move there: never to another edition, where a translation is made."""
        return parent.locale_id == self.locale_id and super().can_move_to(parent)

    def check_publishable(self) -> None:
        """Raise ValidationError, by field, for what readers must not be shown like this."""
        errors: StoryErrors = publishing_errors(self)
        if errors:
            raise errors.as_validation_error()

    def _set_core_field_defaults(self) -> None:
        super()._set_core_field_defaults()
        self.place_in_tree()

    def place_in_tree(self) -> None:
        """Set section, locale and edition from where the story stands in the page tree."""
        parent: Page | None = (
            self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        )
        if parent is not None:
            self.home_section_id = parent.pk
        if parent is not None and parent.locale_id != self.locale_id:
            self.locale_id = parent.locale_id
            self.edition = self.edition_in_database()
        if self.locale_id and not self.edition_id:
            self.edition = self.edition_in_database()

    def edition_in_database(self) -> Edition:
        """The edition of this story's locale. Raises Edition.DoesNotExist."""
        return Edition.objects.get(locale_id=self.locale_id)

    def with_content_json(self, content: Any) -> Story:
        restored = super().with_content_json(content)
        for name in KEPT_FROM_THE_LIVE_STORY:
            setattr(restored, name, getattr(self, name))
        return restored

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """See ``Page.save``. Raises ValidationError where a live story is not fit for readers."""
        names = kwargs.get("update_fields")
        if names is None:
            self.measure()
            if self.live:
                if clean:
                    self.place_in_tree()
                    self.check_publishable()
                self.keep_times()
            self.touched_at = clock.now()
        elif "latest_revision_created_at" in names:
            self.touched_at = self.latest_revision_created_at
            kwargs["update_fields"] = [*names, "touched_at"]
        if names is not None and _OF_A_VERSION.issuperset(names):
            # A draft is kept every few seconds while somebody writes.
            with nothing_new_in(self):
                super().save(clean=clean, **kwargs)
        else:
            super().save(clean=clean, **kwargs)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """See ``Page.serve_preview``. A draft is dated as if it were published when it will be."""
        if self.published_at is None:
            self.published_at = self.go_live_at or clock.now()
        return super().serve_preview(request, mode_name)

    def measure(self) -> None:
        """Work out the reading time and the number of pictures."""
        text = body_text(self)
        language = self.locale.language_code if self.locale_id else "en"
        self.minutes = reading_minutes(text, language)
        self.picture_count = count_pictures(self)

    def keep_times(self) -> None:
        """Keep “published” once and for all; “updated” moves with each later publication."""
        before = (
            type(self).objects.filter(pk=self.pk).values_list("live", "live_revision_id").first()
            if self.pk
            else None
        )
        if self.published_at is None:
            self.published_at = self.first_published_at or clock.now()
        elif before and before[0] and before[1] != self.live_revision_id:
            if not self.minor_change:
                self.updated_at = clock.now()
            self.minor_change = False
