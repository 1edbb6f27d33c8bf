"""The screen of a live page: one line and Enter, and everything that may become of a post."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from broadsheet.desk.live_rows import MAY_POST, rows_of
from broadsheet.desk.places import Screen
from broadsheet.desk.post_form import QUOTE_PARTS, PostForm, told_of
from broadsheet.desk.reach import stories_in_reach
from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.live.closing import close_page, reopen_page
from broadsheet.live.marking import mark_key_event, pin_post
from broadsheet.live.models import Post
from broadsheet.live.post_pages import newest_change
from broadsheet.live.post_words import words_of
from broadsheet.live.posting import Conflict, correct_post, delete_post, edit_post, publish_post
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story

#: What the page's history says of a post.
POST_LOGGED = ("desk.post", gettext_lazy("Post"), gettext_lazy("Post of the live page"))
#: How many live pages the list of them shows.
LISTED = 50
#: Marks that are set or taken by one click: the word in the address, and what it does.
MARKS = {
    "pin": lambda post: pin_post(post),
    "unpin": lambda post: pin_post(post, pinned=False),
    "key": lambda post: mark_key_event(post),
    "unkey": lambda post: mark_key_event(post, key_event=False),
    "delete": lambda post: delete_post(post),
}


class LivePagesMenuItem(MenuItem):
    """ "Live pages" in the menu, for those who may post."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY_POST))


def live_menu_item() -> LivePagesMenuItem:
    """The entry of the main menu."""
    return LivePagesMenuItem(
        gettext_lazy("Live pages"),
        reverse("desk_live"),
        name="live",
        icon_name="radio-full",
        order=116,
    )


class LiveButton(PageMenuItem):
    """ "Post to this page" over the form of a live page."""

    label = gettext_lazy("Write posts")
    icon_name = "edit"
    url_name = "desk_live_page"

    def is_shown(self, user: Any) -> bool:
        page = self.page.specific
        return isinstance(page, Story) and page.kind == Kind.LIVE and user.has_perm(MAY_POST)


class LivePagesView(Screen, TemplateView):
    """The live pages that somebody may post to, those that run first."""

    template_name = "desk/live_pages.html"
    page_title = gettext_lazy("Live pages")
    header_icon = "radio-full"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(MAY_POST):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Story.objects.filter(stories_in_reach(self.request.user), kind=Kind.LIVE)
        pages = pages.select_related("edition").order_by("-published_at", "-pk")[:LISTED]
        ordered = sorted(pages, key=lambda page: not (page.live and page.is_running))
        return super().get_context_data(**kwargs) | {"pages": ordered}


class OnALivePage:
    """What every view of one live page asks for first."""

    request: Any
    kwargs: dict[str, Any]

    def check(self, request: Any, story_id: int) -> None:
        """Raise Http404 or PermissionDenied."""
        self.request = request
        self.story = get_object_or_404(Story, pk=story_id, kind=Kind.LIVE)
        reached = Story.objects.filter(stories_in_reach(request.user), pk=story_id).exists()
        if not reached or not request.user.has_perm(MAY_POST):
            raise PermissionDenied

    @cached_property
    def edition(self) -> Edition:
        """The page's edition."""
        return Edition.objects.select_related("locale").get(pk=self.story.edition_id)


