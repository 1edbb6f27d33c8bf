"""The desk's list of stories beside Wagtail's explorer, in a large archive."""

from __future__ import annotations

from datetime import timedelta

from bench.pages import fill_up_to
from bench.timing import HEADING, measure

#: What an editor asks of the list; the names in braces are filled in from the newsroom.
LISTINGS = {
    "Stories, all (promised: 300 ms)": "",
    "Stories of one edition": "edition={edition}",
    "Stories of a section": "home_section={section}",
    "Stories of an area": "area=articles",
    "Stories of a kind": "kind=analysis",
    "Stories, live": "status=live",
    "Stories, drafts": "status=draft",
    "Stories in review": "status=review",
    "Stories of an author": "author={author}",
    "Stories of a week": "published_at_from={week_ago}",
    "Stories, headline search": "q=harbour",
    "Stories, page 100": "p=100",
    "Stories, oldest first": "ordering=published_at",
    "Stories, live, kind, area, edition": "status=live&kind=news&area=news&edition={edition}",
}


def report(stories: int) -> None:
    """Fill the newsroom up to ``stories`` and print what the desk's lists cost."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from broadsheet.editions.models import Edition, Section
    from broadsheet.people.models import Author
    from broadsheet.stories.models import Story

    fill_up_to(stories)
    editor = Client()
    editor.force_login(get_user_model().objects.get(username="editor"))
    section = Section.objects.filter(area_key="news").order_by("pk").first()
    edition, author = Edition.objects.first(), Author.objects.first()
    assert section is not None
    assert edition is not None
    assert author is not None
    known = {
        "edition": edition.pk,
        "section": section.pk,
        "author": author.pk,
        "week_ago": (timezone.now() - timedelta(days=7)).date(),
    }
    addresses = {
        name: f"{reverse('stories:index')}?{query.format(**known)}"
        for name, query in LISTINGS.items()
    }
    addresses["  Wagtail's explorer, one section"] = reverse(
        "wagtailadmin_explore", args=[section.pk]
    )
    addresses["  Wagtail's list of one type"] = reverse(
        "wagtailadmin_pages:type_use", args=["stories", "story"]
    )
    print(f"\nThe desk at {Story.objects.count():,} stories (processor ms a page)")
    print(HEADING)
    for name, address in addresses.items():
        answer = editor.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        print(measure(lambda at=address: editor.get(at).content, 7).row(name))
