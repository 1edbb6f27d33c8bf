"""What every page depends on beside the newsroom's records: this version and its settings."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

import broadsheet


@cache
def fingerprint() -> str:
    """A digest of the code, the templates, the labels, and the settings that pages show."""
    package = Path(broadsheet.__file__).parent
    digest = hashlib.sha256(broadsheet.__version__.encode())
    for pattern in ("**/*.py", "**/jinja2/**/*.html", "**/*.mo", "**/static/**/*"):
        for file in sorted(package.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(package)).encode())
                digest.update(file.read_bytes())
    shown = (settings.BROADSHEET_ADDRESS, settings.STATIC_URL, settings.MEDIA_URL)
    # A page carries its tag for Cloudflare where there is one.
    digest.update(b"tags" if "cloudflare://" in settings.BROADSHEET_PURGE_TOKENS else b"")
    digest.update(repr((shown, settings.CONTENT_SECURITY_POLICY)).encode())
    return digest.hexdigest()
