"""An import into a newsroom that is not founded yet: a file of its own, for others share one."""

import pytest

from broadsheet.desk.importing import PlanError
from tests.wire_items import an_item, bring_in, write_items


def test_a_newsroom_without_editions_says_how_to_make_them(db, tmp_path):
    with pytest.raises(PlanError, match='make one with "broadsheet init"'):
        bring_in(write_items(tmp_path, an_item()))
