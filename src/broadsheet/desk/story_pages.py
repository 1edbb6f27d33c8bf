"""How the desk handles story pages where Wagtail's own views would not do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from broadsheet.desk.adding import StoryCreateView
from broadsheet.stories.checks import publishing_errors
from broadsheet.stories.models import Story

#: Drafts looked at before a whole section is published at once.
_LOOKED_AT = 500


class TranslateButton(PageMenuItem):
    """ "Translate to…" in a story's menus."""

    label = gettext_lazy("Translate to…")
    icon_name = "globe"
    url_name = "desk_translate"

    def is_shown(self, user: Any) -> bool:
        return issubclass(self.page.specific_class or Page, Story)


class StoryApprovalView(WorkflowActionView):
    """Approves from the dashboard; a story that is not fit to be published is opened instead."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        story = self.object.specific.get_latest_revision_as_object()
        faults = _faults(story) if self.action_name == "approve" else []
        if not faults:
            return super().post(request, *args, **kwargs)
        messages.error(request, " ".join(faults))
        form = reverse("wagtailadmin_pages:edit", args=[story.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": form})
        return HttpResponseRedirect(form)


class StoryPages(PageViewSet):
    """The views of story pages."""

    model = Story
    add_view_class = StoryCreateView
    workflow_action_view_class = StoryApprovalView


def refuse_unfit_stories(
    request: Any, action_type: str, objects: Iterable[Page], action_class_instance: Any
) -> HttpResponse | None:
    """Before many pages are published at once: say which stories are not fit, and publish none."""
    if action_type != "publish" or request.method != "POST":
        return None
    said = [
        _("“%(headline)s”: %(faults)s")
        % {"headline": story.draft_title, "faults": " ".join(_faults(story))}
        for story in _stories_among(objects, bool(request.POST.get("include_descendants")))
        if _faults(story)
    ]
    if not said:
        return None
    for line in said[:5]:
        messages.error(request, line)
    return HttpResponseRedirect(action_class_instance.next_url)


def _faults(story: Story) -> list[str]:
    return [str(message) for lines in publishing_errors(story).values() for message in lines]


def _stories_among(pages: Iterable[Page], with_descendants: bool) -> Iterator[Story]:
    for page in pages:
        if issubclass(page.specific_class or Page, Story):
            yield page.specific.get_latest_revision_as_object()
        elif with_descendants:
            drafts = Story.objects.filter(path__startswith=page.path, live=False)
            for draft in drafts[:_LOOKED_AT]:
                yield draft.get_latest_revision_as_object()
