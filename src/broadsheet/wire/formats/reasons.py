"""Reasons that several formats give for what they cannot read: sentences for the catalogues."""

from broadsheet.wire.errors import gettext_noop

NOT_AN_OBJECT = gettext_noop("%(value)s is not an object")
NOT_TEXT = gettext_noop("%(value)s is not text")
BODY_TOO_LONG = gettext_noop("the body has more than 1,000,000 characters")
VOCABULARY = gettext_noop("the item is a vocabulary, not news; nothing of it is kept")
