"""What search engines were told: the fields of Yoast SEO, Rank Math, and All in One SEO."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.kit.safe_html import tidy_text

_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title")
_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
)
#: Signs of a template that the plug-in fills in when it shows a page.
_TEMPLATE = ("%%", "%title", "%sep", "%sitename", "#post_title", "#site_title", "#separator")


@dataclass(frozen=True)
class SearchWords:
    """Title and description as written; templates are kept in ``as_written`` and used nowhere."""

    title: str = ""
    description: str = ""
    as_written: dict[str, str] = field(default_factory=dict)


def search_words(meta: dict[str, str]) -> SearchWords:
    """The first title and description that a plug-in of a story was given."""
    title = next((meta[name] for name in _TITLES if meta.get(name)), "")
    description = next((meta[name] for name in _DESCRIPTIONS if meta.get(name)), "")
    written = {"title": title[:500], "description": description[:1000]}
    return SearchWords(
        "" if _is_template(title) else tidy_text(title),
        "" if _is_template(description) else tidy_text(description),
        {name: words for name, words in written.items() if words},
    )


def _is_template(words: str) -> bool:
    return any(sign in words for sign in _TEMPLATE)