class LivePageView(OnALivePage, Screen, TemplateView):
    """A line on top, the newest posts below."""

    template_name = "desk/live_page.html"
    header_icon = "radio-full"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.check(request, kwargs["story_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.story.title

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk_live"), "label": LivePagesView.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        story, edition = self.story, self.edition
        most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        return super().get_context_data(**kwargs) | {
            "story": story,
            "edition": edition,
            "form": PostForm(story=story),
            "quote_parts": [PostForm(story=story)[f"quote_{name}"] for name in QUOTE_PARTS[:-1]],
            "quote_statuses": QuoteStatus.choices,
            "authors": Author.objects.filter(locale_id=story.locale_id).order_by("name"),
            "rows": rows_of(story, edition),
            "token": uuid4(),
            "most": most,
            "too_large": _("The picture is too large; the most we take is %(most)s.")
            % {"most": filesizeformat(most)},
            "address": address_of(edition, story.url_path),
            "events": address_of(edition, story.url_path) + "events",
            "after": newest_change(story),
            "may_close": story.permissions_for_user(self.request.user).can_publish(),
        }


class PostsView(OnALivePage, View):
    """The list of posts as it stands, for a screen that hears of a change."""

    def get(self, request: Any, story_id: int) -> HttpResponse:
        """The rows as HTML. Raises PermissionDenied, Http404."""
        self.check(request, story_id)
        context = {
            "rows": rows_of(self.story, self.edition),
            "story": self.story,
            "edition": self.edition,
        }
        response = render(request, "desk/live_posts.html", context)
        response["X-Running"] = str(int(self.story.is_running))
        return response


class PublishPostView(OnALivePage, View):
    """Enter: a post goes to the readers."""

    def post(self, request: Any, story_id: int) -> HttpResponse:
        """The new post's key; 422 with what is wrong. Raises PermissionDenied, Http404."""
        self.check(request, story_id)
        form = PostForm(request.POST, story=self.story)
        if not form.is_valid() or form.cleaned_data["token"] is None:
            return _refused(form.errors or {"": [_("Load this page anew.")]})
        said = form.cleaned_data
        try:
            with transaction.atomic():
                form.give_credit(request.user)
                post = publish_post(
                    self.story,
                    form.words(),
                    request.user,
                    token=said["token"],
                    authors=said["authors"],
                    key_event=said["key_event"],
                    pinned=said["pinned"],
                )
                log(self.story, "desk.post", user=request.user, data={"number": post.number})
        except ValidationError as error:
            return _refused(_by_field(error))
        return JsonResponse({"id": post.pk, "number": post.number, "token": str(uuid4())})


class ChangePostView(OnALivePage, View):
    """Edit, correct, delete, pin, mark: one click or one form."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        # A link that somebody is sent must do nothing.
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: Any, story_id: int, post_id: int, act: str) -> HttpResponse:
        """How the post stands; 422 with what is wrong, 409 with what another wrote meanwhile.

        Raises PermissionDenied, Http404.
        """
        self.check(request, story_id)
        post = get_object_or_404(Post, pk=post_id, story=self.story)
        try:
            with transaction.atomic():
                post = self._change(post, act)
                logged = {"number": post.number, "act": act}
                log(self.story, "desk.post", user=request.user, data=logged)
        except ValidationError as error:
            return _refused(_by_field(error))
        except Conflict as error:
            words = words_of(error.post.headline, error.post.body.get_prep_value())
            told = {
                "conflict": str(error),
                "theirs": told_of(error.post, words, error.post.authors.all()),
            }
            return JsonResponse(told, status=409)
        return JsonResponse({"id": post.pk, "version": post.version})

    def _change(self, post: Post, act: str) -> Post:
        if act in MARKS:
            return MARKS[act](post)
        if act not in {"edit", "correct"}:
            raise PermissionDenied
        form = PostForm(self.request.POST, story=self.story)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        if not form.cleaned_data["seen"]:
            raise ValidationError(_("Load this page anew."))
        form.give_credit(self.request.user)
        said = form.cleaned_data
        if act == "correct":
            return correct_post(post, form.words(), said["wrong"], seen=said["seen"])
        return edit_post(post, form.words(), seen=said["seen"], authors=said["authors"])


class PostPictureView(OnALivePage, View):
    """A picture that was pasted or chosen: into the library, through the checks of its form."""

    def post(self, request: Any, story_id: int) -> HttpResponse:
        """Its key and words; 422 with what is wrong with it. Raises PermissionDenied, Http404."""
        self.check(request, story_id)
        model = get_image_model()
        policy = policy_registry.get_by_type(model)
        if not policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            return _refused({"picture": [_("No picture arrived.")]})
        picture = model(uploaded_by_user=request.user)
        collections = policy.collections_user_has_permission_for(request.user, "add")
        data = {"title": "", "collection": getattr(collections.first(), "pk", "")}
        form = get_image_form(model)(data, {"file": upload}, instance=picture, user=request.user)
        if not form.is_valid():
            lines = [line for each in form.errors.values() for line in each]
            return _refused({"picture": lines[:1]})
        saved: Picture = form.save()
        return JsonResponse(
            {
                "id": saved.pk,
                "title": saved.title,
                "alt": saved.description,
                "caption": saved.caption,
                "credit": saved.credit,
            }
        )


class ClosePageView(OnALivePage, View):
    """Ends a live page with its summary, or opens it again."""

    def post(self, request: Any, story_id: int, act: str) -> HttpResponse:
        """Back to the screen, with a message. Raises PermissionDenied, Http404."""
        self.check(request, story_id)
        may = self.story.permissions_for_user(request.user).can_publish()
        if not may or act not in {"close", "reopen"}:
            raise PermissionDenied
        try:
            if act == "close":
                summary = request.POST.get("summary", "")
                lines = (line.strip() for line in summary.splitlines())
                html = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
                close_page(self.story, html, request.user)
                messages.success(request, _("Closed: it begins with its summary now."))
            else:
                reopen_page(self.story)
                messages.success(request, _("Open again: it takes posts."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("desk_live_page", args=[self.story.pk]))


def _refused(errors: Any) -> JsonResponse:
    return JsonResponse(
        {"errors": {name: list(lines)[:1] for name, lines in errors.items()}}, status=422
    )


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return dict(error.message_dict)
    return {"": error.messages}
