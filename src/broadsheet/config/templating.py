"""The Jinja2 environment of the readers' pages."""

import json
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(record: Any) -> Markup:
    """A record as JSON that cannot end its ``<script>`` element."""
    return Markup(json.dumps(record, ensure_ascii=False).translate(_ESCAPES))


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
    return made
