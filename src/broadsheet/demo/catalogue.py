"""Reads the demo newsroom's files."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ar", "es")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """Editions, areas, sections, and the records and pictures that stories refer to."""
    return tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def stories() -> list[dict[str, Any]]:
    """Every demo story, oldest first."""
    files = sorted((FOLDER / "stories").glob("*.toml"))
    found = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return sorted(found, key=lambda story: -story["hours_ago"])


@lru_cache(maxsize=1)
def breaking_items() -> list[dict[str, Any]]:
    """Every item of the demo's ticker, newest first."""
    found = tomllib.loads((FOLDER / "breaking.toml").read_text(encoding="utf-8"))["item"]
    return sorted(found, key=lambda item: item["minutes_ago"])


@lru_cache(maxsize=1)
def channel() -> dict[str, Any]:
    """The channel: streams, shows and their slots, and what is said over the film."""
    return tomllib.loads((FOLDER / "channel.toml").read_text(encoding="utf-8"))


def clip_file(key: str) -> Path | None:
    """The clip of a video or audio story, if there is one."""
    files = (FOLDER / "clips" / f"{key}.{ending}" for ending in ("mp4", "mp3"))
    return next((file for file in files if file.exists()), None)


@lru_cache(maxsize=1)
def live_pages() -> list[dict[str, Any]]:
    """Every live page with its posts, oldest first."""
    files = sorted((FOLDER / "live").glob("*.toml"))
    found = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return sorted(found, key=lambda page: -page["hours_ago"])
