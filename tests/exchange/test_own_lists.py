"""A coordinator brings in the list that she kept in a workbook of her own, with her own columns."""

import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from families.models import Family, FamilyMember, Referral, ReferrerOrganisation, WaitingListEntry
from homestart.audit.models import AuditEvent
from homestart.exchange.handwriting import day, many, municipality, text, yes_no
from homestart.exchange.models import Import, ImportState, MatchedColumn
from homestart.exchange.own_lists import own_lists
from homestart.exchange.problems import Wrong
from homestart.exchange.resource import resources
from homestart.jobs.models import Job
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Municipality
from matching.models import Trajectory
from tests.ui.html import text_of, tree

pytestmark = pytest.mark.django_db

OWN = "/herent/gegevens/lijst/"
FAMILIES = [
    ["Gezinnen van Els", None, None, None, None, None, None, None],
    ["Gezin", "GSM", "Gemeente", "Kinderen", "Geboortedata kinderen", "Wachtlijst sinds", "Taal", "Kleur"],
    [
        "Peeters",
        "0470 12 34 56",
        "herent",
        "Mila, Bo",
        "3/2/2020; 14 maart 2023",
        "1/9/2026",
        "Turks",
        "rood",
    ],
    ["Yılmaz", None, "24062", "Cem", datetime.date(2024, 5, 1), None, "nl", None],
]
REFERRALS = [
    ["Datum", "Naam", "Aanmelder", "Dienst", "Hulpvraag", "Beslissing", "Beslist op", "Reden"],
    ["2/3/2026", "Peeters", "CAW", "onthaal", "luisterend oor, vrije tijd", "ja", "10/3/2026", None],
    ["5-3-2026", "Claes", "caw", "Onthaal", None, "Geweigerd", "6/3/2026", "Wachtlijststop"],
    ["6/3/2026", "Daems", None, None, None, None, None, None],
]


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def work(branch: Any) -> None:
    with branch_context(branch):
        jobs = list(Job.objects.open().values_list("pk", flat=True))
    for job in jobs:
        run_job(branch.pk, str(job))


@pytest.fixture
def browser(herent, coordinator, sign_in):
    for code, name in (("24038", "Herent"), ("24062", "Leuven")):
        Municipality.objects.update_or_create(nis_code=code, defaults={"name": name})
    return sign_in(coordinator, confirmed=True)


def offered_columns(browser, rows, kind="families"):
    file = SimpleUploadedFile("mijn lijst.xlsx", workbook(rows))
    return browser.post(OWN, {"own_list": kind, "file": file}, follow=True)


def choices(answer) -> dict[str, str]:
    """By the field of the form, what is chosen for the column."""
    page = tree(answer.content.decode())
    return {
        select.get("name"): next(
            (o.get("value") for o in select.iter("option") if o.get("selected") is not None), ""
        )
        for select in page.iter("select")
    }


def import_list(browser, branch, rows, kind="families", **chosen):
    """Brings the list in as far as it goes; gives the row of the import."""
    answer = offered_columns(browser, rows, kind)
    page = answer.request["PATH_INFO"]
    browser.post(page, choices(answer) | chosen)
    work(branch)
    with branch_context(branch):
        offered = Import.objects.latest("offered_at")
    if offered.state == ImportState.CHECKED and offered.files:
        browser.post(f"/herent/gegevens/importeren/{offered.pk}/", {"plan": offered.plan})
        work(branch)
        with branch_context(branch):
            offered.refresh_from_db()
    return offered


def test_a_list_of_families_comes_in_with_members_and_waiting_list(browser, herent, aalst):
    with branch_context(aalst):
        Family.objects.create(name="Aalsters")
    offered = import_list(browser, herent, FAMILIES)
    assert (offered.state, offered.made) == (ImportState.DONE, 6)
    with branch_context(herent):
        peeters, yilmaz = Family.objects.order_by("name")
        assert (peeters.name, peeters.phone, peeters.municipality, peeters.home_language) == (
            "Peeters",
            "0470 12 34 56",
            "24038",
            "tr",
        )
        assert yilmaz.municipality == "24062"
        children = FamilyMember.objects.order_by("birth_date").values_list(
            "family__name", "first_name", "role", "birth_date"
        )
        assert list(children) == [
            ("Peeters", "Mila", "child", datetime.date(2020, 2, 3)),
            ("Peeters", "Bo", "child", datetime.date(2023, 3, 14)),
            ("Yılmaz", "Cem", "child", datetime.date(2024, 5, 1)),
        ]
        entry = WaitingListEntry.objects.get()
        assert (entry.family, entry.entered_on) == (peeters, datetime.date(2026, 9, 1))
    with branch_context(aalst):
        assert Family.objects.get().name == "Aalsters"


def test_the_same_list_with_a_line_more_brings_in_that_line_and_leaves_the_rest(browser, herent):
    import_list(browser, herent, FAMILIES)
    with branch_context(herent):
        Family.objects.filter(name="Peeters").update(needs="Wat intussen genoteerd werd.")
    longer = [*FAMILIES, ["Nagels", None, "Leuven", None, None, None, None, None]]
    assert import_list(browser, herent, longer).made == 1
    with branch_context(herent):
        assert [f.name for f in Family.objects.order_by("name")] == ["Nagels", "Peeters", "Yılmaz"]
        assert Family.objects.get(name="Peeters").needs == "Wat intussen genoteerd werd."
    assert import_list(browser, herent, longer).made == 0


