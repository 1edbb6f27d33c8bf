"""An installed newsroom without stories, made once for all tests of the command."""

from pathlib import Path

import pytest

from tests.config.installation import make_newsroom


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a newsroom that ``broadsheet init --empty`` made."""
    home = tmp_path_factory.mktemp("installed") / "newsroom"
    make_newsroom(home, "--empty", "--name", "The Probe")
    return home
