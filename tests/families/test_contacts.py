"""Noting a contact: ten seconds, at once on the timeline and in the figure of the report."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from families.models import Family, FamilyContact, WaitingListEntry
from homestart.accounts.models import User
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from reporting.indicators import compute
from tests.drafts.test_editing import hidden
from tests.families.test_file import page, path_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters")


@pytest.fixture
def browser(sign_in: Callable[[User], Client], coordinator: User) -> Client:
    return sign_in(coordinator)


def counted(branch: Branch) -> object:
    """The contacts of coordinators with families, as the report of this year says."""
    figure = "contacts_coordinator_family"
    with branch_context(branch):
        return compute(branch, timezone.localdate().year, [figure])[figure]


def test_only_the_day_is_needed_and_it_is_there_already(family, herent, browser, coordinator):
    path = path_of(family, "contact/")
    first = page(browser, path)
    today = timezone.localdate()
    assert f'value="{today:%Y-%m-%d}"' in first
    assert "data-dialog" in first
    send(browser, path, date=today)
    with branch_context(herent):
        contact = FamilyContact.objects.get()
        assert (contact.kind, contact.took_place, contact.date) == ("other", True, today)
        assert contact.noted_by == coordinator


def test_the_figure_of_the_report_follows(family, herent, browser):
    assert counted(herent) == 0
    today = timezone.localdate()
    text = send(browser, path_of(family, "contact/"), date=today, kind="home_visit", note="Koffie gedronken")
    assert "Koffie gedronken" in text and "Els Vermeulen" in text
    assert counted(herent) == 1
    with branch_context(herent):
        contact = FamilyContact.objects.get()

    answer = browser.post(path_of(family, f"contacten/{contact.pk}/verwijderen/"))
    assert counted(herent) == 0
    text = page(browser, answer.url)
    assert "Koffie gedronken" not in text
    undo = path_of(family, f"contacten/{contact.pk}/terugzetten/")
    assert undo in text

    for _ in range(2):
        browser.post(undo)
        assert counted(herent) == 1
    with branch_context(herent):
        back = FamilyContact.objects.get()
        assert (back.pk, back.key, back.note, back.noted_by) == (
            contact.pk,
            contact.key,
            "Koffie gedronken",
            contact.noted_by,
        )


def test_a_contact_is_noted_whatever_stage_the_family_is_in(herent, browser):
    today = timezone.localdate()
    with branch_context(herent):
        families = [Family.objects.create(name=name) for name in ("Nieuw", "Wacht", "Loopt", "Voorbij")]
        WaitingListEntry.objects.create(family=families[1], entered_on=today)
        Trajectory.objects.create(family=families[2], started_on=today)
        Trajectory.objects.create(family=families[3], started_on=today, ended_on=today)
    for family in families:
        send(browser, path_of(family, "contact/"), date=today, kind="long_call")
    assert counted(herent) == 4


def test_what_did_not_take_place_does_not_count(family, herent, browser):
    today = timezone.localdate()
    send(browser, path_of(family, "contact/"), date=today, kind="home_visit", took_place="False")
    tomorrow = today + datetime.timedelta(days=1)
    text = send(browser, path_of(family, "contact/"), date=tomorrow, kind="intake", took_place="")
    assert "ging niet door" in text and "gepland" in text
    assert counted(herent) == 0


def test_a_day_that_is_still_to_come_is_asked_about(family, herent, browser):
    path = path_of(family, "contact/")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    answer = browser.post(path, {**hidden(page(browser, path)), "date": tomorrow, "took_place": "True"})
    assert answer.status_code == 200
    assert "Deze dag moet nog komen" in answer.content.decode()
    with branch_context(herent):
        assert not FamilyContact.objects.exists()


def test_a_double_click_notes_one_contact_also_from_a_window(family, herent, browser):
    path = path_of(family, "contact/")
    typed = {**hidden(page(browser, path)), "date": timezone.localdate(), "note": "Eens"}
    answers = [browser.post(path, typed, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [answer["HX-Redirect"] for answer in answers] == [path_of(family) + "#tijdlijn"] * 2
    with branch_context(herent):
        assert FamilyContact.objects.count() == 1


def test_a_contact_is_corrected(family, herent, browser):
    with branch_context(herent):
        contact = FamilyContact.objects.create(
            family=family, date=timezone.localdate(), kind="other", took_place=True, minutes=30
        )
    path = path_of(family, f"contacten/{contact.pk}/")
    assert '<details class="form-more" open>' in page(browser, path)
    send(
        browser,
        path,
        date=contact.date,
        kind="screening",
        note="Toch screening",
        took_place="True",
        minutes="45",
    )
    with branch_context(herent):
        contact.refresh_from_db()
        assert (contact.kind, contact.note, contact.minutes) == ("screening", "Toch screening", 45)
