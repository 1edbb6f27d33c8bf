"""Why nothing could be fetched: sentences for editors, each told in the language of its reader."""

from gettext import NullTranslations

#: Marks a sentence for the catalogues, and gives it back as it is.
gettext_noop = NullTranslations().gettext

NO_HOST = gettext_noop("there is no host %(host)s")
NO_ADDRESS = gettext_noop("%(host)s has no address")
NOT_PUBLIC = gettext_noop("%(host)s is %(address)s, which is not a public address")
REDIRECTS = gettext_noop("it redirects more than %(count)s times")
REDIRECTS_WRONGLY = gettext_noop("it redirects to %(address)s, which is no address")
LESS_SAFE = gettext_noop("it redirects from https to http")
ANSWERED = gettext_noop("the server answered %(status)s")
SAID = gettext_noop("the server answered %(status)s: %(said)s")
NOWHERE = gettext_noop("the server answered %(status)s without saying where")
GONE = gettext_noop("the server says that it is gone for good (410)")
PACKED = gettext_noop("it is packed in a way we do not read: %(coding)s")
NOT_UNPACKED = gettext_noop("it is packed, and cannot be unpacked")
TOO_LARGE = gettext_noop("it is larger than %(size)s")
UNPACKS = gettext_noop("it unpacks to more than %(size)s")
TOO_SLOW = gettext_noop("it took longer than %(total)s seconds")
TIMED_OUT = gettext_noop("nothing came for %(idle)s seconds, or not all within %(total)s")
FAILED = gettext_noop("the connection failed: %(why)s")
TOO_LONG = gettext_noop("the address is too long")
NO_ADDRESS_AT_ALL = gettext_noop("%(address)s is no address")
NOT_HTTP = gettext_noop("%(address)s is no http or https address")
LOGIN_INSIDE = gettext_noop("a name or password in an address is not used")
