"""A field for choosing several out of many: type a few letters, pick, see what is picked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PickMany(forms.SelectMultiple):
    """A ``<select multiple>`` that our own script turns into a search box with chips.

    Without the script it stays what it is: everything can be chosen, with less comfort.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        usual = {
            "data-pick-many": "",
            "data-pick-many-search": _("Type to search"),
            "data-pick-many-none": _("Nothing of this name in this edition"),
            "data-pick-many-remove": _("Remove"),
        }
        super().__init__({**usual, **(attrs or {})}, choices)

    class Media:
        js = ["broadsheet/desk/pick-many.js"]
        css = {"all": ["broadsheet/desk/pick-many.css"]}
