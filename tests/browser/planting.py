"""Plants hostile words where editors, authors and agencies write. Runs inside the newsroom.

Nothing is validated on the way in, as if every form had failed to: what readers are shown must be
harmless all the same.
"""

from __future__ import annotations

from itertools import cycle
from secrets import token_hex
from typing import Any

LONG_AGO = "2018-01-01T00:00:00+00:00"


def plant_stories(batches: list[list[str]]) -> list[str]:
    """A published story for each batch of payloads, in every field and block. Their addresses."""
    return [_plant_story(batch) for batch in batches]


def _plant_story(batch: list[str]) -> str:
    from django.utils.dateparse import parse_datetime

    from broadsheet.editions.addresses import address_of
    from broadsheet.editions.edition_set import EditionSet
    from broadsheet.editions.models import Section
    from broadsheet.stories.models import Byline, Story

    words = cycle(batch)
    section = Section.objects.get(locale__language_code="en", slug="miscellaneous")
    story = Story(title=f"Hostile {token_hex(6)}", kind="news", live=False)
    section.add_child(instance=story)
    story.save_revision().publish()
    story = Story.objects.get(pk=story.pk)
    story.agencies.add(_record("Agency", next(words), site="javascript:alert('agency')"))
    story.topics.add(_record("Topic", next(words)))
    story.regions.add(_record("Region", next(words)))
    story.dossiers.add(_record("Dossier", next(words), description=next(words)))
    author = _record("Author", next(words), title=next(words), email="x'><b onclick=alert(1)>@y")
    Byline.objects.create(story=story, author=author, sort_order=0)
    story.save()
    long_ago = parse_datetime(LONG_AGO)
    Story.objects.filter(pk=story.pk).update(
        title=next(words),
        draft_title=next(words),
        seo_title=next(words),
        search_description=next(words),
        short_headline=next(words),
        standfirst=next(words),
        dateline=next(words),
        picture=_picture(words),
        picture_alt=next(words),
        picture_caption=next(words),
        text_alternative=next(words),
        body=_body(batch, words),
        published_at=long_ago,
        first_published_at=long_ago,
    )
    edition = EditionSet().by_code("en")
    return address_of(edition, Story.objects.get(pk=story.pk).url_path)


def _record(name: str, words: str, **more: str) -> Any:
    from wagtail.models import Locale

    from broadsheet.people.models import Agency, Author
    from broadsheet.topics.models import Dossier, Region, Topic

    models = {m.__name__: m for m in (Agency, Author, Dossier, Region, Topic)}
    given = {"description": words, **more}
    slug = f"hostile-{name.lower()}-{token_hex(6)}"
    locale = Locale.objects.get(language_code="en")
    return models[name].objects.create(locale=locale, name=words, slug=slug, **given)


def _picture(words: Any) -> Any:
    from broadsheet.media.models import Picture

    picture = Picture.objects.filter(credit__gt="").order_by("pk")[0]
    renditions = list(picture.renditions.all())
    picture.pk = None
    picture.title, picture.description = next(words), next(words)
    picture.caption, picture.credit, picture.language = next(words), next(words), "en"
    Picture.objects.bulk_create([picture])
    for rendition in renditions:
        rendition.pk, rendition.image = None, picture
    type(renditions[0]).objects.bulk_create(renditions)
    return picture


def _body(batch: list[str], words: Any) -> list[dict[str, Any]]:
    evil = "javascript:alert('address')"
    blocks: list[tuple[str, Any]] = [("paragraph", payload) for payload in batch]
    blocks += [
        ("heading", next(words)),
        (
            "quote",
            {
                "words": next(words),
                "speaker": next(words),
                "role": next(words),
                "organisation": next(words),
                "said_where": next(words),
                "said_at": None,
                "evidence": evil,
                "status": "disputed",
            },
        ),
        ("quote", _quote(next(words), 'https://x.example/"onmouseover="alert(1)')),
        ("embed", {"address": evil, "title": next(words)}),
        ("chart", _chart(words, evil)),
        ("embed", {"address": f"https://vimeo.com/12345678/{next(words)}", "title": next(words)}),
        (
            "table",
            {
                "data": [[next(words), next(words)], [next(words), next(words)]],
                "first_row_is_table_header": True,
                "table_caption": next(words),
            },
        ),
        ("fact_box", {"title": next(words), "text": next(words)}),
        (
            "timeline",
            {
                "title": next(words),
                "entries": [
                    {
                        "type": "item",
                        "value": {
                            "when": next(words),
                            "title": next(words),
                            "text": next(words),
                        },
                    }
                ],
            },
        ),
        ("correction", {"text": next(words), "made_at": LONG_AGO}),
    ]
    return [{"type": kind, "value": value} for kind, value in blocks]


def _chart(words: Any, evil: str) -> dict[str, Any]:
    names = ("title", "unit", "note", "source", "in_words")
    columns = [next(words)[:200], next(words)[:200]]
    rows = [[next(words)[:200], "1"], [next(words)[:200], "-2.5"]]
    table = {"text": next(words), "columns": columns, "rows": rows}
    given = {name: next(words) for name in names}
    return {**given, "kind": "bars", "decimals": "", "source_address": evil, "table": table}


def _quote(words: str, evidence: str) -> dict[str, Any]:
    return {"words": words, "speaker": words, "evidence": evidence, "status": "reported"}


def plant_branding(payloads: list[str]) -> dict[str, Any]:
    """Put payloads into the English edition's name, menus and accounts; returns what was."""
    from broadsheet.editions.models import Edition

    edition = Edition.objects.get(code="en")
    names = ("name", "slogan", "description", "footer_note")
    streams = ("menu", "regions", "footer", "social")
    before = {name: getattr(edition, name) for name in names}
    before |= {name: list(getattr(edition, name).get_prep_value()) for name in streams}
    evil = [*payloads, *(f"https://x.example/{p}" for p in payloads), "javascript:alert('menu')"]
    links = [
        {"label": payload, "page": None, "address": address}
        for payload, address in zip(cycle(payloads), evil, strict=False)
    ]
    group = {**links[0], "links": [{"type": "item", "value": link} for link in links]}
    accounts = [{"service": link["label"], "address": link["address"]} for link in links]
    Edition.objects.filter(code="en").update(
        **dict(zip(names, payloads, strict=False)),
        menu=[{"type": "live", "value": links[0]}, {"type": "group", "value": group}],
        regions=[{"type": "link", "value": link} for link in links],
        footer=[{"type": "link", "value": link} for link in links],
        social=[{"type": "account", "value": account} for account in accounts],
    )
    return before


def restore_branding(before: dict[str, Any]) -> None:
    """Undo :func:`plant_branding`."""
    from broadsheet.editions.models import Edition

    Edition.objects.filter(code="en").update(**before)


def listings_of_hostile_records() -> list[str]:
    """Addresses of one page of each sort of record that was planted."""
    from broadsheet.people.models import Agency, Author
    from broadsheet.topics.models import Dossier, Region, Topic

    return [
        f"/en/{model.place}/{record.slug}/"
        for model in (Agency, Author, Dossier, Region, Topic)
        for record in model.objects.filter(slug__startswith="hostile-").order_by("pk")[:3]
    ]


def stories_titled(start: str) -> list[str]:
    """Addresses of the stories whose slug begins so."""
    from broadsheet.editions.addresses import address_of
    from broadsheet.editions.edition_set import EditionSet
    from broadsheet.stories.models import Story

    edition = EditionSet().by_code("en")
    found = Story.objects.filter(edition__code="en", live=True, slug__startswith=start)
    return [address_of(edition, story.url_path) for story in found.order_by("pk")]
