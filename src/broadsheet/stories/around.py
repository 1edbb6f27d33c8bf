"""What stands around an article: a port, because fronts know it and stories do not.

``fronts`` provides it: the stories to read next and the bands beside the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from broadsheet.editions.models import Edition
from broadsheet.stories.models import Story


@dataclass(frozen=True)
class Around:
    """Stories to load with the article: to read next, and bands as (title, address, stories)."""

    read_next: Sequence[Story] = ()
    bands: Sequence[tuple[str, str, str, Sequence[Story]]] = field(default=())

    def stories(self) -> list[Story]:
        """All of them."""
        return [*self.read_next, *(s for band in self.bands for s in band[3])]


Provider = Callable[[Story, Edition], Around]


def _nothing(story: Story, edition: Edition) -> Around:
    return Around()


_provider: Provider = _nothing


def provide(provider: Provider) -> None:
    """Set who says what stands around an article."""
    global _provider
    _provider = provider


def around(story: Story, edition: Edition) -> Around:
    """What stands around ``story``."""
    return _provider(story, edition)
