"""The life of a report: written, read over, final; then only a new version, with a reason."""

import hashlib

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from families.models import Family
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.jobs.handlers import HANDLERS, JobFailed
from homestart.jobs.models import Job
from matching.models import Trajectory
from reporting import actions
from reporting.enums import ReportState
from reporting.models import FinalReport, Report, ReportPdf
from reporting.queries import latest_final, report_document
from reporting.reports.differences import differences
from reporting.reports.printing import fingerprint


def support_a_family(name: str = "Peeters", start: str = "2025-03-01") -> Family:
    family = Family.objects.create(name=name)
    Trajectory.objects.create(family=family, started_on=start)
    return family


def do(job: Job) -> None:
    """What a worker does with the job, in this transaction."""
    commit = HANDLERS[job.kind].work(job, lambda percentage, step: None)
    assert commit is not None
    commit()
    Job.objects.filter(pk=job.pk).update(state="done", finished_at="2026-01-01T00:00Z")


def make_final(report: Report, by: User, reason: str = "") -> FinalReport:
    report.refresh_from_db()
    made_of = fingerprint(report_document(report))
    do(actions.ask_to_finalise(report, version=report.version, fingerprint=made_of, reason=reason, by=by))
    report.refresh_from_db()
    final = latest_final(report)
    assert final is not None
    return final


def test_a_report_is_opened_once(report: Report, coordinator: User) -> None:
    assert actions.open_report(2025, by=coordinator).pk == report.pk
    assert AuditEvent.objects.filter(verb="open_report").count() == 1


def test_a_text_is_saved_with_a_version(report: Report, coordinator: User) -> None:
    first = actions.save_text(report, "year", text="Een mooi jaar.", version=0, by=coordinator)
    second = actions.save_text(report, "year", text="Een goed jaar.", version=1, by=coordinator)
    assert (first.version, second.version) == (1, 2)
    assert report.texts.get().text == "Een goed jaar."


@pytest.mark.parametrize("version", [0, 2])
def test_a_save_on_another_version_loses_nothing(report: Report, coordinator: User, version: int) -> None:
    actions.save_text(report, "year", text="Van Els.", version=0, by=coordinator)
    with pytest.raises(actions.Outdated) as outdated:
        actions.save_text(report, "year", text="Van Bram.", version=version, by=coordinator)
    assert outdated.value.current.text == "Van Els."
    assert report.texts.get().text == "Van Els."


def test_an_emptied_text_is_not_printed(report: Report, coordinator: User) -> None:
    assert report_document(report).texts["home_start"]
    actions.save_text(report, "home_start", text="", version=0, by=coordinator)
    document = report_document(report)
    assert document.texts["home_start"] == ""
    assert "home_start" not in [s.code for c in document.chapters for s in c.printed_sections]


def test_asking_twice_makes_one_job(report: Report, coordinator: User) -> None:
    assert actions.ask_for_pdf(report, by=coordinator) == actions.ask_for_pdf(report, by=coordinator)
    assert Job.objects.count() == 1


def test_the_pdf_knows_of_what_it_was_made(report: Report, coordinator: User) -> None:
    do(actions.ask_for_pdf(report, by=coordinator))
    pdf = ReportPdf.objects.get()
    assert bytes(pdf.content).startswith(b"%PDF")
    assert pdf.sha256 == hashlib.sha256(pdf.content).hexdigest()
    assert pdf.fingerprint == fingerprint(report_document(report))
    support_a_family()
    assert pdf.fingerprint != fingerprint(report_document(report))
    do(actions.ask_for_pdf(report, by=coordinator))
    assert ReportPdf.objects.get().fingerprint == fingerprint(report_document(report))


def test_final_freezes_figures_definitions_texts_and_pdf(report: Report, coordinator: User) -> None:
    support_a_family()
    actions.save_text(report, "year", text="Een mooi jaar.", version=0, by=coordinator)
    final = make_final(report, coordinator)
    assert report.state == ReportState.FINAL
    assert (final.version, final.reason, final.finalised_by) == (1, "", "Els Vermeulen")
    assert final.figures["2025"]["families_supported"] == 1
    assert set(final.figures) == {"2023", "2024", "2025"}
    assert final.definitions["families_supported"]["definition"]
    assert final.texts["year"] == "Een mooi jaar."
    assert bytes(final.pdf).startswith(b"%PDF")
    assert final.sha256 == hashlib.sha256(final.pdf).hexdigest()
    assert AuditEvent.objects.get(verb="finalise_report").detail["sha256"] == final.sha256


def test_what_is_final_does_not_change(report: Report, coordinator: User) -> None:
    final = make_final(report, coordinator)
    for change in (lambda: final.save(), lambda: final.delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    with pytest.raises(actions.ReportIsFinal):
        actions.save_text(report, "year", text="Te laat.", version=0, by=coordinator)


def test_a_correction_shows_as_a_difference(report: Report, coordinator: User) -> None:
    support_a_family()
    final = make_final(report, coordinator)
    assert differences(final, report_document(report).figures) == []
    support_a_family("Yılmaz")
    found = {(d.year, d.label): (d.was, d.now) for d in differences(final, report_document(report).figures)}
    label = final.definitions["families_supported"]["label"]
    assert found[2025, label] == ("1", "2")
    assert all(year == 2025 for year, _label in found)
    assert latest_final(report).figures["2025"]["families_supported"] == 1


def test_a_new_version_has_a_reason(report: Report, coordinator: User) -> None:
    make_final(report, coordinator)
    report = actions.change_state(report, ReportState.DRAFT, version=report.version, by=coordinator)
    with pytest.raises(IntegrityError, match="finalreport_new_version_has_reason"), transaction.atomic():
        make_final(report, coordinator)
    Job.objects.all().update(state="done", finished_at="2026-01-01T00:00Z")
    final = make_final(report, coordinator, reason="Een gezin was vergeten.")
    assert (final.version, final.reason) == (2, "Een gezin was vergeten.")
    assert FinalReport.objects.count() == 2


def test_a_change_after_the_confirmation_stops_the_job(report: Report, coordinator: User) -> None:
    made_of = fingerprint(report_document(report))
    job = actions.ask_to_finalise(
        report, version=report.version, fingerprint=made_of, reason="", by=coordinator
    )
    support_a_family()
    with pytest.raises(JobFailed):
        do(job)
    assert FinalReport.objects.count() == 0


def test_a_text_that_is_saved_during_the_work_stops_it_too(report: Report, coordinator: User) -> None:
    made_of = fingerprint(report_document(report))
    job = actions.ask_to_finalise(
        report, version=report.version, fingerprint=made_of, reason="", by=coordinator
    )
    commit = HANDLERS[job.kind].work(job, lambda percentage, step: None)
    actions.save_text(report, "year", text="Nog iets.", version=0, by=coordinator)
    with pytest.raises(JobFailed):
        commit()
    assert FinalReport.objects.count() == 0


def test_a_report_that_was_changed_meanwhile_is_not_confirmed(report: Report, coordinator: User) -> None:
    version = report.version
    actions.save_text(report, "year", text="Nog iets.", version=0, by=coordinator)
    with pytest.raises(actions.Outdated):
        actions.ask_to_finalise(report, version=version, fingerprint="0" * 64, reason="", by=coordinator)
    with pytest.raises(actions.Outdated):
        actions.change_state(report, ReportState.IN_REVIEW, version=version, by=coordinator)


def test_nobody_makes_a_report_final_by_changing_its_state(report: Report, coordinator: User) -> None:
    with pytest.raises(ValueError, match="final"):
        actions.change_state(report, ReportState.FINAL, version=report.version, by=coordinator)
