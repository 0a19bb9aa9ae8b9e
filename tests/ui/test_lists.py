"""A list: filtered and ordered by its address, searched by a name that is in none, taken along as a file."""

from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from openpyxl import load_workbook

from families.models import Family
from homestart import urls
from homestart.accounts.permissions import Permission, require
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.ui.lists import Badge, ListColumn, Listing, show_list
from homestart.ui.tables import Action

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

PATH = "/herent/proef/"


class Filters(forms.Form):
    taal = forms.CharField(required=False)


def find(filters: dict[str, Any], name: str) -> QuerySet[Family]:
    families = Family.objects.filter(name__istartswith=name)
    return families.filter(home_language=filters["taal"]) if filters.get("taal") else families


LISTING = Listing(
    name="proef",
    title="Proef",
    columns=[
        ListColumn("Naam", lambda family: family.name, sort="naam", by=["name"]),
        ListColumn("Plaats", lambda family: family.municipality, sort="plaats", by=["municipality"]),
        ListColumn("Taal", lambda family: Badge(family.home_language) if family.home_language else None),
    ],
    find=find,
    order="naam",
    count=lambda number: f"{number} gezinnen",
    url=lambda branch, family: f"/{branch.slug}/gezin/{family.pk}/",
    action=lambda branch, family: Action("Bellen", f"/{branch.slug}/bel/{family.pk}/"),
    filters=Filters,
    empty="Nog geen gezinnen.",
)


@require(Permission.READ_FAMILIES)
def view(request: HttpRequest) -> HttpResponse:
    return show_list(request, LISTING)


urlpatterns = [path("<slug:branch_slug>/proef/", view), *urls.urlpatterns]


@pytest.fixture
def families(herent: Branch, aalst: Branch) -> None:
    with branch_context(aalst):
        Family.objects.create(name="Aalsters", home_language="nld")
    with branch_context(herent):
        Family.objects.create(name="Claes", municipality="24038", home_language="nld")
        Family.objects.create(name="Adriaens", municipality="24062", home_language="ara")
        Family.objects.create(name="Bogaert", home_language="nld")


def names(response: HttpResponse) -> list[str]:
    return [row.cells[0] for row in response.context["table"].rows]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Adriaens", "Bogaert", "Claes"]),
        ("-naam", ["Claes", "Bogaert", "Adriaens"]),
        ("plaats", ["Bogaert", "Claes", "Adriaens"]),
        ("password", ["Adriaens", "Bogaert", "Claes"]),
    ],
)
def test_the_order_is_in_the_address(families, coordinator, sign_in, order, expected):
    assert names(sign_in(coordinator).get(PATH, {"volgorde": order})) == expected


def test_a_filter_is_in_the_address_and_stays_with_another_order(families, coordinator, sign_in):
    page = sign_in(coordinator).get(PATH, {"taal": "nld"})
    assert names(page) == ["Bogaert", "Claes"]
    assert "2 gezinnen" in page.content.decode()
    assert "?taal=nld&amp;volgorde=-naam" in page.content.decode()


def test_a_name_is_searched_within_the_filter_and_is_in_no_address(families, coordinator, sign_in):
    browser = sign_in(coordinator)
    sent = {"filters": "1", "taal": "nld", "naam": " bo"}
    page = browser.post(f"{PATH}?volgorde=-naam&pagina=2", sent, headers={"HX-Request": "true"})
    assert names(page) == ["Bogaert"]
    assert page["HX-Push-Url"] == f"{PATH}?volgorde=-naam&taal=nld"
    page = browser.post(f"{PATH}?taal=nld", {"filters": "1", "taal": "", "naam": ""})
    assert names(page) == ["Adriaens", "Bogaert", "Claes"]
    assert page["HX-Push-Url"] == PATH


def test_what_is_on_the_screen_is_taken_along(families, herent, coordinator, sign_in):
    with branch_context(herent):
        Family.objects.create(name="=1+1", home_language="nld")
    answer = sign_in(coordinator).post(f"{PATH}?taal=nld&volgorde=-naam", {"export": "xlsx", "naam": ""})
    assert answer["Content-Disposition"].startswith('attachment; filename="proef-herent-')
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Naam", "Plaats", "Taal"],
        ["Claes", "24038", "Nld"],
        ["Bogaert", None, "Nld"],
        ["=1+1", None, "Nld"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    with branch_context(herent):
        event = AuditEvent.objects.get(verb="export_list")
        assert event.detail == {"list": "proef", "records": 3}
        assert event.actor_id == coordinator.pk


def test_nothing_found_and_nothing_there_are_told_apart(families, coordinator, other_coordinator, sign_in):
    browser = sign_in(coordinator)
    assert "Nog geen gezinnen." not in browser.get(PATH, {"taal": "fra"}).content.decode()
    with branch_context(other_coordinator.memberships.get().branch):
        Family.objects.all().delete()
    assert "Nog geen gezinnen." in sign_in(other_coordinator).get("/aalst/proef/").content.decode()


def test_the_number_of_queries_does_not_grow(
    families, herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    browser = sign_in(coordinator)
    with django_assert_max_num_queries(16) as few:
        browser.get(PATH)
    with branch_context(herent):
        Family.objects.bulk_create(Family(name=f"Peeters {number}") for number in range(120))
    with django_assert_num_queries(len(few)):
        page = browser.get(PATH, {"pagina": "2"})
    assert len(names(page)) == 50
