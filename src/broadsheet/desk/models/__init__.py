from broadsheet.desk.models.hold import Hold
from broadsheet.desk.models.missed_hour import MissedHour
from broadsheet.desk.models.wire_origin import WireOrigin

__all__ = ["Hold", "MissedHour", "WireOrigin"]
