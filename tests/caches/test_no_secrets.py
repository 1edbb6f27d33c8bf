"""Tokens and passwords of the settings are in no error page and no log."""

from __future__ import annotations

from django.views.debug import SafeExceptionReporterFilter

from broadsheet.config.environment import Environment
from tests.caches.twins import SERVICE


def test_the_settings_can_be_printed_without_their_secrets():
    made = Environment(
        _env_file=None,  # type: ignore[call-arg]
        purge=f"fastly://hidden1@{SERVICE}",
        database_url="postgres://u:hidden2@db.example.org/news",
        email_url="smtp://u:hidden3@mail.example.org",
        secret_key="hidden4",
    )
    assert "hidden" not in repr(made)
    assert "hidden" not in str(made)


def test_django_s_error_page_hides_the_tokens():
    hide = SafeExceptionReporterFilter().cleanse_setting
    shown = hide("BROADSHEET_PURGE_TOKENS", f"fastly://hidden@{SERVICE}")
    assert "hidden" not in shown
