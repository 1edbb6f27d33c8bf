from broadsheet.desk.models.flash import Flash, FlashPart
from broadsheet.desk.models.hold import Hold
from broadsheet.desk.models.late_pictures import LatePictures
from broadsheet.desk.models.missed_hour import MissedHour
from broadsheet.desk.models.upstream_change import UpstreamChange
from broadsheet.desk.models.wire_origin import WireOrigin

__all__ = [
    "Flash",
    "FlashPart",
    "Hold",
    "LatePictures",
    "MissedHour",
    "UpstreamChange",
    "WireOrigin",
]