def test_a_family_with_the_name_and_telephone_of_a_file_gets_no_second_one(browser, herent, aalst):
    with branch_context(aalst):
        Family.objects.create(name="Yılmaz", phone="0499 11 22 33")
    with branch_context(herent):
        Family.objects.create(name="Gezin Peeters", phone="+32 470 12 34 56")
    rows = [["Gezin", "GSM"], ["peeters", "0470/12.34.56"], ["Peeters", ""], ["Yılmaz", "0499 11 22 33"]]
    assert import_list(browser, herent, rows).made == 2
    with branch_context(herent):
        named = Family.objects.order_by("name", "phone").values_list("name", "phone")
        assert list(named) == [
            ("Gezin Peeters", "+32 470 12 34 56"),
            ("Peeters", ""),
            ("Yılmaz", "0499 11 22 33"),
        ]


def test_two_equal_lines_are_two_families(browser, herent):
    rows = [["Gezin", "Gemeente"], ["Peeters", "Herent"], ["Peeters", "Herent"]]
    assert import_list(browser, herent, rows).made == 2


def test_a_list_of_referrals_comes_in_with_its_referrers_and_files(browser, herent):
    with branch_context(herent):
        ReferrerOrganisation.objects.create(organisation="CAW", service="Onthaal", key="caw")
    offered = import_list(browser, herent, REFERRALS, "referrals")
    assert offered.state == ImportState.DONE, offered.problems
    with branch_context(herent):
        peeters, claes, daems = Referral.objects.order_by("received_on")
        assert (peeters.decision, peeters.family.name, peeters.requests) == (
            "accepted",
            "Peeters",
            ["listening_ear", "leisure"],
        )
        assert (claes.decision, claes.refusal_reason, claes.family) == ("refused", "intake_stop", None)
        assert (daems.decision, daems.referrer) == ("", None)
        # Written in two ways, it is the one that the branch has already.
        assert {peeters.referrer.key, claes.referrer.key} == {"caw"}
        assert ReferrerOrganisation.objects.count() == 1


def test_supported_families_get_their_trajectory(browser, herent):
    rows = [
        ["Gezin", "Gestart op", "Einddatum"],
        ["Peeters", "1/2/2025", "3/3/2026"],
        ["Claes", "4/5/2026", None],
    ]
    assert import_list(browser, herent, rows).state == ImportState.DONE
    with branch_context(herent):
        periods = Trajectory.objects.order_by("started_on").values_list(
            "family__name", "started_on", "ended_on"
        )
        assert list(periods) == [
            ("Peeters", datetime.date(2025, 2, 1), datetime.date(2026, 3, 3)),
            ("Claes", datetime.date(2026, 5, 4), None),
        ]


def test_what_a_column_held_is_remembered_for_the_next_list(browser, herent):
    answer = offered_columns(browser, FAMILIES)
    assert choices(answer)["column_7"] == ""
    browser.post(answer.request["PATH_INFO"], choices(answer) | {"column_7": "needs", "column_6": ""})
    again = offered_columns(browser, [[" kleur", "Taal", "GEZIN"], ["blauw", "Frans", "Claes"]])
    assert choices(again) == {"column_0": "needs", "column_1": "", "column_2": "name"}
    # Another kind of list knows nothing of it.
    other = offered_columns(browser, [["Kleur", "Datum"], ["blauw", "1/1/2026"]], "referrals")
    assert choices(other) == {"column_0": "", "column_1": "received_on"}
    with branch_context(herent):
        assert MatchedColumn.objects.filter(own_list="referrals").count() == 0


def test_an_error_is_told_of_the_line_and_the_column_of_the_list_and_nothing_is_written(browser, herent):
    rows = [*FAMILIES, ["Claes", None, "Atlantis", "An", "31/2/2024", "1/2/24", "Klingon", None]]
    offered = import_list(browser, herent, rows)
    assert offered.state == ImportState.REFUSED
    assert [(p.file, p.line, p.column) for p in offered.found] == [
        ("Sheet", 5, "Gemeente"),
        ("Sheet", 5, "Taal"),
        ("Sheet", 5, "Geboortedata kinderen"),
        ("Sheet", 5, "Wachtlijst sinds"),
    ]
    with branch_context(herent):
        assert not Family.objects.exists()
    page = browser.get(f"/herent/gegevens/importeren/{offered.pk}/").content.decode()
    assert "Atlantis" in page
    assert f"/herent/gegevens/lijst/{offered.pk}/" in page


