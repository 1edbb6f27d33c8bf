"""Screens for sources and rules: lists, forms, a token once, and a try before a rule is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import ListingButton
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from broadsheet.desk.rule_form import RuleForm
from broadsheet.desk.trying_rules import try_rule
from broadsheet.desk.wire_places import crumbs
from broadsheet.wire.models import Health, Rule, Source


class SourceForm(WagtailAdminModelForm):
    """A source. Its password is taken and never shown; its token is shown once."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Left empty, the one that is kept stays."),
    )
    renew_token = forms.BooleanField(
        label=gettext_lazy("Make a new token"),
        required=False,
        help_text=gettext_lazy("For an agency that sends to us. The one before it ends."),
    )

    #: A token that was just made: to be shown to whoever saves, and to nobody afterwards.
    token = ""

    def clean_password(self) -> str:
        return self.cleaned_data["password"] or self.initial.get("password", "")

    def save(self, commit: bool = True) -> Any:
        source: Source = self.instance
        pushes = source.transport == Source.Transport.PUSH
        if pushes and (self.cleaned_data.get("renew_token") or not source.token_hash):
            self.token = source.new_token()
        saved = super().save(commit)
        # Whatever was wrong may be mended now: it is asked at once.
        Health.objects.filter(source=saved).update(next_at=None, failures=0, gone=False)
        return saved


class _TellsToken:
    """Shows a new token, once, with what the agency must be told."""

    request: Any
    form: Any

    def save_instance(self) -> Any:
        source = super().save_instance()  # type: ignore[misc]
        if self.form.token:
            path = reverse("wire_push", args=[source.key])
            address = self.request.build_absolute_uri(path)
            told = _(
                "Send to %(address)s with the header “Authorization: Bearer %(token)s”. "
                "The token is shown this once."
            )
            messages.warning(self.request, told % {"address": address, "token": self.form.token})
        return source


class SourceCreateView(_TellsToken, CreateView):
    """A new source."""


class SourceEditView(_TellsToken, EditView):
    """A source that is there."""


class Sources(SnippetViewSet):
    """The list and the form of sources."""

    model = Source
    icon = "download"
    menu_label = gettext_lazy("Sources")
    list_display = ["name", "transport_words", "shown_address", BooleanColumn("active")]
    add_view_class = SourceCreateView
    edit_view_class = SourceEditView
    copy_view_enabled = False

    def get_edit_handler(self) -> Any:
        panels = [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("transport"), FieldPanel("active")]),
            MultiFieldPanel(
                [
                    FieldPanel("address"),
                    FieldRowPanel([FieldPanel("interval"), FieldPanel("use_hub")]),
                    FieldRowPanel([FieldPanel("username"), FieldPanel("password")]),
                ],
                heading=gettext_lazy("Where we ask"),
            ),
            MultiFieldPanel(
                [FieldPanel("key"), FieldPanel("renew_token")],
                heading=gettext_lazy("Where it sends to us, or puts files"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("language"), FieldPanel("edition")]),
                    FieldPanel("agency"),
                ],
                heading=gettext_lazy("What its items do not say"),
            ),
        ]
        return ObjectList(panels, base_form_class=SourceForm).bind_to_model(self.model)


class Rules(SnippetViewSet):
    """The list and the form of rules, in the order they are asked."""

    model = Rule
    icon = "list-ol"
    menu_label = gettext_lazy("Rules")
    list_display = ["name", "order", "source", "action_words", BooleanColumn("active")]
    ordering = ["order", "pk"]
    copy_view_enabled = True

    def get_edit_handler(self) -> Any:
        panels = [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("order"), FieldPanel("active")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("source"), FieldPanel("language")]),
                    FieldPanel("topics"),
                    FieldRowPanel([FieldPanel("subjects"), FieldPanel("urgency")]),
                    FieldPanel("words"),
                ],
                heading=gettext_lazy("Which items"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("edition"), FieldPanel("section")]),
                    FieldRowPanel([FieldPanel("desk"), FieldPanel("action")]),
                    FieldPanel("flash"),
                ],
                heading=gettext_lazy("What is done with them"),
            ),
        ]
        return ObjectList(panels, base_form_class=RuleForm).bind_to_model(self.model)


class TryRuleView(WagtailAdminTemplateMixin, TemplateView):
    """What a rule would have done with the newest items. Nothing is done."""

    template_name = "desk/wire_rule_try.html"
    page_title = gettext_lazy("Try a rule")
    header_icon = "list-ol"

    def get_breadcrumbs_items(self) -> list[Any]:
        return crumbs(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.request.user.has_perm("wire.view_rule"):
            raise PermissionDenied
        rule = get_object_or_404(Rule, pk=self.kwargs["rule_id"])
        trials, count = try_rule(rule)
        return super().get_context_data(**kwargs) | {
            "rule": rule,
            "trials": trials,
            "count": count,
        }


def try_in_listing(snippet: Any, user: Any, next_url: Any = None) -> Iterator[ListingButton]:
    """ "Try" beside each rule."""
    if isinstance(snippet, Rule):
        yield ListingButton(
            _("Try against the newest items"),
            reverse("desk_wire_rule_try", args=[snippet.pk]),
            icon_name="view",
            priority=5,
        )
