"""Wagtail's API v3 writes. We do not mount it; a newsroom that does is in the ledger all the same.

Its actions are the same classes that the desk's screens call, chosen through a registry.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken

from broadsheet.stories.models import Story
from tests.newsroom import make_story, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ledger.urls_with_api")]


@pytest.fixture
def call(newsroom):
    """Ask the API as a chief's own program does."""
    token = APIToken.generate_token()
    APIToken.objects.create(
        user=make_user(), name="A program", key_hash=APIToken.hash_token(token), prefix=token[:8]
    )

    def ask(method: str, path: str, status: int = 200, **data: Any) -> Any:
        answer = Client().generic(
            method,
            f"/api/v3/pages/{path}",
            json.dumps(data),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return ask


def test_publish_and_unpublish(politics, call, written):
    story = make_story(politics, live=False)
    call("POST", f"{story.pk}/actions/publish/")
    assert written() == [("publish", "page", story.pk)]
    call("POST", f"{story.pk}/actions/unpublish/")
    assert written() == [("unpublish", "page", story.pk)]


def test_move_and_delete(politics, economy, call, written):
    story = make_story(politics)
    written()
    call(
        "POST",
        f"{story.pk}/actions/move/",
        destination_id=economy.pk,
        position="last-child",
    )
    assert Story.objects.get(pk=story.pk).home_section_id == economy.pk
    assert written() == [("move", "page", story.pk)]
    call("DELETE", f"{story.pk}/", status=204)
    assert written() == [("delete", "page", story.pk)]


def test_an_alias_and_its_own_life(politics, economy, call, written):
    story = make_story(politics)
    written()
    path = f"{story.pk}/actions/create_alias/"
    made = call("POST", path, 201, destination_id=economy.pk, slug="again")
    assert written() == [("publish", "page", made["id"])]
    call("POST", f"{made['id']}/actions/convert_alias/")
    assert written() == []


def test_a_change(politics, call, written):
    story = make_story(politics, standfirst="Here.")
    written()
    call(
        "PATCH",
        f"{story.pk}/",
        meta={"type": "stories.Story", "action": "publish"},
        title="Another headline",
    )
    assert Story.objects.get(pk=story.pk).title == "Another headline"
    assert written() == [("update", "page", story.pk)]
