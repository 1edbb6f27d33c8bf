"""The demo's agencies: what they send is received, changed, killed, and never runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.demo.wire import EVERY, add_sources, dispatches, files_at, send
from broadsheet.kit import clock
from broadsheet.wire.folders import folder_of, take_files
from broadsheet.wire.models import Delivery, ItemVersion, ReceivedItem, Source
from broadsheet.wire.transports.folder import WatchedFolder

pytestmark = pytest.mark.django_db

ROUND = timedelta(seconds=EVERY * len(dispatches()))
#: A moment at which a round begins.
BEGAN = datetime.fromtimestamp(EVERY * len(dispatches()) * 5_500_000, UTC)


@pytest.fixture(autouse=True)
def sources(settings: Any, tmp_path: Path) -> dict[str, WatchedFolder]:
    settings.HOME = tmp_path
    add_sources()
    return {s.key: WatchedFolder(folder_of(s)) for s in Source.objects.all()}


def a_round(sources: dict[str, WatchedFolder], began: datetime) -> int:
    """Everything that is sent in one round, taken in as the worker does; how many items."""
    count = 0
    for place in range(len(dispatches())):
        moment = began + timedelta(seconds=EVERY * place)
        with clock.standing_at(moment):
            count += send(moment)
            for source in Source.objects.filter(active=True):
                for _look in range(2):
                    take_files(source, sources[source.key])
    return count


def test_the_folders_sources_move(sources: dict[str, WatchedFolder]) -> None:
    assert a_round(sources, BEGAN) == ItemVersion.objects.count()
    assert not Delivery.objects.exists()
    assert set(ReceivedItem.objects.values_list("language", flat=True)) == {"ar", "en", "es"}
    for source in Source.objects.select_related("health"):
        assert source.items.exists()
        assert source.health.problem == ""
        assert not [f for f in folder_of(source).iterdir() if f.is_file()]
        assert list((folder_of(source) / "taken").iterdir())


def test_a_round_shows_what_a_wire_does(sources: dict[str, WatchedFolder]) -> None:
    a_round(sources, BEGAN)
    items = ReceivedItem.objects.all()
    assert items.filter(status="canceled", version_count=2).exists()
    assert items.filter(status="usable", version_count=2).exists()
    assert items.filter(embargo_until__gt=BEGAN).exists()
    assert items.filter(folded=True).exists()


def test_the_next_round_brings_new_items_and_the_same_one_nothing(
    sources: dict[str, WatchedFolder],
) -> None:
    a_round(sources, BEGAN)
    count, versions = ReceivedItem.objects.count(), ItemVersion.objects.count()
    a_round(sources, BEGAN)
    assert ItemVersion.objects.count() == versions
    a_round(sources, BEGAN + ROUND)
    assert ReceivedItem.objects.count() == 2 * count


def test_a_source_that_is_switched_off_is_sent_nothing() -> None:
    Source.objects.update(active=False)
    assert send(BEGAN) == 0
    assert not (folder_of(Source.objects.all()[0])).exists()


def test_every_dispatch_is_read_whole_in_all_its_languages() -> None:
    for place, dispatch in enumerate(dispatches()):
        moment = BEGAN + timedelta(seconds=EVERY * place)
        (items,) = files_at(moment).values()
        assert [item["language"] for item in items] == sorted(
            dispatch["headline"], key=["en", "ar", "es"].index
        )
        assert all(item["body_xhtml"] and item["headline"] for item in items)
