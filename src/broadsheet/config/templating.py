"""The Jinja2 environment of the readers' pages."""

import json
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from broadsheet.editions.numerals import digits_of_system

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(record: Any) -> Markup:
    """A record as JSON that cannot end its ``<script>`` element."""
    return Markup(json.dumps(record, ensure_ascii=False).translate(_ESCAPES))  # noqa: S704


def environment(**options: Any) -> Environment:
    """Jinja2 with Django's translations; an unknown name in a template is an error."""
    options.setdefault("extensions", []).append("jinja2.ext.i18n")
    made = Environment(  # noqa: S701 -- Django's backend sets autoescape in the options.
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals["static"] = static
    made.filters["json_ld"] = json_ld
    made.filters["digits"] = digits_of_system
    return made
