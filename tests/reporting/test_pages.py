"""The pages of the reports: who gets in, what they show, and how many queries they take."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from families.models import Concern, Family, Referral
from homestart.accounts.models import User
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from reporting import actions
from reporting.indicators import INDICATORS
from reporting.models import FinalReport, Report, ReportPdf, ReportText

SignIn = Callable[[User], Client]


@pytest.fixture
def report(herent: Branch) -> Report:
    with branch_context(herent):
        return actions.open_report(2025, by=None)


@pytest.fixture
def browser(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


def url(name: str, **kwargs: object) -> str:
    return reverse(f"reports:{name}", kwargs={"branch_slug": "herent", **kwargs})


def publish(branch: Branch, year: int = 2025, version: int = 1) -> FinalReport:
    with branch_context(branch):
        return FinalReport.objects.create(
            year=year,
            version=version,
            reason="Een fout." if version > 1 else "",
            figures={},
            definitions={},
            texts={},
            pdf=b"%PDF-1.7 " + branch.slug.encode(),
            sha256="a" * 64,
        )


PAGES = [
    ("list", {}),
    ("detail", {"year": 2025}),
    ("cases", {"year": 2025, "indicator": "families_supported"}),
    ("missing", {"year": 2025, "check": "gezinnen-zonder-profiel"}),
    ("text", {"year": 2025, "slot": "year"}),
    ("finalise", {"year": 2025}),
]


@pytest.mark.parametrize(("name", "kwargs"), PAGES)
def test_a_coordinator_of_the_branch_gets_in(
    browser: Client, report: Report, name: str, kwargs: dict
) -> None:
    assert browser.get(url(name, **kwargs)).status_code == 200


@pytest.mark.parametrize(("name", "kwargs"), PAGES)
def test_for_another_coordinator_the_branch_does_not_exist(
    sign_in: SignIn, other_coordinator: User, report: Report, name: str, kwargs: dict
) -> None:
    browser = sign_in(other_coordinator)
    assert browser.get(url(name, **kwargs)).status_code == 404
    assert browser.get(url(name, **kwargs).replace("herent", "nergens")).status_code == 404


@pytest.mark.parametrize("role", ["board_member", "central_office"])
def test_the_network_reads_finals_and_nothing_else(
    sign_in: SignIn, request: pytest.FixtureRequest, report: Report, herent: Branch, role: str
) -> None:
    browser, final = sign_in(request.getfixturevalue(role)), publish(herent)
    page = browser.get(reverse("finals:list"))
    assert "Home-Start Herent" in page.content.decode()
    answer = browser.get(reverse("finals:download", kwargs={"final_id": final.pk}))
    assert answer.content == b"%PDF-1.7 herent"
    for name, kwargs in PAGES:
        assert browser.get(url(name, **kwargs)).status_code == 404


def test_a_coordinator_does_not_read_the_finals_of_the_network(browser: Client, aalst: Branch) -> None:
    final = publish(aalst)
    assert browser.get(reverse("finals:list")).status_code == 403
    assert browser.get(reverse("finals:download", kwargs={"final_id": final.pk})).status_code == 403
    assert browser.get(url("download_final", year=2025, version=1)).status_code == 404


def test_a_download_is_a_file_that_stays_nowhere(browser: Client, herent: Branch) -> None:
    publish(herent, version=1)
    publish(herent, version=2)
    answer = browser.get(url("download_final", year=2025, version=2))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "herent-2025-v2.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_report_is_opened_by_a_button(browser: Client, herent: Branch) -> None:
    assert browser.get(url("detail", year=2025)).status_code == 404
    answer = browser.post(url("list"), {"year": 2025})
    assert answer.headers["Location"] == url("detail", year=2025)
    assert browser.post(url("list"), {"year": 2999}).status_code == 200
    with branch_context(herent):
        assert [report.year for report in Report.objects.all()] == [2025]


def test_a_number_leads_to_its_cases(browser: Client, report: Report, herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(key="G001", name="Peeters-Yılmaz")
        Trajectory.objects.create(family=family, started_on=date(2025, 3, 1))
    link = url("cases", year=2025, indicator="families_supported")
    assert f'href="{link}"' in browser.get(url("detail", year=2025)).content.decode()
    page = browser.get(link).content.decode()
    assert "G001" in page
    assert "Peeters-Yılmaz" in page
    assert browser.get(url("cases", year=2025, indicator="onbekend")).status_code == 404
    ratio = url("cases", year=2025, indicator="children_per_family")
    assert browser.get(ratio + "?onderdeel=denominator").status_code == 200
    assert browser.get(ratio + "?onderdeel=onzin").status_code == 404
    names = url("cases", year=2025, indicator="referrals_by_referrer")
    assert browser.get(names + "?onderdeel=%00").status_code == 200


@pytest.mark.parametrize("year", [0, 999, 3000, 99999])
def test_a_year_without_dates_is_no_address(browser: Client, year: int) -> None:
    link = url("missing", year=2025, check="gesprekken-zonder-datum").replace("2025", str(year))
    assert browser.get(link).status_code == 404


def test_what_is_missing_leads_to_the_records(browser: Client, report: Report, herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Zonder Profiel")
        Trajectory.objects.create(family=family, started_on=date(2025, 3, 1))
    link = url("missing", year=2025, check="gezinnen-zonder-profiel")
    assert f'href="{link}"' in browser.get(url("detail", year=2025)).content.decode()
    assert "Zonder Profiel" in browser.get(link).content.decode()
    assert browser.get(url("missing", year=2025, check="onzin")).status_code == 404


def test_a_text_is_written_and_printed_as_it_is(browser: Client, report: Report) -> None:
    answer = browser.post(
        url("text", year=2025, slot="year"), {"text": "<b>Fier</b> op\n\n- iets", "version": 0}
    )
    assert answer.headers["Location"] == url("detail", year=2025) + "#tekst-year"
    page = browser.get(url("detail", year=2025)).content.decode()
    assert "&lt;b&gt;Fier&lt;/b&gt; op" in page
    assert "<li>iets</li>" in page


@pytest.mark.parametrize("text", ["Dorpsstraat 1\n" * 9, "x" * 61])
def test_the_cover_has_place_for_some_lines(
    browser: Client, report: Report, herent: Branch, text: str
) -> None:
    page = browser.post(url("text", year=2025, slot="contact"), {"text": text, "version": 0})
    assert page.context["form"].errors["text"] == ["Hier passen hoogstens 8 regels van 60 tekens."]
    with branch_context(herent):
        assert not ReportText.objects.exists()
    browser.post(
        url("text", year=2025, slot="contact"), {"text": "Dorpsstraat 1\n\n" * 7 + "x" * 60, "version": 0}
    )
    with branch_context(herent):
        assert ReportText.objects.exists()


def test_htmx_gets_the_fragment_that_the_page_holds(browser: Client, report: Report) -> None:
    link, headers = url("text", year=2025, slot="year"), {"HX-Request": "true"}
    form = browser.get(link, headers=headers).content.decode()
    assert "<html" not in form
    assert 'id="tekst-year"' in form
    text = browser.post(link, {"text": "Kort.", "version": 0}, headers=headers).content.decode()
    page = browser.get(url("detail", year=2025)).content.decode()
    squeezed = "".join(text.replace(" autofocus", "").split())
    assert squeezed in "".join(page.split())


def test_a_save_on_an_old_version_shows_both_texts(browser: Client, report: Report, herent: Branch) -> None:
    link = url("text", year=2025, slot="year")
    browser.post(link, {"text": "De eerste tekst.", "version": 0})
    page = browser.post(link, {"text": "De tweede tekst.", "version": 0}).content.decode()
    assert "De eerste tekst." in page
    assert "De tweede tekst.</textarea>" in page.replace("\n", "")
    browser.post(link, {"text": "Samen.", "version": 1})
    with branch_context(herent):
        assert ReportText.objects.get().text == "Samen."


def test_a_text_for_a_report_that_became_final_stays_on_the_screen(
    browser: Client, report: Report, herent: Branch
) -> None:
    with branch_context(herent):
        Report.objects.update(state="final")
    link = url("text", year=2025, slot="year")
    page = browser.post(link, {"text": "Net te laat.", "version": 0})
    assert "Net te laat.</textarea>" in page.content.decode().replace("\n", "")
    assert "definitief" in page.context["form"].non_field_errors()[0]
    assert browser.get(link).headers["Location"] == url("detail", year=2025)
    with branch_context(herent):
        assert not ReportText.objects.exists()


def test_a_text_can_begin_with_that_of_last_year(
    browser: Client, report: Report, herent: Branch, coordinator: User
) -> None:
    with branch_context(herent):
        earlier = actions.open_report(2024, by=None)
        actions.save_text(earlier, "mentors", text="Onze meters.", version=0, by=coordinator)
    page = browser.get(url("text", year=2025, slot="mentors") + "?begin=vorig-jaar").content.decode()
    assert "Onze meters.</textarea>" in page.replace("\n", "")
    with branch_context(herent):
        assert ReportText.objects.count() == 1


def test_a_double_click_makes_one_job_that_is_found_again(
    browser: Client, report: Report, herent: Branch
) -> None:
    for _click in range(2):
        assert browser.post(url("make_pdf", year=2025)).status_code == 302
    with branch_context(herent):
        job = Job.objects.get()
    page = browser.get(url("detail", year=2025)).content.decode()
    assert f'id="job-{job.pk}"' in page
    assert browser.get(url("make_pdf", year=2025)).status_code == 405


def test_the_page_says_whether_the_pdf_is_of_these_figures(
    browser: Client, report: Report, herent: Branch
) -> None:
    assert browser.get(url("download", year=2025)).status_code == 404
    with branch_context(herent):
        ReportPdf.objects.create(report=report, content=b"%PDF-1.7", sha256="b" * 64, fingerprint="c" * 64)
    page = browser.get(url("detail", year=2025))
    assert page.context["pdf_is_current"] is False
    assert browser.get(url("download", year=2025)).content == b"%PDF-1.7"


def test_making_final_asks_to_confirm_and_then_makes_a_job(
    browser: Client, report: Report, herent: Branch
) -> None:
    page = browser.get(url("finalise", year=2025))
    answers = page.context["form"].initial
    answer = browser.post(url("finalise", year=2025), answers)
    with branch_context(herent):
        assert str(Job.objects.get().pk) in answer.headers["Location"]
    assert browser.post(url("finalise", year=2025), answers).headers["Location"] == url("detail", year=2025)


def test_a_new_version_asks_why(browser: Client, report: Report, herent: Branch) -> None:
    publish(herent)
    page = browser.get(url("finalise", year=2025))
    answers = page.context["form"].initial
    assert browser.post(url("finalise", year=2025), answers).context["form"].errors.keys() == {"reason"}
    assert browser.post(url("finalise", year=2025), {**answers, "reason": "Een fout."}).status_code == 302


def test_the_state_changes_by_a_button(browser: Client, report: Report, herent: Branch) -> None:
    browser.post(url("state", year=2025), {"state": "in_review", "version": report.version})
    browser.post(url("state", year=2025), {"state": "final", "version": report.version + 1})
    with branch_context(herent):
        assert Report.objects.get().state == "in_review"


@pytest.mark.parametrize(
    "link",
    [
        "/herent/rapporten/2025/cijfers/families_supported/",
        "/herent/rapporten/2025/cijfers/children_reached/",
        "/herent/rapporten/2025/ontbreekt/gezinnen-zonder-profiel/",
        "/herent/rapporten/2025/",
        "/jaarverslagen/",
    ],
)
def test_the_number_of_queries_does_not_grow(
    sign_in: SignIn, coordinator: User, board_member: User, report: Report, herent: Branch, link: str
) -> None:
    browser = sign_in(board_member if link == "/jaarverslagen/" else coordinator)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(link).status_code == 200
        return len(captured)

    def one_more(number: int) -> None:
        publish(herent, year=2020 + number)
        with branch_context(herent):
            family = Family.objects.create(name=f"Gezin {number}")
            Trajectory.objects.create(family=family, started_on=date(2025, 3, number))

    one_more(1)
    with_one = queries()
    one_more(2)
    one_more(3)
    assert queries() == with_one


def test_a_referral_is_listed_by_the_name_of_its_family(
    browser: Client, report: Report, herent: Branch
) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters-Yılmaz")
        Referral.objects.create(family=family, received_on=date(2025, 3, 1))
        Referral.objects.create(family_name="Nog zonder dossier", received_on=date(2025, 3, 2))
    page = browser.get(url("cases", year=2025, indicator="referrals_total")).content.decode()
    assert page.index("Peeters-Yılmaz") < page.index("Nog zonder dossier")


def test_concerns_are_counted_and_stand_in_no_list(browser: Client, report: Report, herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters-Yılmaz")
        Concern.objects.create(family=family, date=date(2025, 3, 1), outcome="no_place_available")
    answer = browser.get(url("cases", year=2025, indicator="crisis_no_shelter"))
    assert answer.status_code == 404
    assert "Peeters" not in answer.content.decode()


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_number_has_a_page_or_says_that_there_is_none(
    browser: Client, report: Report, indicator: str
) -> None:
    assert browser.get(url("cases", year=2025, indicator=indicator)).status_code in (200, 404)
