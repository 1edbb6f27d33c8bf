"""What the desk does with each version that comes: what it was made into follows, or rules decide.

Every version waits in the database until it has been dealt with (``ItemVersion.acted_at``), and is
dealt with in the transaction that says so: a worker that is killed does nothing twice.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.translation import gettext_noop

from broadsheet.desk.importing import ImportPlan
from broadsheet.desk.late_pictures import expect_pictures, item_with_files
from broadsheet.desk.pictures_from_item import all_or_nothing
from broadsheet.desk.story_from_item import Refusal
from broadsheet.desk.story_of_received import story_of
from broadsheet.desk.upstream import follow, origins_of
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem
from broadsheet.stories.models import Story
from broadsheet.wire import bell
from broadsheet.wire.handling import mark_used, sort
from broadsheet.wire.item import Item, Status
from broadsheet.wire.models import ItemVersion, Rule
from broadsheet.wire.rules import Asked, rule_for
from broadsheet.wire.working import FAULT, guarded

logger = logging.getLogger(__name__)

#: Seconds to wait for a ring before looking unasked.
LOOK_EVERY = 1.0
#: Seconds for which a story that a rule makes waits for its pictures; others come later.
PATIENCE = 0.7
#: What was done, by the name of the rule.
SORTED = gettext_noop("%(rule)s: sorted")
PUBLISHED = gettext_noop("%(rule)s: published")
DRAFT = gettext_noop("%(rule)s: a draft")
REFUSED = gettext_noop("refused: %(why)s")


def act_on_all() -> int:
    """Deal with every version that waits, in the order they came; returns how many there were."""
    done = 0
    rules = list(active_rules())
    while (version := _next_waiting()) is not None:
        act_on(version, rules)
        done += 1
    return done


def active_rules() -> Any:
    """The rules that are on, in their order."""
    return Rule.objects.filter(active=True).select_related("edition", "section", "desk")


def act_on(version: ItemVersion, rules: list[Rule]) -> str:
    """Deal with one version, all of it or nothing; returns what was done, in English.

    What is wrong with it is kept with it, and holds up no other. Raises the database's errors.
    """
    item = version.as_item()
    origins = origins_of(version)
    rule = None if origins else rule_for(rules, Asked(version.item.source_id, item))
    makes = rule is not None and rule.action != Rule.Action.NOTHING
    if item.pictures and (origins or makes) and item.status is not Status.CANCELED:
        # Fetched before the transaction begins: nobody waits for a slow picture's lock.
        item = item_with_files(version, PATIENCE)
    try:
        with all_or_nothing():
            done = _act(version, item, rule)
            _keep(version, done)
            return "; ".join(map(str, done))
    except Refusal as refusal:
        done = [Sentence(REFUSED, {"why": refusal.sentence})]
    except ValidationError as error:
        done = [Sentence(REFUSED, {"why": " ".join(error.messages)})]
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("acting on %s failed", version.item.identity)
        done = [Sentence(FAULT)]
    _keep(version, done)
    return "; ".join(map(str, done))


def start_acting(stopping: threading.Event) -> threading.Thread:
    """Start acting in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(target=_keep_acting, args=(stopping,), name="wire-desk", daemon=True)
    thread.start()
    return thread


def plan_of(rule: Rule, version: ItemVersion, item: Item) -> ImportPlan:
    """How a rule has an item imported. What may not be published is a draft, whatever it says."""
    edition = rule.edition or version.item.source.edition
    return ImportPlan(
        edition_code=edition.code if edition else "",
        section_slug=rule.section.slug if rule.section else "",
        publish=rule.action == Rule.Action.PUBLISH and item.may_be_published(clock.now()),
    )


def _act(version: ItemVersion, item: Item, rule: Rule | None) -> list[Sentence]:
    received = version.item
    if origins := origins_of(version):
        return [follow(version, item, origin) for origin in origins]
    if rule is None:
        return []
    if rule.desk is not None and received.desk_id != rule.desk_id:
        sort(received, rule.desk)
    if rule.action == Rule.Action.NOTHING or item.status is Status.CANCELED:
        return [Sentence(SORTED, {"rule": rule.name})]
    plan = plan_of(rule, version, item)
    story = story_of(item, received, plan)
    expect_pictures(story, version, item)
    mark_used(received, None)
    if rule.flash and story.live:
        publishing.publish(_ticker_item(item, story))
    return [Sentence(PUBLISHED if story.live else DRAFT, {"rule": rule.name})]


def _ticker_item(item: Item, story: Story) -> BreakingItem:
    return BreakingItem(
        locale=story.locale,
        text=story.title[:240],
        speaker=(item.source or item.provider)[:120],
        story=story,
    )


def _next_waiting() -> ItemVersion | None:
    waiting = ItemVersion.objects.filter(acted_at=None).order_by("pk")
    return waiting.select_related("item__source__edition").first()


def _keep(version: ItemVersion, done: list[Sentence]) -> None:
    kept = [each.kept() for each in done]
    ItemVersion.objects.filter(pk=version.pk).update(acted_at=clock.now(), acted_kept=kept)


def _keep_acting(stopping: threading.Event) -> None:
    rung = bell.Bell(bell.ACTING)
    try:
        while not stopping.is_set():
            guarded("wire: acting", act_on_all)
            close_old_connections()
            rung.wait(LOOK_EVERY)
    finally:
        rung.close()
        connection.close()
