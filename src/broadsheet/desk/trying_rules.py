"""What a rule would do: tried against the newest items before it is switched on."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.desk.acting_on_wire import active_rules
from broadsheet.kit import clock
from broadsheet.wire.models import ReceivedItem, Rule
from broadsheet.wire.rules import Asked, fits, rule_for
from broadsheet.wire.selectors import newest_items

#: How many of the newest items a rule is tried against.
RECENT = 500


@dataclass(frozen=True)
class Trial:
    """One item that a rule fits. ``instead`` is a rule that comes before it and takes the item.

    ``held_back`` is where it would be published and may not be: withheld, killed, under embargo.
    """

    received: ReceivedItem
    instead: Rule | None
    held_back: bool


def try_rule(rule: Rule) -> tuple[list[Trial], int]:
    """The recent items that a rule fits, the newest first, and how many it was tried against.

    The rule may be off, changed and not saved, or new. Nothing is changed.
    """
    others = [each for each in active_rules() if each.pk != rule.pk]
    before = [each for each in others if (each.order, each.pk) < (rule.order, rule.pk or 1 << 62)]
    newest = newest_items(RECENT)
    now = clock.now()
    trials = []
    for received, item in newest:
        asked = Asked(received.source_id, item)
        if fits(rule, asked):
            publishes = rule.action == Rule.Action.PUBLISH
            held_back = publishes and not item.may_be_published(now)
            trials.append(Trial(received, rule_for(before, asked), held_back))
    return trials, len(newest)
