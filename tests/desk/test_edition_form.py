"""An edition is founded and changed by a chief, without code."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, streamfield

from broadsheet.editions.models import Area, Edition
from tests.newsroom import make_story, section_of


def edition_data(**fields):
    data = {
        "name": "El Diario",
        "slogan": "",
        "description": "",
        "code": "es",
        "language": "es",
        "host": "",
        "sort_order": 3,
        "time_zone": "America/Mexico_City",
        "region_format": "es-MX",
        "digits": "default",
        "calendar": "gregory",
        "logo": "",
        "accent": "",
        "accent_dark": "",
        "footer_note": "",
        **{name: streamfield([]) for name in ("menu", "regions", "footer", "social")},
        **fields,
    }
    return nested_form_data(data)


def link(label="Africa", page="", address="region/africa/"):
    return ("link", {"label": label, "page": page, "address": address})


@pytest.fixture
def chief(at_desk):
    client, _user = at_desk("Chief")
    return client


def errors(answer):
    assert answer.status_code == 200, "the form was accepted"
    return answer.context["form"].errors


def test_a_new_edition_comes_with_its_front_and_areas(chief, desk, reader):
    assert chief.post("/admin/edition/new/", edition_data()).status_code == 302
    edition = Edition.objects.get(code="es")
    assert edition.locale.language_code == "es"
    assert edition.front.specific.url == "/es/"
    areas = Area.objects.filter(locale=edition.locale)
    assert sorted(area.slug for area in areas) == sorted(Area.Key.values)
    assert reader.get("/es/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("accent", "red", "#rrggbb"),
        ("accent", "#ffee00", "Too little contrast"),
        ("accent_dark", "#220000", "Too little contrast"),
        ("time_zone", "Mars/Olympus", "There is no time zone of this name"),
        ("host", "https://es.example.org/", "A host only"),
        ("region_format", "xx-ZZ", "CLDR knows no such locale"),
        ("code", "admin", "an address the newsroom itself uses"),
        ("code", "en", "Another edition has this code"),
        ("language", "en", "not one of the available choices"),
        ("name", "", "required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(chief, field, value, said):
    answer = chief.post("/admin/edition/new/", edition_data(**{field: value}))
    assert said in " ".join(errors(answer)[field])
    assert not Edition.objects.filter(name="El Diario").exists()


def test_a_menu_is_built_of_pages_and_addresses(chief, desk, reader):
    english = desk["en"]
    politics = section_of(english, "politics")
    make_story(politics)
    menu = [
        link("Politics", page=politics.pk, address=""),
        ("group", {
            "label": "World", "page": "",
            "links": streamfield([]) | {"count": "1", "0-type": "item", "0-value": {
                "label": "Africa", "page": "", "address": "region/africa/"}, "0-order": "0",
                "0-deleted": "", "0-id": ""},
        }),
    ]  # fmt: skip
    data = edition_data(
        name="The Tribune", code="en", language="en", region_format="", menu=streamfield(menu)
    )
    assert chief.post(f"/admin/edition/edit/{english.pk}/", data).status_code == 302
    page = reader.get("/en/").content.decode()
    assert "/en/news/politics/" in page
    assert "/en/region/africa/" in page


def test_a_menu_entry_leads_to_one_place(chief, desk):
    english, politics = desk["en"], section_of(desk["en"], "politics")
    for entry in (
        link(page=politics.pk, address="region/africa/"),
        link(address=""),
        link(address="javascript:alert(1)"),
    ):
        data = edition_data(name="The Tribune", code="en", menu=streamfield([entry]))
        assert "menu" in errors(chief.post(f"/admin/edition/edit/{english.pk}/", data))


def test_code_and_language_of_an_edition_stay(chief, desk):
    data = edition_data(name="The Tribune", code="uk", language="uk", region_format="")
    assert chief.post(f"/admin/edition/edit/{desk['en'].pk}/", data).status_code == 302
    edition = Edition.objects.get(pk=desk["en"].pk)
    assert (edition.code, edition.locale.language_code) == ("en", "en")


def test_two_editions_cannot_share_a_host(chief, desk):
    desk["ar"].host = "news.example.org"
    desk["ar"].save()
    data = edition_data(host="news.example.org")
    assert "host" in errors(chief.post("/admin/edition/new/", data))


def test_an_editor_cannot_change_an_edition(at_desk, desk):
    client, _editor = at_desk("Editor")
    answer = client.post(f"/admin/edition/edit/{desk['en'].pk}/", edition_data(name="Mine"))
    assert answer.status_code == 302
    desk["en"].refresh_from_db()
    assert desk["en"].name == "The Tribune"
