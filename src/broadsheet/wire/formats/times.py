"""Moments as agencies write them (RFC 3339 §5.6), kept with the offset they came in."""

import re
from datetime import UTC, datetime, timedelta, timezone

from pydantic import BaseModel, ConfigDict, Field

from broadsheet.wire.errors import Unfit, gettext_noop, shown

_NO_DATE_TIME = gettext_noop("%(value)s is not a date-time")
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,30}))?"
    r"([Zz]|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)


class WireTime(BaseModel):
    """A moment on the wire: ``utc`` (aware) and the source's own offset from UTC in minutes."""

    model_config = ConfigDict(frozen=True)

    utc: datetime
    offset_minutes: int = Field(ge=-1439, le=1439)

    @property
    def local(self) -> datetime:
        """The moment as the source wrote it, aware."""
        return self.utc.astimezone(timezone(timedelta(minutes=self.offset_minutes)))


def read_time(value: object) -> WireTime:
    """Read an RFC 3339 date-time; an offset without its colon is read too, as some agencies write.

    Raises ValueError with a reason in words for anything else: no offset, an impossible date. A
    leap second (:60) is read as the second before it.
    """
    match = _DATE_TIME.fullmatch(value) if isinstance(value, str) and len(value) < 80 else None
    if match is None:
        raise Unfit(_NO_DATE_TIME, value=shown(value))
    if match[8] is None:
        raise Unfit(
            gettext_noop("%(value)s is a date-time without an offset from UTC"), value=shown(value)
        )
    minutes = 0
    if match[9]:
        if int(match[10]) > 23 or int(match[11]) > 59:
            raise Unfit(
                gettext_noop("%(value)s has an impossible offset from UTC"), value=shown(value)
            )
        minutes = (int(match[10]) * 60 + int(match[11])) * (-1 if match[9] == "-" else 1)
    second = 59 if match[6] == "60" else int(match[6])
    micro = int((match[7] or "0")[:6].ljust(6, "0"))
    zone = timezone(timedelta(minutes=minutes))
    year, month, day, hour, minute = (int(match[index]) for index in range(1, 6))
    try:
        moment = datetime(year, month, day, hour, minute, second, micro, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit(_NO_DATE_TIME, value=shown(value)) from None
    return WireTime(utc=moment, offset_minutes=minutes)
