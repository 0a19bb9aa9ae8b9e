"""Whoever often looks at the same part of a list finds it again by name, with the columns of one's choice."""

import datetime
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from families.models import Family, FamilyContact, WaitingListEntry
from families.views.lists import FAMILIES
from families.views.referrals import REFERRALS
from families.views.waiting import WAITING
from homestart.lists import actions
from homestart.lists.models import ChosenColumns, SavedList
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Municipality
from matching.models import Match, Trajectory
from matching.views.lists import MATCHES
from tests.ui.html import text_of, tree, with_class
from volunteers.models import Volunteer
from volunteers.views.lists import VOLUNTEERS

PAGE = "/herent/gezinnen/"
TODAY = timezone.localdate()
LAST_WEEK = TODAY - datetime.timedelta(days=7)


def heads(page: str) -> list[str]:
    return [text_of(head) for head in tree(page).findall(".//thead/tr/th")]


def kept(page: str) -> list[tuple[str, str]]:
    keep = with_class(tree(page), "list-keep")
    return [(text_of(link), link.get("href")) for part in keep for link in part.iter("a")]


@pytest.fixture
def browser(herent, coordinator, sign_in):
    with branch_context(herent):
        family = Family.objects.create(name="Adriaens", municipality="24038")
        WaitingListEntry.objects.create(family=family, entered_on=LAST_WEEK)
    return sign_in(coordinator)


@pytest.mark.parametrize(
    "listing", [FAMILIES, REFERRALS, WAITING, MATCHES, VOLUNTEERS], ids=lambda one: one.name
)
def test_every_column_has_a_word_of_its_own(listing):
    words = [column.word for column in listing.columns]
    assert all(words)
    assert len(set(words)) == len(words)
    assert listing.order.removeprefix("-") in [column.sort for column in listing.columns]


def test_a_filter_is_kept_under_a_name_and_found_again(browser):
    answer = browser.post(
        f"{PAGE}?toestand=waiting&volgorde=-sinds&pagina=3&naam=Adriaens",
        {"bewaren": "1", "bewaar_als": "  Wie  wacht "},
        follow=True,
    )
    # Neither a page that will not be there, nor a name.
    assert kept(answer.content.decode()) == [("Wie wacht", f"{PAGE}?toestand=waiting&volgorde=-sinds")]
    page = browser.get(f"{PAGE}?toestand=waiting&volgorde=-sinds").content.decode()
    (here,) = [link for link in tree(page).iter("a") if link.get("aria-current") == "true"]
    assert text_of(here) == "Wie wacht"
    assert "Adriaens" in page


def test_a_name_is_given_again_for_another_filter(browser, herent):
    for state in ("waiting", "closed"):
        browser.post(f"{PAGE}?toestand={state}", {"bewaren": "1", "bewaar_als": "Mijn lijst"})
    with branch_context(herent):
        assert [saved.address for saved in SavedList.objects.all()] == ["toestand=closed"]


@pytest.mark.parametrize(
    ("address", "name"), [("", "Alles"), ("?volgorde=naam", "Op naam"), ("?toestand=waiting", " \x00 ")]
)
def test_nothing_is_kept_without_a_filter_or_without_a_name(browser, herent, address, name):
    page = browser.post(f"{PAGE}{address}", {"bewaren": "1", "bewaar_als": name}, follow=True)
    assert "Filter of sorteer eerst" in page.content.decode()
    with branch_context(herent):
        assert not SavedList.objects.exists()


def test_what_is_kept_can_go_and_is_seen_by_its_owner_alone(browser, herent, coordinator, coach, sign_in):
    browser.post(f"{PAGE}?toestand=waiting", {"bewaren": "1", "bewaar_als": "Wie wacht"})
    with branch_context(herent):
        (saved,) = SavedList.objects.all()
    other = sign_in(coach)
    assert kept(other.get(PAGE).content.decode()) == []
    other.post(PAGE, {"vergeten": saved.pk})
    with branch_context(herent), pytest.raises(PermissionDenied):
        actions.forget_list(saved, by=coach)
    assert kept(browser.get(PAGE).content.decode()) != []
    browser.post(PAGE, {"vergeten": saved.pk})
    assert kept(browser.get(PAGE).content.decode()) == []


def test_the_columns_of_ones_choice_are_on_the_screen_and_in_the_workbook(browser, herent, coach, sign_in):
    Municipality.objects.update_or_create(nis_code="24038", defaults={"name": "Herent"})
    with branch_context(herent):
        family = Family.objects.get()
        FamilyContact.objects.create(family=family, date=LAST_WEEK, kind="other", took_place=True)
        FamilyContact.objects.create(family=family, date=TODAY, kind="other", took_place=False)
        trajectory = Trajectory.objects.create(family=family)
        volunteer = Volunteer.objects.create(first_name="Rita", last_name="Maes")
        Match.objects.create(trajectory=trajectory, volunteer=volunteer, role="family_buddy")
    assert heads(browser.get(PAGE).content.decode()) == ["Naam", "Situatie", "Sinds", "Kinderen"]
    page = browser.post(PAGE, {"kiezen": "1", "kolom": ["contact", "gemeente", "buddy"]}, follow=True)
    assert heads(page.content.decode()) == ["Naam", "Gemeente", "Gezinsbuddy", "Laatste contact"]
    workbook = load_workbook(BytesIO(browser.post(PAGE, {"export": "xlsx"}).content))
    values = [[cell.value for cell in row] for row in workbook.active.iter_rows()]
    last_contact = datetime.datetime.combine(LAST_WEEK, datetime.time())
    assert values[1:] == [["Adriaens", "Herent", "Rita Maes", last_contact]]
    # The choice is one's own.
    assert heads(sign_in(coach).get(PAGE).content.decode()) == ["Naam", "Situatie", "Sinds", "Kinderen"]


def test_the_columns_that_the_list_has_by_itself_are_no_choice_to_keep(browser, herent):
    browser.post(PAGE, {"kiezen": "1", "kolom": ["gemeente", "unknown"]})
    with branch_context(herent):
        assert ChosenColumns.objects.get().columns == ["gemeente"]
    browser.post(PAGE, {"kiezen": "1", "kolom": ["toestand", "sinds", "kinderen"]})
    with branch_context(herent):
        assert not ChosenColumns.objects.exists()


def test_the_number_of_queries_with_all_columns_does_not_grow(browser, herent, django_assert_num_queries):
    words = [column.word for column in FAMILIES.columns]
    browser.post(PAGE, {"kiezen": "1", "kolom": words})
    browser.post(f"{PAGE}?toestand=waiting", {"bewaren": "1", "bewaar_als": "Wie wacht"})
    with CaptureQueriesContext(connection) as first:
        browser.get(PAGE)
    with branch_context(herent):
        for name in ("Bogaert", "Claes"):
            family = Family.objects.create(name=name, municipality="24038")
            WaitingListEntry.objects.create(family=family, entered_on=TODAY)
    with django_assert_num_queries(len(first)):
        browser.get(PAGE)
