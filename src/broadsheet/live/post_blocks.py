"""What a post of a live page is made of: the blocks of stories that fit into a few lines."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from broadsheet.stories.body_blocks import (
    PROSE,
    CorrectionBlock,
    EmbedBlock,
    PictureBlock,
    QuoteBlock,
)

#: Corrections that a post may carry.
MOST_CORRECTIONS = 20


class PostBlock(blocks.StreamBlock):
    """A post's body: text, and one quote, picture and embed at most; corrections come last."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=PROSE, icon="pilcrow")
    quote = QuoteBlock()
    picture = PictureBlock()
    embed = EmbedBlock()
    correction = CorrectionBlock()

    class Meta:
        block_counts = {
            "paragraph": {"max_num": 1},
            "quote": {"max_num": 1},
            "picture": {"max_num": 1},
            "embed": {"max_num": 1},
            "correction": {"max_num": MOST_CORRECTIONS},
        }
