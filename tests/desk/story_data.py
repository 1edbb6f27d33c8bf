"""What a browser sends when a story's form is saved."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def story_data(
    headline: str = "Harbour reopens",
    *,
    body: list[tuple[str, Any]] | None = None,
    points: list[tuple[str, Any]] | None = None,
    bylines: list[dict[str, Any]] | None = None,
    action: str = "",
    **fields: Any,
) -> dict[str, Any]:
    """The data of the form; ``action`` is "publish", "submit" or nothing (save the draft)."""
    data = nested_form_data(
        {
            "title": headline,
            "kind": "news",
            "slug": "",
            "body": streamfield(body or []),
            "points": streamfield(points or []),
            "bylines": inline_formset(bylines or []),
            "comments": inline_formset([]),
            "comment_notifications": "",
            **{name: value for name, value in fields.items() if not isinstance(value, list)},
        }
    )
    # A list is a choice of several; Wagtail's helper takes it for a formset.
    data.update({name: value for name, value in fields.items() if isinstance(value, list)})
    if action:
        data[f"action-{action}"] = "1"
    return data


def paragraph(text: str = "<p>The first ship is expected on Friday.</p>") -> tuple[str, str]:
    """A paragraph of a body."""
    return ("paragraph", rich_text(text))


def point(heading: str = "A point") -> tuple[str, dict[str, str]]:
    """One of five points."""
    return ("point", {"heading": heading, "text": rich_text("<p>In a few words.</p>")})
