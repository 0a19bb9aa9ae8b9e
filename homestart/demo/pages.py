"""Every page of the application, per role, for the photographs and the accessibility check."""

from dataclasses import dataclass
from uuid import UUID

from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.demo.accounts import account_of
from homestart.jobs.models import Job
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.actions import FINALISE, ask_to_finalise, open_report
from reporting.queries import report_document
from reporting.reports.printing import fingerprint


@dataclass(frozen=True)
class Page:
    """A page as a role sees it; `role` is None before signing in. `{job}` is what make_reports() gives."""

    name: str
    path: str
    role: Role | None


PAGES = (
    Page("aanmelden", "/accounts/login/", None),
    Page("wachtwoord-vergeten", "/accounts/password/reset/", None),
    Page("wachtwoord-onderweg", "/accounts/password/reset/done/", None),
    Page("geen-registratie", "/accounts/signup/", None),
    Page("code-vragen", "/accounts/code/", None),
    Page("demonstratie", "/demo/", None),
    Page("niet-gevonden", "/bestaat-niet/", None),
    Page("gezinnen", "/herent/gezinnen/", Role.COORDINATOR),
    Page("gezinnen-wachtend", "/herent/gezinnen/?toestand=waiting", Role.COORDINATOR),
    Page("rapporten", "/herent/rapporten/", Role.COORDINATOR),
    Page("rapport", "/herent/rapporten/2025/", Role.COORDINATOR),
    Page("rapport-definitief", "/herent/rapporten/2024/", Role.COORDINATOR),
    Page("rapport-tekst", "/herent/rapporten/2025/teksten/year/", Role.COORDINATOR),
    Page("rapport-bevestigen", "/herent/rapporten/2025/definitief/", Role.COORDINATOR),
    Page("rapport-cijfer", "/herent/rapporten/2025/cijfers/families_supported/", Role.COORDINATOR),
    Page("rapport-som", "/herent/rapporten/2025/cijfers/support_moments_total/", Role.COORDINATOR),
    Page("rapport-ontbreekt", "/herent/rapporten/2025/ontbreekt/gesprekken-zonder-datum/", Role.COORDINATOR),
    Page("taak", "/herent/taken/{job}/", Role.COORDINATOR),
    Page("wachtwoord-wijzigen", "/accounts/password/change/", Role.COORDINATOR),
    Page("tweede-stap", "/accounts/tweede-stap/", Role.COORDINATOR),
    Page("tweede-stap-app", "/accounts/tweede-stap/app/", Role.COORDINATOR),
    Page("tweede-stap-passkey", "/accounts/tweede-stap/passkey/", Role.COORDINATOR),
    Page("tweede-stap-codes", "/accounts/tweede-stap/codes/", Role.COORDINATOR),
    Page("tweede-stap-kiezen", "/accounts/tweede-stap/", Role.VOLUNTEER),
    Page("bevestigen", "/accounts/bevestigen/code/", Role.COORDINATOR),
    Page("sessies", "/accounts/sessies/", Role.COORDINATOR),
    Page("weer-ingelogd", "/accounts/terug/", Role.COORDINATOR),
    Page("afmelden", "/accounts/logout/", Role.COORDINATOR),
    Page("geen-toegang", "/jaarverslagen/", Role.COORDINATOR),
    Page("stijlgids", "/herent/stijlgids/", Role.COORDINATOR),
    Page("jaarverslagen-bestuur", "/jaarverslagen/", Role.BOARD),
    Page("jaarverslagen-steunpunt", "/jaarverslagen/", Role.CENTRAL_OFFICE),
    Page("jaarverslagen-partner", "/jaarverslagen/", Role.PARTNER_ADMIN),
    Page("uitnodiging-werkt-niet", "/uitnodiging/", None),
    Page("gebruikers", "/herent/gebruikers/", Role.COORDINATOR),
    Page("organisatie", "/organisatie/", Role.PARTNER_ADMIN),
    Page("afdelingen", "/steunpunt/afdelingen/", Role.CENTRAL_OFFICE),
    Page("afdeling-toevoegen", "/steunpunt/afdelingen/nieuw/", Role.CENTRAL_OFFICE),
    Page("afdeling", "/steunpunt/afdelingen/van/herent/", Role.CENTRAL_OFFICE),
    Page("gebruikers-steunpunt", "/steunpunt/gebruikers/", Role.CENTRAL_OFFICE),
    Page("rapporten-stand", "/steunpunt/rapporten/", Role.CENTRAL_OFFICE),
)


def make_reports() -> UUID:
    """The job that made Herent's report of 2024 final; makes that report and the draft of 2025 when needed.

    Does the work here: no worker has to run for photographs.
    """
    branch = Branch.objects.get(slug="herent")
    coordinator = User.objects.get(email=account_of(Role.COORDINATOR, branch.slug))
    with branch_context(branch):
        open_report(2025, by=coordinator)
        report = open_report(2024, by=coordinator)
        job = Job.objects.filter(kind=FINALISE).first()
        if job is None:
            job = ask_to_finalise(
                report,
                version=report.version,
                fingerprint=fingerprint(report_document(report)),
                reason="",
                by=coordinator,
            )
    run_job(branch.pk, str(job.pk))
    return job.pk
