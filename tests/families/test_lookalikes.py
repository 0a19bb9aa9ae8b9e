"""Whom somebody resembles: by a variant of the name, telephone, address, day of birth; and who does not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from families.models import Family, FamilyMember, Referral
from families.names import alike, same_first_name, sounds
from families.queries.lookalikes import like_family, like_member, lookalikes
from homestart.tenancy.context import branch_context
from tests.families.intake import ago
from tests.families.name_pairs import OTHER, SAME

BORN = datetime.date(2023, 5, 12)


def test_spellings_of_one_name_are_found_and_other_names_are_not():
    found = [pair for pair in SAME if alike(sounds(pair[0]), sounds(pair[1]))]
    wrong = [pair for pair in OTHER if alike(sounds(pair[0]), sounds(pair[1]))]
    recall, precision = len(found) / len(SAME), len(found) / (len(found) + len(wrong))
    assert recall >= 0.97, set(SAME) - set(found)
    assert precision >= 0.90, wrong


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mohammed", "Mohamed", True),
        ("Mila", "Milla", True),
        ("Anne", "Anne-Marie", True),
        ("Mila", "Milan", False),
        ("Adam", "Noor", False),
        ("", "Noor", False),
    ],
)
def test_first_names(one, other, same):
    assert same_first_name(one, other) is same is same_first_name(other, one)


@pytest.fixture
def strangers(aalst):
    """The same family, in another branch."""
    with branch_context(aalst):
        family = Family.objects.create(name="Van den Berghe", phone="0470 12 34 56")
        Referral.objects.create(family_name="Van den Berghe", phone="0470 12 34 56", received_on=ago(1))
        FamilyMember.objects.create(family=family, role="child", first_name="Mila", birth_date=BORN)


@pytest.fixture
def known(herent):
    """One family of which everything is known."""
    with branch_context(herent):
        family = Family.objects.create(
            name="Van den Berghe",
            phone="0470 12 34 56",
            email="an@voorbeeld.be",
            street="Dorpsstraat 12 bus 3",
            postal_code="3020",
        )
        FamilyMember.objects.create(family=family, role="parent", first_name="Fatima", last_name="El Amrani")
        FamilyMember.objects.create(family=family, role="child", first_name="Mila", birth_date=BORN)
        yield family


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": "Vandenberg"}, ["the name is the same"]),
        ({"name": "fatima elamrani"}, ["the name is the same"]),
        ({"phone": "+32 470/12.34.56"}, ["same telephone number"]),
        ({"email": "AN@voorbeeld.be"}, ["same e-mail address"]),
        ({"street": "Dorpstr. 12/3", "postal_code": "B-3020"}, ["same address"]),
        ({"street": "Dorpsstraat 12 bus 3", "postal_code": "3000"}, []),
        ({"street": "Dorpsstraat 14", "postal_code": "3020"}, []),
        ({"born": [("Milla", BORN)]}, ["same birth date as Mila"]),
        ({"born": [("", BORN)]}, []),
        ({"born": [("Adam", BORN)]}, []),
        (
            {"name": "Vandenbergh", "born": [("", BORN)]},
            ["same birth date as Mila", "the name is the same"],
        ),
        ({"name": "Van den Bosch"}, []),
        # Another telephone and another place: the name alone does not tell.
        ({"name": "Vandenberge", "phone": "016 11 11 11", "postal_code": "9300"}, []),
        ({}, []),
    ],
)
def test_what_makes_somebody_alike_is_said(known, typed, reasons):
    with translation.override("en"):
        found = lookalikes(**{"name": "", "phone": "", **typed})
    assert [(one.family_id, list(one.reasons)) for one in found] == ([(known.pk, reasons)] if reasons else [])


@pytest.mark.django_db
def test_a_name_that_many_have_says_nothing_by_itself(herent):
    with branch_context(herent):
        many = [Family.objects.create(name="Peeters", phone=f"016 22 33 4{n}") for n in range(4)]
        assert lookalikes("Peeters", "016 99 99 99") == []
        assert [one.family_id for one in lookalikes("Peters", "016 22 33 42")] == [many[2].pk]
        assert len(lookalikes("Peeters", "")) == 4


@pytest.mark.django_db
def test_itself_other_branches_and_files_without_a_name_are_no_lookalikes(strangers, known):
    Family.objects.create(name=known.name, phone=known.phone, anonymised=True)
    assert like_family(known) == []
    assert like_member("Mila", "", BORN, but=known) == []
    twin = Family.objects.create(name="Anders", phone=known.phone)
    assert [one.family_id for one in like_family(known)] == [twin.pk]


@pytest.mark.django_db
def test_a_member_of_another_family_is_known_by_birth_date_and_first_name(known):
    other = Family.objects.create(name="Anders")
    assert [one.family_id for one in like_member("Milla", "X", BORN, but=other)] == [known.pk]
    assert like_member("Mila", "", BORN + datetime.timedelta(days=1), but=other) == []
    assert like_member("Adam", "", BORN, but=other) == []
    assert like_member("", "", BORN, but=other) == []


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(known):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            like_family(known)
        counts.append(len(queries))
        for number in range(3):
            Family.objects.create(name=f"Vandenberg {number}", phone=known.phone)
            Referral.objects.create(family_name="Vandenberg", received_on=ago(3))
    assert counts[0] == counts[1] == 5


@pytest.mark.django_db
def test_a_form_says_whom_it_resembles_before_it_is_saved(known, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    other = Family.objects.create(name="Anders")
    path = f"/herent/gezinnen/{other.pk}/"
    page = client.post(
        f"{path}nakijken/", {"first_name": "Mila", "last_name": "", "birth_date": "2023-05-12"}
    )
    assert f"/herent/gezinnen/{known.pk}/" in page.content.decode()
    page = client.post(f"{path}nakijken/", {"name": "Anders", "phone": known.phone})
    assert f"/herent/gezinnen/{known.pk}/" in page.content.decode()
    page = client.post(f"{path}nakijken/", {"first_name": "Mila", "birth_date": "12-05-202"})
    assert page.status_code == 200 and str(known.pk) not in page.content.decode()
    # It never blocks: the member is saved all the same.
    assert 'hx-post="' + f"{path}nakijken/" in client.get(f"{path}leden/nieuw/").content.decode()
