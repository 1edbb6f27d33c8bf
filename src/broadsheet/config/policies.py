"""What applies to public pages and what to the desk only."""

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_cache_control

Answer = Callable[[HttpRequest], HttpResponse]

DESK = ("/admin/",)


def is_desk(request: HttpRequest) -> bool:
    """Whether a request is for the newsroom itself, not for a page that readers see."""
    return request.path.startswith(DESK)


def _for_the_desk_only(middleware: type) -> Callable[[Answer], Answer]:
    """Wrap Django's middleware so that public pages never touch sessions, users or cookies."""

    def factory(get_response: Answer) -> Answer:
        inner = middleware(get_response)

        def answer(request: HttpRequest) -> HttpResponse:
            return inner(request) if is_desk(request) else get_response(request)

        for name in ("process_view", "process_template_response", "process_exception"):
            if hook := getattr(inner, name, None):
                setattr(answer, name, _hook_for_the_desk(hook))
        return answer

    return factory


def _hook_for_the_desk(hook: Callable) -> Callable:
    def run(request: HttpRequest, *args: object, **kwargs: object) -> object:
        return hook(request, *args, **kwargs) if is_desk(request) else None

    return run


sessions = _for_the_desk_only(SessionMiddleware)
csrf = _for_the_desk_only(CsrfViewMiddleware)
authentication = _for_the_desk_only(AuthenticationMiddleware)
messages = _for_the_desk_only(MessageMiddleware)


class PublicPagesMiddleware:
    """Give public pages their cache policy: fresh for a minute, then asked for again.

    Answers that have a policy of their own (media, health) keep it.

    Redirects too: kept for ever, as browsers do unasked, a page that moves back would lead nowhere.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_desk(request):
            patch_cache_control(response, private=True, no_store=True)
        elif (
            request.method in {"GET", "HEAD"}
            and response.status_code in {200, 301}
            and not response.has_header("Cache-Control")
        ):
            patch_cache_control(response, public=True, max_age=60)
        return response
