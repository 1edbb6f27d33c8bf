from broadsheet.live.models.breaking_item import BreakingItem
from broadsheet.live.models.post import Post
from broadsheet.live.models.schedule_slot import ScheduleSlot
from broadsheet.live.models.stream import Stream
from broadsheet.live.models.stream_health import StreamHealth

__all__ = ["BreakingItem", "Post", "ScheduleSlot", "Stream", "StreamHealth"]
