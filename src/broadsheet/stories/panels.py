"""The story's edit form: its fields in the order in which an editor thinks of them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import SlugInput

from broadsheet.stories.byline_forms import BylineFormSet
from broadsheet.stories.kinds import CLIP_KINDS, Kind
from broadsheet.stories.pick_many import PickMany

#: Marks that ``kit.slugs`` leaves out of an address; the browser's own slug leaves them out too.
_LEFT_OUT = "[\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2066-\u2069]"


class BylinesPanel(InlinePanel):
    """The bylines, with the authors of the story's own edition."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = BylineFormSet
        return options


def only_for(*kinds: Kind) -> dict[str, str]:
    """Attributes of a panel that is shown for these kinds of story only (Wagtail's ``w-rules``)."""
    rules = json.dumps({"kind": [kind.value for kind in kinds]})
    return {"data-w-rules-target": "show", "data-w-rules": rules}


def story_tab() -> ObjectList:
    """What readers read and see."""
    return ObjectList(
        [
            FieldPanel("kind"),
            TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
            FieldPanel("short_headline"),
            FieldPanel("standfirst"),
            MultiFieldPanel(
                [
                    FieldPanel("picture"),
                    FieldPanel("picture_alt"),
                    FieldPanel("picture_caption"),
                ],
                heading=_("Lead picture"),
            ),
            FieldPanel("clip", attrs=only_for(*CLIP_KINDS)),
            MultiFieldPanel(
                [
                    FieldPanel("programme"),
                    FieldRowPanel([FieldPanel("season"), FieldPanel("episode")]),
                ],
                heading=_("Programme"),
                attrs=only_for(*CLIP_KINDS),
            ),
            FieldPanel("points", attrs=only_for(Kind.IN_FIVE)),
            FieldPanel("text_alternative", attrs=only_for(Kind.INFOGRAPHIC)),
            FieldPanel("body"),
        ],
        heading=_("Story"),
        attrs={"data-controller": "w-rules", "data-action": "change->w-rules#resolve"},
    )


def who_and_where_tab() -> ObjectList:
    """Who reported it, where it belongs, and what it is about."""
    return ObjectList(
        [
            BylinesPanel("bylines", heading=_("Bylines"), label=_("byline")),
            FieldPanel("agencies", widget=PickMany),
            FieldPanel("dateline"),
            FieldPanel(
                "further_sections",
                widget=PickMany,
                help_text=_("Shown there as well; its address stays with its own section."),
            ),
            FieldPanel("regions", widget=PickMany),
            FieldPanel("topics", widget=PickMany),
            FieldPanel("dossiers", widget=PickMany),
        ],
        heading=_("Who and where"),
    )


def address_and_time_tab() -> ObjectList:
    """Its address, what search engines are told, and when it appears."""
    return ObjectList(
        [
            FieldPanel(
                "slug",
                widget=SlugInput(formatters=[(_LEFT_OUT, "")]),
                help_text=_("Made from the headline if you leave it empty."),
            ),
            FieldPanel("search_description"),
            PublishingPanel(),
            FieldRowPanel([FieldPanel("minor_change")]),
            CommentPanel(),
        ],
        heading=_("Address and time"),
    )


def edit_handler() -> TabbedInterface:
    """The whole form."""
    return TabbedInterface([story_tab(), who_and_where_tab(), address_and_time_tab()])
