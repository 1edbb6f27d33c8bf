"""The desk's list of stories beside Wagtail's explorer, in a large archive."""

from __future__ import annotations

from bench.pages import fill_up_to
from bench.timing import HEADING, measure


def report(stories: int) -> None:
    """Fill the newsroom up to ``stories`` and print what the desk's lists cost."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from broadsheet.editions.models import Section
    from broadsheet.stories.models import Story

    fill_up_to(stories)
    editor = Client()
    editor.force_login(get_user_model().objects.get(username="editor"))
    section = Section.objects.filter(area_key="news").order_by("pk").first()
    assert section is not None
    addresses = {
        "Stories (promised: 300 ms)": reverse("stories:index"),
        "Stories, live only": reverse("stories:index") + "?status=live",
        "  Wagtail's explorer, one section": reverse("wagtailadmin_explore", args=[section.pk]),
        "  Wagtail's explorer, by type": reverse(
            "wagtailadmin_pages:type_use", args=["stories", "story"]
        ),
    }
    print(f"\nThe desk at {Story.objects.count():,} stories (processor ms a page)")
    print(HEADING)
    for name, address in addresses.items():
        answer = editor.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        print(measure(lambda at=address: editor.get(at).content, 10).row(name))
