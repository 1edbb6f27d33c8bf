"""What a story's body is made of. Each block is a record; how it looks is the template's."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from broadsheet.stories.chart_block import ChartBlock
from broadsheet.stories.embeds import embed_of

INLINE = ["bold", "italic", "link", "superscript", "subscript"]
PROSE = [*INLINE, "ol", "ul"]


class QuoteStatus(models.TextChoices):
    """How sure we are that it was said, and said so."""

    REPORTED = "reported", _("Reported")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words as a record."""

    words = blocks.TextBlock(label=_("words"), max_length=2000, rows=3)
    speaker = blocks.CharBlock(label=_("speaker"), max_length=120)
    role = blocks.CharBlock(label=_("role"), max_length=160, required=False)
    organisation = blocks.CharBlock(label=_("organisation"), max_length=160, required=False)
    said_where = blocks.CharBlock(label=_("said where"), max_length=200, required=False)
    said_at = blocks.DateTimeBlock(label=_("said when"), required=False)
    evidence = blocks.URLBlock(label=_("evidence"), max_length=500, required=False)
    status = blocks.ChoiceBlock(
        label=_("status"), choices=QuoteStatus.choices, default=QuoteStatus.REPORTED
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")


class PictureBlock(blocks.StructBlock):
    """A picture, with this story's own words for it."""

    picture = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what it shows"),
        max_length=300,
        required=False,
        help_text=_("Only if the picture's own text is missing or in another language."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=600, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class GalleryBlock(blocks.StructBlock):
    """Several pictures to look through."""

    title = blocks.CharBlock(label=_("title"), max_length=160, required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("pictures"), min_num=2, max_num=60)

    class Meta:
        icon = "image"
        label = _("Gallery")


class VideoBlock(blocks.StructBlock):
    """A clip of the library inside a story."""

    clip = SnippetChooserBlock("media.Clip", label=_("clip"))
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "media"
        label = _("Video")


class EmbedBlock(blocks.StructBlock):
    """Something of another site's, loaded only when the reader clicks."""

    address = blocks.URLBlock(label=_("address"), max_length=500)
    title = blocks.CharBlock(label=_("what it is"), max_length=200)

    class Meta:
        icon = "media"
        label = _("Embed")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if embed_of(value["address"]) is None:
            raise blocks.StructBlockValidationError(
                {
                    "address": ValidationError(
                        _("Only addresses of YouTube, Vimeo and Dailymotion can be embedded.")
                    )
                }
            )
        return value


class FactBoxBlock(blocks.StructBlock):
    """Background beside the story."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    text = blocks.RichTextBlock(label=_("text"), features=PROSE)

    class Meta:
        icon = "info-circle"
        label = _("Fact box")


class TimelineEntryBlock(blocks.StructBlock):
    """One date of a timeline, in words: “March 2025”, “the next morning”."""

    when = blocks.CharBlock(label=_("when"), max_length=80)
    title = blocks.CharBlock(label=_("title"), max_length=160)
    text = blocks.RichTextBlock(label=_("text"), features=INLINE, required=False)


class TimelineBlock(blocks.StructBlock):
    """What happened, in order."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    entries = blocks.ListBlock(TimelineEntryBlock(), label=_("entries"), min_num=2)

    class Meta:
        icon = "history"
        label = _("Timeline")


class CorrectionBlock(blocks.StructBlock):
    """What was wrong, said openly, with its time."""

    text = blocks.RichTextBlock(label=_("correction"), features=INLINE)
    made_at = blocks.DateTimeBlock(label=_("made at"))

    class Meta:
        icon = "edit"
        label = _("Correction")


class PointBlock(blocks.StructBlock):
    """One of the five points of an “in five”."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=INLINE)

    class Meta:
        icon = "list-ol"
        label = _("Point")


class BodyBlock(blocks.StreamBlock):
    """A story's body."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=PROSE, icon="pilcrow")
    heading = blocks.CharBlock(label=_("Heading"), max_length=160, icon="title")
    quote = QuoteBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    embed = EmbedBlock()
    table = TableBlock(label=_("Table"))
    chart = ChartBlock()
    read_more = blocks.PageChooserBlock(
        page_type="stories.Story", label=_("Read more"), icon="doc-full"
    )
    fact_box = FactBoxBlock()
    timeline = TimelineBlock()
    correction = CorrectionBlock()

    class Meta:
        block_counts = {"correction": {"max_num": 20}}
