"""The contact form: stored, mailed, limited, and without a cookie."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.audience.models import ContactPage, Message
from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.fronts.standing import standing_context
from broadsheet.kit import clock
from broadsheet.kit.safe_html import tidy_text

logger = logging.getLogger(__name__)

#: How long messages are kept; the privacy page promises it.
KEPT_FOR = timedelta(days=90)
#: Messages from one network in an hour, and from everybody in an hour.
FROM_ONE_NETWORK = 5
FROM_EVERYBODY = 200


class ContactForm(forms.Form):
    """What a reader fills in. ``website`` is a trap for robots; people do not see it."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=160, required=False)
    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=5000, widget=forms.Textarea({"rows": 8})
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"), required=False, max_length=200
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["website"].widget.attrs.update(tabindex="-1", autocomplete="off")

    def clean_name(self) -> str:
        return tidy_text(self.cleaned_data["name"])

    def clean_subject(self) -> str:
        return tidy_text(self.cleaned_data["subject"])


def show_contact(request: HttpRequest, page: ContactPage) -> HttpResponse:
    """The form, and what becomes of it. The page is the same for all: the thanks stand
    in it, and show where the address ends in ``#sent``.
    """
    context = {**standing_context(request, page), "trouble": ""}
    if request.method != "POST":
        return render(request, "audience/contact.html", {**context, "form": ContactForm()})
    form = ContactForm(request.POST)
    edition = page.edition_in(editions_for(request))
    status = 200
    if not from_our_own_page(request, edition):
        context["trouble"], status = _("Please send the form from our own page."), 403
    elif not form.is_valid():
        status = 400
    elif form.cleaned_data["website"]:
        return _thanks(edition, page)
    elif too_many(mark := sender_mark(request)):
        context["trouble"] = _("Too many messages just now. Please try again in an hour.")
        status = 429
    else:
        receive(page, edition, form.cleaned_data, mark)
        return _thanks(edition, page)
    return render(request, "audience/contact.html", {**context, "form": form}, status=status)


def receive(page: ContactPage, edition: Edition, words: dict[str, str], mark: str) -> Message:
    """Store a message, then mail it. A mail that cannot be sent is logged; the message is kept."""
    message = Message.objects.create(
        edition=edition,
        name=words["name"],
        email=words["email"],
        subject=words["subject"],
        text=words["text"],
        received_at=clock.now(),
        sender_mark=mark,
    )
    forget_old_messages()
    if page.mail_to:
        subject = message.subject or _("Message from a reader")
        try:
            EmailMessage(
                subject=f"[{edition.code}] {subject}",
                body=f"{message.name} <{message.email}>\n\n{message.text}",
                to=[page.mail_to],
                reply_to=[message.email],
            ).send()
        except (OSError, ValueError) as error:  # ValueError: an address that no mail can go to.
            logger.error("contact: message %d stored but not mailed: %s", message.pk, error)
        else:
            message.mailed = True
            message.save(update_fields=["mailed"])
    return message


def forget_old_messages() -> int:
    """Delete what is older than we promised to keep; returns how many."""
    return Message.objects.filter(received_at__lt=clock.now() - KEPT_FOR).delete()[0]


def from_our_own_page(request: HttpRequest, edition: Edition) -> bool:
    """Whether a browser says that the form was sent from this site (instead of a CSRF cookie).

    ``Sec-Fetch-Site`` (W3C Fetch Metadata) where the browser sends it, else ``Origin`` (RFC 6454).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc in {
        request.get_host(),
        urlsplit(edition.origin).netloc,
    }


def too_many(mark: str) -> bool:
    """Whether this network, or everybody together, has written too often in the last hour."""
    recent = Message.objects.filter(received_at__gt=clock.now() - timedelta(hours=1))
    return (
        recent.filter(sender_mark=mark).count() >= FROM_ONE_NETWORK
        or recent.count() >= FROM_EVERYBODY
    )


def sender_mark(request: HttpRequest) -> str:
    """A keyed hash of the sender's network (IPv4 /32, IPv6 /64) and the day; never the address."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        network = "unknown"
    else:
        bits = 32 if address.version == 4 else 64
        network = str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    text = f"{clock.now():%Y-%m-%d}|{network}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _thanks(edition: Edition, page: ContactPage) -> HttpResponse:
    return HttpResponseRedirect(address_of(edition, page.url_path) + "#sent")
