"""An edition's own colours, as a small style sheet of their own (pages hold no inline style)."""

import hashlib

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.models.edition import USUAL_ACCENTS, Edition


def brand_css(edition: Edition) -> str:
    """The rules that colour an edition; empty where it keeps the usual colours."""
    if not (edition.accent or edition.accent_dark):
        return ""
    light = edition.accent or USUAL_ACCENTS[0]
    dark = edition.accent_dark or USUAL_ACCENTS[1]
    return f":root{{--accent:light-dark({light},{dark})}}\n"


def brand_stylesheet_address(edition: Edition) -> str:
    """Where the style sheet is; it changes with its content. Empty where there is none."""
    css = brand_css(edition)
    if not css:
        return ""
    mark = hashlib.sha256(css.encode()).hexdigest()[:8]
    return edition_address(edition, f"brand.{mark}.css")
