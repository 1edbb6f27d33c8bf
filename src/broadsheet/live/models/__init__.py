from broadsheet.live.models.breaking_item import BreakingItem
from broadsheet.live.models.post import Post

__all__ = ["BreakingItem", "Post"]
