"""A rule's form: Media Topics are chosen by name, other subjects written as agencies send them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from broadsheet.desk.topics_field import TopicsField
from broadsheet.wire.models import Rule
from broadsheet.wire.vocabulary import vocabulary
from broadsheet.wire.words import listed_words


class RuleForm(WagtailAdminModelForm):
    """A rule. Its topics and its other subjects are one list to the rule."""

    # Declared, so that panels know of it; its choices are another form's for every form.
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Media Topics"),
        help_text=gettext_lazy("With all that is narrower; one is enough."),
        required=False,
    )

    instance: Rule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = vocabulary()
        words = listed_words(self.instance.subjects)
        topics = [code for each in words if (code := each.removeprefix("medtop:")) in known]
        others = [each for each in words if each.removeprefix("medtop:") not in known]
        declared = self.fields["topics"]
        self.fields["topics"] = TopicsField(
            " ".join(topics), label=declared.label, help_text=declared.help_text
        )
        self.initial["topics"] = " ".join(topics)
        self.initial["subjects"] = ", ".join(others)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        others = cleaned.get("subjects", "")
        told = ", ".join([*cleaned.get("topics", "").split(), *filter(None, [others])])
        most = Rule._meta.get_field("subjects").max_length or 0
        if len(told) > most:
            raise ValidationError({"topics": _("Too many subjects for one rule; make a second.")})
        cleaned["subjects"] = told
        return cleaned
