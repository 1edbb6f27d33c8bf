"""Where the files of an item are. Nothing here opens a connection."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet.kit.safe_html import tidy_text

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# An address as nearly all are written: nothing in it needs a second look.
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::\d{1,5})?(?:[/?#][!#-&(-;=?-\[\]-~]*)?", re.ASCII
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"']")


def clean_address(href: str) -> str:
    """``href`` if it is an http(s) address or a relative one, otherwise "".

    Spaces are escaped; quotes, angle brackets, backslashes and control characters are refused.
    """
    if _PLAIN.fullmatch(href):
        return href
    href = tidy_text(href).replace(" ", "%20")
    if _UNSAFE.search(href) or href.startswith("//"):
        return ""
    if not _SCHEME.match(href):
        return href
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return href if parts.scheme in ("http", "https") and parts.hostname else ""


def local_file(href: str, folder: Path | None) -> Path | None:
    """The file ``href`` names inside ``folder``, or None.

    Relative addresses and ``file:`` ones are looked up; links are followed first, so that neither
    ``..`` nor a symbolic link leads outside. Only regular files count. The answer holds for the
    moment it was given: whoever opens the file later opens it without following links.
    """
    if folder is None or not href or len(href) > 4_000:
        return None
    try:
        parts = urlsplit(href.strip())
        if parts.scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
            return None
        name = unquote(parts.path, errors="strict")
        if not name or "\x00" in name or "\\" in name:
            return None
        root = folder.resolve(strict=True)
        found = (root / name).resolve(strict=True)
        return found if found.is_relative_to(root) and found.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None
