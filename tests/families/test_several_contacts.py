"""A day of telephone calls in one form: saved together and once, nothing lost, an error at its own row."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.models import Family, FamilyContact, WaitingListEntry
from homestart.accounts.models import User
from homestart.drafts.models import Draft
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from reporting.indicators import compute
from tests.drafts.test_editing import hidden
from tests.families.test_file import page

pytestmark = pytest.mark.django_db
PATH = "/herent/contact/meerdere/"


@pytest.fixture
def families(herent: Branch) -> dict[str, Family]:
    """One that waits, one that is supported and one whose support ended: after-care counts too."""
    today = timezone.localdate()
    with branch_context(herent):
        made = {name: Family.objects.create(name=name) for name in ("Peeters", "Janssens", "Maes")}
        WaitingListEntry.objects.create(family=made["Peeters"], entered_on=today)
        Trajectory.objects.create(family=made["Janssens"], started_on=today)
        ended = today - datetime.timedelta(days=30)
        Trajectory.objects.create(family=made["Maes"], started_on=ended, ended_on=ended)
        return made


@pytest.fixture
def browser(sign_in: Callable[[User], Client], coordinator: User) -> Client:
    return sign_in(coordinator)


def typed(families: dict[str, Family], **changed: object) -> dict[str, object]:
    today = timezone.localdate()
    rows: dict[str, object] = {"rows": 4}
    for number, name in enumerate(("Peeters", "Janssens", "Maes"), start=1):
        rows |= {
            f"family_{number}": families[name].pk,
            f"family_{number}_zoek": name,
            f"date_{number}": today,
            f"kind_{number}": "long_call",
            f"note_{number}": f"Gebeld met {name}",
        }
    return rows | {"family_4_zoek": "", "date_4": today, "kind_4": "other", "note_4": ""} | changed


def figure(branch: Branch) -> object:
    name = "contacts_coordinator_family"
    with branch_context(branch):
        return compute(branch, timezone.localdate().year, [name])[name]


def test_a_day_of_calls_is_noted_at_once_and_once(herent, families, browser, coordinator):
    assert figure(herent) == 0
    first = page(browser, PATH)
    assert first.count(f'value="{timezone.localdate():%Y-%m-%d}"') == 4
    sent = {**hidden(first), **typed(families)}
    for _ in range(2):
        response = browser.post(PATH, sent)
        assert (response.status_code, response.url) == (302, "/herent/")
    assert "3 contact" in page(browser, response.url)
    with branch_context(herent):
        noted = FamilyContact.objects.order_by("family__name").values_list(
            "family__name", "kind", "note", "took_place", "noted_by", "level"
        )
        assert [*noted] == [
            (name, "long_call", f"Gebeld met {name}", True, coordinator.pk, "branch")
            for name in ("Janssens", "Maes", "Peeters")
        ]
    assert figure(herent) == 3


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"family_2": "", "family_2_zoek": "Jans"}, "id_family_2"),
        ({"family_2": "", "family_2_zoek": ""}, "id_family_2"),
        ({"family_2": "nonsens"}, "id_family_2"),
        ({"date_2": ""}, "id_date_2"),
        ({"date_2": timezone.localdate() + datetime.timedelta(days=1)}, "id_date_2"),
    ],
)
def test_an_error_stands_at_its_row_and_nothing_is_saved_or_lost(herent, families, browser, changed, where):
    answer = browser.post(PATH, {**hidden(page(browser, PATH)), **typed(families, **changed)})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count('<li><a href="#') == 1
    assert f'href="#{where}"' in text
    for name in ("Peeters", "Janssens", "Maes"):
        assert f"Gebeld met {name}" in text
    with branch_context(herent):
        assert not FamilyContact.objects.exists()


def test_a_family_of_another_branch_is_no_family(herent, aalst, families, browser):
    with branch_context(aalst):
        foreign = Family.objects.create(name="Vreemd")
    sent = {**hidden(page(browser, PATH)), **typed(families, family_2=foreign.pk)}
    answer = browser.post(PATH, sent)
    assert answer.status_code == 200
    assert "Vreemd" not in answer.content.decode()
    found = browser.post(PATH + "gezinnen/", {"family_2_zoek": "Vre"}).content.decode()
    assert "Vreemd" not in found
    assert 'name="family_2"' in browser.post(PATH + "gezinnen/", {"family_2_zoek": "Jans"}).content.decode()


def test_more_rows_and_searching_work_without_scripts_and_complain_of_nothing(herent, families, browser):
    started = {"rows": 4, "family_1_zoek": "Pee", "note_1": "Belt terug", "date_1": "2026-01-02"}
    text = browser.post(PATH, {**hidden(page(browser, PATH)), **started, "more": "1"}).content.decode()
    assert 'id="id_note_7"' in text and 'id="id_note_8"' not in text
    assert "Belt terug" in text and 'value="Pee"' in text and 'value="2026-01-02"' in text
    assert "error-summary" not in text
    text = browser.post(PATH, {**hidden(text), **started, "family_1_knop": "1"}).content.decode()
    assert f'value="{families["Peeters"].pk}"' in text
    assert "error-summary" not in text
    with branch_context(herent):
        assert not FamilyContact.objects.exists()


def test_nothing_typed_asks_for_a_family(herent, families, browser):
    answer = browser.post(PATH, {**hidden(page(browser, PATH)), "rows": 4})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_what_was_not_saved_comes_back_with_all_its_rows(herent, families, browser, coordinator):
    started = {"rows": ["7"], "note_7": ["Belt terug"], "family_7": [str(families["Maes"].pk)]}
    with branch_context(herent):
        Draft.objects.create(user=coordinator, path=PATH, version=0, data=started)
    text = page(browser, PATH)
    assert "Belt terug" in text
    assert 'value="Maes"' in text


def test_the_number_of_queries_does_not_grow_with_the_rows(herent, families, browser):
    counts = []
    for rows in (1, 3):
        sent = {**typed(families), "rows": rows, "date_1": "", "date_2": "", "date_3": ""}
        first = hidden(page(browser, PATH))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.post(PATH, {**first, **sent})
        counts.append(len(queries))
    assert counts[0] == counts[1]
