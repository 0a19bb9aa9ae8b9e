"""Finding a family by what one remembers of it; never one of another branch."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import Family, FamilyMember, Referral
from families.search import search
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def families(herent: Branch, aalst: Branch) -> None:
    with branch_context(aalst):
        Family.objects.create(name="Van den Broeck (Aalst)", phone="0470 12 34 56")
    with branch_context(herent):
        family = Family.objects.create(name="Van den Broeck", phone="+32 470 12 34 56")
        FamilyMember.objects.create(family=family, role="parent", first_name="Almaz", last_name="Berhe")
        Family.objects.create(name="Peeters")
        Family.objects.create(name="Akçay-Yıldız")
        Family.objects.create(name="D’Haese")
        Referral.objects.create(
            family_name="Broos", phone="016 22 33 44", received_on=datetime.date(2026, 3, 1)
        )


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("broeck", ["Van den Broeck"]),
        ("BRO", ["Van den Broeck", "Broos"]),
        ("den bro", ["Van den Broeck"]),
        ("alm", ["Van den Broeck"]),
        ("almaz ber", ["Van den Broeck"]),
        ("0470/12", ["Van den Broeck"]),
        ("+32 470 12 34", ["Van den Broeck"]),
        ("0470 12 99", []),
        ("016 22", ["Broos"]),
        ("eeters", []),
        ("akcay", ["Akçay-Yıldız"]),
        ("AKÇAY yil", ["Akçay-Yıldız"]),
        ("péèters", ["Peeters"]),
        ("d'hae", ["D’Haese"]),
        ("(", []),
        ("zzz", []),
    ],
)
def test_a_name_or_number_finds(families, herent, text, labels):
    with branch_context(herent):
        assert [hit.label for hit in search(text, 20)] == labels


def test_a_hit_leads_to_the_file_and_to_noting_a_contact(families, herent):
    with branch_context(herent):
        (hit,) = search("almaz", 20)
        family = Family.objects.get(name="Van den Broeck")
    assert "Almaz Berhe" in hit.meta
    assert hit.url == f"/herent/gezinnen/{family.pk}/"
    assert hit.contact_url == f"/herent/gezinnen/{family.pk}/contact/"


def test_a_contact_about_an_open_referral_begins_on_its_page(families, herent):
    with branch_context(herent):
        (hit,) = search("broos", 20)
        assert hit.contact_url == hit.url
        Referral.objects.update(decision="refused", decided_on=datetime.date(2026, 3, 2))
        (hit,) = search("broos", 20)
        assert hit.contact_url == ""


def test_the_number_of_queries_does_not_grow(families, herent):
    with branch_context(herent):
        with CaptureQueriesContext(connection) as first:
            assert len(search("peet", 20)) == 1
        for number in range(3):
            Family.objects.create(name=f"Peetermans {number}")
        with CaptureQueriesContext(connection) as later:
            assert len(search("peet", 20)) == 4
        assert len(later) == len(first)
        assert len(search("peet", 2)) == 2


def test_a_referral_is_opened_as_a_page_from_the_box_of_contacts(families, coordinator, sign_in):
    page = sign_in(coordinator).post("/herent/contact/", {"zoek": "broos"}).content.decode()
    hits = page[page.index('id="hits"') :]
    hits = hits[: hits.index("</ul>")]
    assert "/herent/aanmeldingen/" in hits
    assert "hx-get" not in hits
