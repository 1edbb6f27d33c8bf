"""How rich text becomes what readers get."""

from typing import Any

from wagtail import hooks

from broadsheet.stories.rich_text import StoryLinkHandler


@hooks.register("register_rich_text_features", order=10)
def use_our_link_handler(features: Any) -> None:
    """Resolve links to pages by our editions; after Wagtail's own handler, which it replaces."""
    features.register_link_type(StoryLinkHandler)
