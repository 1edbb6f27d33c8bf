"""Bodies made into blocks beside the writing: in processes of their own, which know no Django."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

from broadsheet.archive.body import read_body
from broadsheet.archive.records import ForeignStory
from broadsheet.kit.reading_time import reading_minutes
from broadsheet.stories.block_values import texts_of

#: Stories of one lot: one transaction; and characters, after which a lot is full before that.
LOT, LOT_CHARACTERS = 250, 4_000_000
#: Lots that are read ahead of the one that is written: what is in memory at once.
_AHEAD = 3
_PROCESSES = 2
#: Blocks that are pictures and clips still to be found.
SHOWN = frozenset({"picture", "gallery", "video"})
#: The ids of blocks are made in here, from the story they stand in.
_BLOCKS = UUID("b8f3c1f0-52c1-4c36-8d3a-6a0d3f6a7e55")


@dataclass
class Converted:
    """A story with its body as blocks, in which pictures are still ``PictureUse``."""

    story: ForeignStory
    blocks: list[dict[str, Any]] = field(default_factory=list)
    minutes: int = 1
    notes: list[str] = field(default_factory=list)


def convert(story: ForeignStory, language: str) -> Converted:
    """Read one story's body. Never raises: what cannot be read is a note."""
    body = read_body(story.markup, story.dialect, story.key)
    seed = uuid5(_BLOCKS, story.key)
    blocks = [
        {**block, "id": str(uuid5(seed, str(number)))} for number, block in enumerate(body.blocks)
    ]
    words = [story.excerpt, *texts_of(block for block in blocks if block["type"] not in SHOWN)]
    minutes = reading_minutes("\n".join(filter(None, words)), language)
    return Converted(story, blocks, minutes, [*story.notes, *body.notes])


def in_lots(stories: Iterable[ForeignStory]) -> Iterator[list[ForeignStory]]:
    """Stories in lots of what memory can hold several of: many short ones, or a few long ones."""
    lot: list[ForeignStory] = []
    characters = 0
    for story in stories:
        lot.append(story)
        characters += len(story.markup) + sum(len(comment.text) for comment in story.comments)
        if len(lot) >= LOT or characters >= LOT_CHARACTERS:
            yield lot
            lot, characters = [], 0
    if lot:
        yield lot


def converted_lots(lots: Iterable[list[ForeignStory]], language: str) -> Iterator[list[Converted]]:
    """Lots of stories, converted, in order. A small import starts no processes for it.

    Lots may be small or empty and more may follow: of an import that goes on, most is passed over.
    """
    waiting = iter(lots)
    seen = 0
    for lot in waiting:
        seen += len(lot)
        if seen > LOT:
            # Spawned, not forked: a fork would share the database's connection.
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(_PROCESSES, mp_context=context) as pool:
                yield from _in_processes(pool, chain([lot], waiting), language)
            return
        yield _convert_all(lot, language)


def _in_processes(
    pool: ProcessPoolExecutor, lots: Iterable[list[ForeignStory]], language: str
) -> Iterator[list[Converted]]:
    under_way: deque[list[Future[list[Converted]]]] = deque()
    for lot in lots:
        under_way.append([pool.submit(_convert_all, part, language) for part in _parts(lot)])
        if len(under_way) >= _AHEAD:
            yield _result(under_way.popleft())
    while under_way:
        yield _result(under_way.popleft())


def _parts(lot: list[ForeignStory]) -> list[list[ForeignStory]]:
    size = -(-len(lot) // _PROCESSES)
    return [lot[start : start + size] for start in range(0, len(lot), size)]


def _convert_all(stories: list[ForeignStory], language: str) -> list[Converted]:
    return [convert(story, language) for story in stories]


def _result(parts: list[Future[list[Converted]]]) -> list[Converted]:
    return [converted for part in parts for converted in part.result()]
