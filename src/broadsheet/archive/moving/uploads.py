"""Files of an old site in the folder of uploads that the editor names, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from broadsheet.desk.pictures_from_item import Unusable
from broadsheet.wire.errors import shown

#: Where the systems keep uploads; what follows is the path in the folder that the editor names.
_UPLOADS = re.compile(r"/(?:wp-content/uploads|content/(?:images|media|files)|files)/(.+)$")
#: How Ghost names a smaller picture: size/w600/2020/01/name.jpg.
_GHOST_SIZE = re.compile(r"^size/w\d+(?:h\d+)?/(?:format/\w+/)?")


class Missing(Unusable):
    """The file is not in the folder; with it, the story is looked at once more."""


def is_upload(address: str) -> bool:
    """Whether an address says by itself that its file was among a site's uploads."""
    return _UPLOADS.search(address) is not None


def path_in_uploads(address: str) -> str:
    """The path of an address' file in the folder of uploads."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    found = _UPLOADS.search(path)
    return _GHOST_SIZE.sub("", found[1]) if found else path.lstrip("/")


def file_in_uploads(folder: Path | None, names: Iterable[str], address: str) -> Path:
    """The first of these files that is in the folder, no link out of it. Raises Missing."""
    tried = [name for name in dict.fromkeys(names) if name]
    last = shown(PurePosixPath(tried[0] if tried else address).name)
    if folder is None:
        raise Missing(f"{last} is not in the folder of uploads: --media names none")
    root = folder.resolve()
    for name in tried:
        path = _inside(root, name)
        if path is not None:
            return path
    raise Missing(f"{last} is not in the folder of uploads")


def _inside(root: Path, name: str) -> Path | None:
    """The file of a name in a folder; None for one that is not there, or would lead out of it."""
    if "\0" in name or len(name) > 1000:
        return None
    try:
        path = (root / name.lstrip("/")).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
