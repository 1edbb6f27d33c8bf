"""The quarantine: what could not be read, why, and what may be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from broadsheet.desk.wire_places import crumbs
from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.models import Delivery
from broadsheet.wire.retrying import retry

MAY_SEE = "wire.view_delivery"
MAY_HANDLE = "wire.change_delivery"
SHOWN = 100
#: How much of a delivery is shown as text, in bytes.
LOOKED_AT = 20_000


def _quarantined() -> Any:
    held = Delivery.objects.filter(state=Delivery.State.QUARANTINED)
    return held.select_related("source")


class QuarantineView(WagtailAdminTemplateMixin, TemplateView):
    """The newest deliveries that could not be read."""

    template_name = "desk/quarantine.html"
    page_title = gettext_lazy("Quarantine")
    header_icon = "warning"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(MAY_SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[Any]:
        return crumbs(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "deliveries": _quarantined().defer("data")[:SHOWN],
            "may_handle": self.request.user.has_perm(MAY_HANDLE),
        }


class DeliveryView(QuarantineView):
    """One of them: its reasons, and how it begins, as text."""

    template_name = "desk/quarantine_delivery.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery = get_object_or_404(_quarantined(), pk=self.kwargs["delivery_id"])
        beginning = bytes(delivery.data[:LOOKED_AT]).decode("utf-8", "replace")
        lines = [tidy_text(line) for line in beginning.splitlines()]
        return super().get_context_data(**kwargs) | {
            "delivery": delivery,
            "beginning": "\n".join(lines),
            "cut": delivery.size > LOOKED_AT,
        }


class DownloadView(View):
    """A delivery, byte for byte."""

    def get(self, request: Any, delivery_id: int) -> HttpResponse:
        """The bytes, for saving and never for showing. Raises Http404, PermissionDenied."""
        if not request.user.has_perm(MAY_SEE):
            raise PermissionDenied
        delivery = get_object_or_404(_quarantined(), pk=delivery_id)
        answer = HttpResponse(bytes(delivery.data), content_type="application/octet-stream")
        answer.headers["Content-Disposition"] = f'attachment; filename="delivery-{delivery.pk}.bin"'
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


class DeliveryActView(View):
    """One click: read it again, or throw it away."""

    http_method_names = ["post"]

    def post(self, request: Any, delivery_id: int, act: str) -> HttpResponse:
        """Do it and go back. Raises Http404, PermissionDenied."""
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        delivery = get_object_or_404(_quarantined(), pk=delivery_id)
        if act == "discard":
            delivery.delete()
            messages.success(request, _("Thrown away."))
        else:
            reading = retry(delivery)
            if reading.reasons:
                messages.error(request, reading.reasons[0].told(_, isolated=get_language_bidi()))
            else:
                count = reading.new
                told = ngettext("Read: %(count)d item.", "Read: %(count)d items.", count)
                messages.success(request, told % {"count": count})
        return HttpResponseRedirect(reverse("desk_quarantine"))
