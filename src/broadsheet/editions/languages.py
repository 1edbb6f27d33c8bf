"""What a language brings with it: direction, its own name, the reader's digits.

Facts come from CLDR through Babel; a language is named by its BCP 47 tag, in Django's lower case.
"""

from functools import lru_cache

from babel import Locale as Cldr
from babel import UnknownLocaleError, localedata

#: The languages an edition may be written in: BCP 47 tag to its English name.
CONTENT_LANGUAGES = [
    ("en", "English"),
    ("ar", "Arabic"),
    ("es", "Spanish"),
    ("bn", "Bengali"),
    ("de", "German"),
    ("es-mx", "Spanish (Mexico)"),
    ("fa", "Persian"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-br", "Portuguese (Brazil)"),
    ("ru", "Russian"),
    ("sw", "Swahili"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("zh-hans", "Chinese (simplified)"),
    ("zh-hant", "Chinese (traditional)"),
]


@lru_cache(maxsize=256)
def cldr_locale(tag: str) -> Cldr:
    """The CLDR locale of a BCP 47 tag; its base language if the variant is unknown.

    Raises babel.UnknownLocaleError where CLDR knows neither.
    """
    try:
        found = Cldr.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        found = Cldr.parse(tag.replace("_", "-").split("-")[0])
    _load_apart(str(found))
    return found


def _load_apart(name: str) -> None:
    """Load a locale's data so that it shares nothing with its parent's.

    Babel 2.18 has them share what is not overridden, and writes into it what an alias leads to:
    once anybody had asked for Arabic months, an edition from Beirut would have said Cairo's.
    """
    with localedata._cache_lock:
        kept = dict(localedata._cache)
        localedata._cache.clear()
        own = localedata.load(name)
        localedata._cache.clear()
        localedata._cache.update({**kept, name: own})


def direction_of(tag: str) -> str:
    """``rtl`` or ``ltr``, as CLDR says for the language's usual script."""
    return cldr_locale(tag).text_direction


def own_name_of(tag: str) -> str:
    """The language's name for itself, as an edition switch shows it ("العربية")."""
    name = cldr_locale(tag).get_display_name() or tag
    return name[:1].upper() + name[1:]


def html_tag(tag: str) -> str:
    """A Django language code as an HTML ``lang`` value (``zh-hans`` becomes ``zh-Hans``)."""
    base, *rest = tag.split("-")
    parts = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([base.lower(), *parts])
