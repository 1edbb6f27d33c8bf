from broadsheet.live.models.breaking_item import BreakingItem

__all__ = ["BreakingItem"]
