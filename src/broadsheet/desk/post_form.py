"""The form of a post: from what a browser sends to a post's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from broadsheet.live.models import Post
from broadsheet.live.post_words import PostWords, QuoteWords
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.models import Story

#: The parts of a quote, in the order of the screen.
QUOTE_PARTS = ("words", "speaker", "role", "organisation", "said_where", "evidence", "status")


class PostForm(forms.Form):
    """What one post is made of. How long its words may be is for ``live.post_words`` to say."""

    token = forms.UUIDField(required=False)
    seen = forms.IntegerField(required=False, min_value=1)
    text = forms.CharField(required=False, strip=False)
    headline = forms.CharField(required=False, label=_("headline"))
    quote_words = forms.CharField(required=False, label=_("words"))
    quote_speaker = forms.CharField(required=False, label=_("speaker"))
    quote_role = forms.CharField(required=False, label=_("role"))
    quote_organisation = forms.CharField(required=False, label=_("organisation"))
    quote_said_where = forms.CharField(required=False, label=_("said where"))
    quote_evidence = forms.CharField(required=False, label=_("evidence"))
    quote_status = forms.CharField(required=False, label=_("status"))
    picture = forms.IntegerField(required=False)
    picture_alt = forms.CharField(required=False, label=_("what it shows"))
    picture_caption = forms.CharField(required=False, label=_("caption"))
    picture_credit = forms.CharField(required=False, label=_("credit"), max_length=200)
    embed_address = forms.CharField(required=False, label=_("address"))
    embed_title = forms.CharField(required=False, label=_("what it is"))
    authors = forms.ModelMultipleChoiceField(Author.objects.none(), required=False)
    key_event = forms.BooleanField(required=False)
    pinned = forms.BooleanField(required=False)
    wrong = forms.CharField(required=False, label=_("what was wrong"))

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authors: Any = self.fields["authors"]
        authors.queryset = Author.objects.filter(locale_id=story.locale_id)

    def words(self) -> PostWords:
        """The words as they were written; the form must be valid."""
        said = self.cleaned_data
        parts = {name: said[f"quote_{name}"] for name in QUOTE_PARTS}
        parts["status"] = parts["status"] or QuoteStatus.REPORTED.value
        quoted = any(value for name, value in parts.items() if name != "status")
        return PostWords(
            text=said["text"],
            headline=said["headline"],
            quote=QuoteWords(**parts) if quoted else None,
            picture=said["picture"],
            picture_alt=said["picture_alt"],
            picture_caption=said["picture_caption"],
            embed_address=said["embed_address"],
            embed_title=said["embed_title"],
        )

    def give_credit(self, user: Any) -> None:
        """Note who made the picture, where nobody has said so and ``user`` may."""
        credit = self.cleaned_data["picture_credit"].strip()
        picture = Picture.objects.filter(pk=self.cleaned_data["picture"] or 0, credit="").first()
        if not credit or picture is None:
            return
        own = picture.uploaded_by_user_id == user.pk
        if own or user.has_perm("wagtailimages.change_image"):
            picture.credit = credit
            picture.save(update_fields=["credit"])


def told_of(post: Post, words: PostWords, authors: Iterable[Author]) -> dict[str, Any]:
    """A post's words under the names of the form, for whoever edits it."""
    told: dict[str, Any] = {
        "seen": post.version,
        "text": words.text,
        "headline": words.headline,
        "picture": words.picture or "",
        "picture_alt": words.picture_alt,
        "picture_caption": words.picture_caption,
        "embed_address": words.embed_address,
        "embed_title": words.embed_title,
        "authors": [author.pk for author in authors],
    }
    for name in QUOTE_PARTS:
        told[f"quote_{name}"] = getattr(words.quote, name) if words.quote else ""
    return told
