"""A newsroom that has a database and nothing else yet. In a file without the usual newsroom."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/en/", "/en/news/politics/a-story/", "/en/rss.xml"])
def test_a_newsroom_without_editions_says_that_nothing_is_here(reader, address):
    response = reader.get(address)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")
    assert b"There is no such page" in response.content