@pytest.mark.parametrize(
    ("kind", "rows", "column"),
    [
        ("families", [*FAMILIES, [None, "0470 99 88 77", "Herent", *[None] * 5]], "Gezin"),
        ("referrals", [*REFERRALS, [None, "Nagels", *[None] * 6]], "Datum"),
    ],
)
def test_a_line_that_does_not_say_what_it_is_about_is_told(browser, herent, kind, rows, column):
    offered = import_list(browser, herent, rows, kind)
    assert offered.state == ImportState.REFUSED
    assert [(p.line, p.column) for p in offered.found] == [(len(rows), column)]
    with branch_context(herent):
        assert not Family.objects.exists() and not Referral.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"column_0": ""}, "Zeg in welke kolom dit staat"),
        ({"column_1": "name"}, "Een andere kolom bevat dit al"),
        ({"column_1": "unknown"}, "geldige keuze"),
    ],
)
def test_columns_that_do_not_fit_are_told(browser, herent, chosen, message):
    answer = offered_columns(browser, FAMILIES)
    page = browser.post(answer.request["PATH_INFO"], choices(answer) | chosen).content.decode()
    assert message in page
    with branch_context(herent):
        assert not Job.objects.exists()
        assert Import.objects.get().state == ImportState.MATCHING


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"geen werkboek", "beschadigd"),
        (workbook([]), "geen lijst"),
        (workbook([["alleen een titel"]]), "geen lijst"),
    ],
)
def test_a_file_without_a_list_is_told(browser, content, message):
    file = SimpleUploadedFile("lijst.xlsx", content)
    page = browser.post(OWN, {"own_list": "families", "file": file}, follow=True)
    assert page.status_code == 200
    assert message in page.content.decode()


def test_only_a_workbook_of_a_known_kind_is_taken(browser, herent):
    file = SimpleUploadedFile("lijst.zip", b"PK")
    page = browser.post(OWN, {"own_list": "concerns", "file": file}).content.decode()
    assert "Kies een Excel-werkboek (.xlsx)." in page
    with branch_context(herent):
        assert not Import.objects.exists()


def test_what_a_cell_says_is_text_and_no_page(browser):
    answer = offered_columns(browser, [["Gezin", "<b>x</b>"], ["<script>alert(1)</script>", "<img src=x>"]])
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_list_of_another_branch_is_not_there(browser, herent, aalst, other_coordinator, sign_in):
    address = offered_columns(browser, FAMILIES).request["PATH_INFO"]
    other = sign_in(other_coordinator, confirmed=True)
    assert other.get(address).status_code == 404
    assert other.get(address.replace("herent", "aalst")).status_code == 404


def test_a_wide_list_is_read(browser, herent):
    rows = [["Gezin", *[f"kolom {n}" for n in range(40)], "Gemeente"], ["Peeters", *[None] * 40, "Herent"]]
    import_list(browser, herent, rows)
    with branch_context(herent):
        assert Family.objects.get().municipality == "24038"


def test_matching_and_importing_leave_their_events(browser, herent):
    import_list(browser, herent, FAMILIES)
    with branch_context(herent):
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"offer_import", "match_columns", "look", "import_branch"} <= verbs


def test_the_page_asks_the_same_number_of_queries_for_a_longer_list(browser, django_assert_num_queries):
    short = offered_columns(browser, FAMILIES[:3]).request["PATH_INFO"]
    with CaptureQueriesContext(connection) as first:
        browser.get(short)
    number = len(first)
    long = offered_columns(browser, FAMILIES * 3).request["PATH_INFO"]
    with django_assert_num_queries(number):
        browser.get(long)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3/2/2024", "2024-02-03"),
        ("03-02-2024", "2024-02-03"),
        ("3.2.2024", "2024-02-03"),
        ("3 februari 2024", "2024-02-03"),
        ("3 mrt. 2024", "2024-03-03"),
        ("29 maart 2024", "2024-03-29"),
        ("2024-02-03", "2024-02-03"),
        (" 2024-02-03 00:00:00 ", "2024-02-03"),
    ],
)
def test_days_are_read_as_people_write_them(written, meant):
    assert day()(written) == meant


@pytest.mark.parametrize(
    "written", ["1/2/24", "31/2/2024", "13/13/2024", "februari 2024", "2024", "3 foo 2024", "0"]
)
def test_a_day_is_never_guessed(written):
    with pytest.raises(Wrong):
        day()(written)


def test_other_values_are_read_as_people_write_them(browser):
    assert [yes_no()(word) for word in ("Ja", " NEEN ", "x", "0")] == ["yes", "no", "yes", "no"]
    assert many(text)()("An; Bo,\nCem") == "An;Bo;Cem"
    assert municipality()("HERENT") == "24038"
    with pytest.raises(Wrong):
        yes_no()("misschien")


def test_every_field_goes_to_a_column_of_the_format():
    """So that an error in it can be told of the column of the list."""
    known = {f"{name}.{column.name}" for name, found in resources().items() for column in found.columns}
    for own in own_lists().values():
        for field in own.fields:
            assert set(field.to) <= known, field.name
        assert {own.guess(str(field.label)) for field in own.fields} == {field.name for field in own.fields}
        assert own.main in resources()


def test_a_title_in_the_page_names_nobody(browser):
    page = tree(offered_columns(browser, FAMILIES).content.decode())
    assert "Peeters" not in text_of(page.find(".//title"))
