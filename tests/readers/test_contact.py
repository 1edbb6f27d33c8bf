"""The contact form: nothing is lost, nobody floods it, and it needs no cookie."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage

from broadsheet.audience import contact
from broadsheet.audience.models import ContactPage, Message
from broadsheet.kit import clock
from tests.newsroom import make_user
from tests.readers.reading import page_of

pytestmark = pytest.mark.django_db

HOME = {"HTTP_ORIGIN": "http://testserver"}
WORDS = {
    "name": "Amal Noor",
    "email": "amal@example.org",
    "subject": "The tram",
    "text": "It was late again.\nPlease ask why.",
    "website": "",
}
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def form(newsroom):
    """The address of the English form, whose messages go to an editor."""
    return add_form(newsroom["en"], "Contact us")


def add_form(edition, title: str) -> str:
    page = ContactPage(title=title, slug="contact", mail_to="desk@example.org")
    edition.front.specific.add_child(instance=page)
    page.save_revision().publish()
    return f"/{edition.code}/contact/"


def send(reader, address, headers=HOME, **words):
    return reader.post(address, {**WORDS, **words}, **headers)


def test_a_message_is_stored_and_mailed(reader, form, newsroom):
    with clock.standing_at(MONDAY):
        response = send(reader, form)
    assert response.status_code == 302
    assert response["Location"] == "/en/contact/#sent"
    message = Message.objects.get()
    assert (message.name, message.email) == ("Amal Noor", "amal@example.org")
    assert message.text == "It was late again.\r\nPlease ask why.".replace("\r", "")
    assert (message.received_at, message.mailed) == (MONDAY, True)
    assert message.edition == newsroom["en"]
    (sent,) = mail.outbox
    assert sent.to == ["desk@example.org"]
    assert sent.subject == "[en] The tram"
    assert sent.reply_to == ["amal@example.org"]
    assert "It was late again." in sent.body
    assert "Thank you." in page_of(reader.get(response["Location"])).get_text()


def test_the_form_needs_no_cookie_and_sets_none(reader, form):
    assert reader.get(form).cookies == {}
    assert send(reader, form).cookies == {}
    assert reader.cookies == {}


def test_a_message_without_a_subject_gets_one(reader, form):
    send(reader, form, subject="")
    assert mail.outbox[0].subject == "[en] Message from a reader"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_ORIGIN": "http://testserver"}, 302),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 302),
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"}, 302),
        ({}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "http://testserver.evil.example"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 403),
    ],
)
def test_only_our_own_page_sends_the_form(reader, form, headers, status):
    assert send(reader, form, headers).status_code == status
    assert Message.objects.exists() is (status == 302)


def test_a_form_that_was_refused_keeps_what_the_reader_wrote(reader, form):
    page = page_of(send(reader, form, {}), 403)
    assert page.select_one("[role=alert]").get_text() == "Please send the form from our own page."
    assert page.textarea.get_text().strip() == WORDS["text"]


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(reader, form):
    response = send(reader, form, website="https://spam.example")
    assert (response.status_code, response["Location"]) == (302, "/en/contact/#sent")
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_the_trap_is_hidden_from_people(reader, form):
    trap = page_of(reader.get(form)).select_one("[name=website]")
    assert trap["tabindex"] == "-1"
    assert "hide" in trap.find_parent("p")["class"]


def test_one_network_may_write_five_times_an_hour(reader, form):
    with time_machine.travel(MONDAY, tick=False) as now:
        for _ in range(contact.FROM_ONE_NETWORK):
            assert send(reader, form).status_code == 302
        assert send(reader, form).status_code == 429
        assert Message.objects.count() == contact.FROM_ONE_NETWORK
        other = {**HOME, "REMOTE_ADDR": "192.0.2.7"}
        assert send(reader, form, other).status_code == 302
        now.shift(timedelta(hours=1, seconds=1))
        assert send(reader, form).status_code == 302


def test_an_ipv6_network_counts_as_one(reader, form):
    for number in range(contact.FROM_ONE_NETWORK):
        here = {**HOME, "REMOTE_ADDR": f"2001:db8:1:1::{number + 1:x}"}
        assert send(reader, form, here).status_code == 302
    assert send(reader, form, {**HOME, "REMOTE_ADDR": "2001:db8:1:1:ffff::1"}).status_code == 429
    assert send(reader, form, {**HOME, "REMOTE_ADDR": "2001:db8:1:2::1"}).status_code == 302


def test_everybody_together_may_write_so_often(reader, form, monkeypatch):
    monkeypatch.setattr(contact, "FROM_EVERYBODY", 3)
    for number in range(4):
        response = send(reader, form, {**HOME, "REMOTE_ADDR": f"192.0.2.{number + 1}"})
        assert response.status_code == (302 if number < 3 else 429)


def test_no_address_of_a_reader_is_kept(reader, form):
    send(reader, form, {**HOME, "REMOTE_ADDR": "192.0.2.7"})
    message = Message.objects.get()
    assert len(message.sender_mark) == 64
    assert "192.0.2.7" not in str(vars(message))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a\0b"),
        ("email", ""),
        ("email", "nobody"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("email", f"{'x' * 64}@{'y' * 200}.example"),
        ("subject", "x" * 161),
        ("text", ""),
        ("text", "x" * 5001),
        ("website", "x" * 201),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(reader, form, field, value):
    page = page_of(send(reader, form, **{field: value}), 400)
    assert page.select(f"#id_{field}_error")
    assert not Message.objects.exists()
    kept = "name" if field != "name" else "subject"
    assert page.select_one(f"[name={kept}]")["value"] == WORDS[kept]


def test_a_line_break_cannot_add_a_header(reader, form):
    send(reader, form, subject="Hello\r\nBcc: victim@example.org", name="A\r\nB")
    (sent,) = mail.outbox
    assert sent.subject == "[en] Hello Bcc: victim@example.org"
    assert sent.recipients() == ["desk@example.org"]
    assert "victim" not in str(sent.message()["Bcc"] or "")


@pytest.mark.parametrize(
    "fault",
    [ConnectionRefusedError("no mail server"), smtplib.SMTPDataError(550, b"no"), TimeoutError()],
)
def test_a_message_is_kept_when_mail_fails(reader, form, monkeypatch, caplog, fault):
    def fail(self: EmailMessage, *args: object) -> None:
        raise fault

    monkeypatch.setattr(EmailMessage, "send", fail)
    assert send(reader, form).status_code == 302
    assert Message.objects.get().mailed is False
    assert "stored but not mailed" in caplog.text


def test_an_address_no_mail_can_go_to_does_not_fail_the_reader(reader, form, caplog):
    """A domain of one label that is valid as letters, and too long once it is written in ASCII."""
    assert send(reader, form, email=f"a@{'ü' * 60}.example").status_code == 302
    assert Message.objects.get().mailed is False


def test_messages_are_forgotten_after_ninety_days(reader, form):
    with clock.standing_at(MONDAY):
        send(reader, form, subject="Old")
    with clock.standing_at(MONDAY + timedelta(days=89)):
        send(reader, form, subject="Newer")
        assert Message.objects.count() == 2
    with clock.standing_at(MONDAY + timedelta(days=90, seconds=1)):
        send(reader, form, subject="Newest")
    assert set(Message.objects.values_list("subject", flat=True)) == {"Newer", "Newest"}


def test_an_old_message_is_not_shown_at_the_desk(client, form, newsroom):
    """Nobody may write for months; the promise holds all the same."""
    with clock.standing_at(MONDAY):
        Message.objects.create(
            edition=newsroom["en"],
            name="Old",
            email="old@example.org",
            subject="Long ago",
            text="x",
            received_at=MONDAY,
        )
    client.force_login(make_user())
    with clock.standing_at(MONDAY + timedelta(days=91)):
        response = client.get("/admin/message/")
    assert response.status_code == 200
    assert "Long ago" not in response.content.decode()


def test_thanks_are_not_said_for_what_was_refused(reader, form):
    page = page_of(reader.post(form, {**WORDS, "text": ""}, **HOME), 400)
    assert page.select_one(".form")
    assert page.select_one("#id_text_error")


def test_the_arabic_form_speaks_arabic_when_it_refuses(reader, newsroom):
    address = add_form(newsroom["ar"], "اتصل بنا")
    page = page_of(send(reader, address, text=""), 400)
    assert page.select_one("#id_text_error").get_text(strip=True) == "هذا الحقل مطلوب."
    refused = page_of(send(reader, address, {}), 403)
    assert refused.select_one("[role=alert]").get_text() == "يُرجى إرسال النموذج من صفحتنا."


def test_what_is_wrong_is_tied_to_its_field(reader, form):
    page = page_of(send(reader, form, email="nobody"), 400)
    field = page.select_one("[name=email]")
    assert field["aria-invalid"] == "true"
    assert page.select_one(f"#{field['aria-describedby']}").get_text(strip=True)
