"""Where the test data lies that nobody on the team wrote; tests that need it skip without it."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data"

SHARED_DATA = Path(os.environ.get("BROADSHEET_SHARED_DATA") or _DEFAULT)

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(),
    reason=f"the shared test data is not at {SHARED_DATA} (set BROADSHEET_SHARED_DATA)",
)
