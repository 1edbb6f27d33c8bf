from broadsheet.stories.models.byline import Byline
from broadsheet.stories.models.story import Story

__all__ = ["Byline", "Story"]
