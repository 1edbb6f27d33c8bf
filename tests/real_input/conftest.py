"""Real agency items and real news texts, imported and served as a newsroom would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ntrex import write_ntrex
from tests.real_input.site import Site, served
from tests.shared_data import SHARED_DATA

EXAMPLES = SHARED_DATA / "ninjs" / "examples"


HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that one process runs them all: the newsroom is made once."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.real_input)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A newsroom with the news texts in three languages and every example of ninjs."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the shared test data is not at {SHARED_DATA}")
    folder: Path = tmp_path_factory.mktemp("real-input")
    texts = folder / "texts"
    count = write_ntrex(texts)
    with served(folder / "newsroom") as made:
        done = made.bring_in(texts)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(made.addresses) == count
        # Many examples do not say their language, and some are in one that has no edition.
        done = made.bring_in(EXAMPLES, "--edition", "en")
        assert done.returncode == 1
        (refused,) = done.stderr.splitlines()
        assert refused.endswith("extension-schema.json  ($: is a JSON Schema, not an item)")
        yield made
