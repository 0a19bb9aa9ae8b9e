"""The records of Herent that the photographs and the accessibility check look at, by the word for each."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.utils import timezone
from PIL import Image

from families.actions.concerns import note_concern, note_notice, take_step
from families.actions.documents import add_document
from families.actions.follow_ups import plan_follow_up
from families.actions.inbox import submit
from families.actions.links import make_link
from families.actions.network import add_agreement, add_professional
from families.enums import Decision, DocumentKind, Informed, LinkKind, NoteLevel, SubmissionSource
from families.models import (
    Concern,
    ConcernPlanStep,
    Consent,
    Family,
    FamilyContact,
    FamilyMember,
    FollowUp,
    OnwardReferral,
    ProfileFact,
    Referral,
    WaitingListEntry,
)
from families.queries.lists import families_in
from homestart.accounts.models import Membership, User
from homestart.accounts.roles import Role
from homestart.demo.accounts import account_of
from homestart.exchange.actions import ask_for_export, offer
from homestart.exchange.models import CHECK, EXPORT, Export, ExportState
from homestart.jobs.models import Job
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.uploads.fields import SafeFile
from homestart.uploads.formats import Format
from matching.models import Match
from reporting.actions import FINALISE, ask_to_finalise, open_report
from reporting.queries import report_document
from reporting.reports.printing import fingerprint
from volunteers.models import CoachingContact, RoleAssignment, Volunteer


def make_records() -> dict[str, Any]:
    """The id of a record for each word that a path of `homestart.demo.pages` has in braces.

    Makes what the demonstration has not: Herent's reports, an export and an import (the work is done here, no
    worker has to run) and a consent.
    """
    branch = Branch.objects.get(slug="herent")
    coordinator = User.objects.get(email=account_of(Role.COORDINATOR, branch.slug))
    found: dict[str, Any] = {"job": make_reports(branch, coordinator), "submission": make_submission(branch)}
    with branch_context(branch):
        found |= of_families(coordinator) | of_volunteers()
        found |= around(Family.objects.get(pk=found["family"]), coordinator)
    found |= of_exchange(branch, coordinator)
    member = Membership.objects.current().filter(branch=branch, role=Role.COACH).earliest("pk")
    cover = Membership.objects.current().get(branch=branch, role=Role.COVER)
    return found | {"membership": member.pk, "user": member.user_id, "cover": cover.pk}


def make_submission(branch: Branch) -> Any:
    """The id of what lies in the inbox: the demonstration has nothing that came in."""
    values = {
        "organisation": "Kind en Gezin",
        "service": "Consultatiebureau Herent",
        "sector": "health",
        "referrer_person": "An Peters",
        "referrer_email": "an.peters@example.org",
        "family_name": "Verbeke",
        "phone": "0470 00 00 00",
        "municipality_name": "Herent",
        "youngest_age": 1,
        "requests": ["listening_ear", "perinatal"],
        "explanation": "De mama is veel alleen met de baby en zoekt iemand om mee te praten.",
        "family_agrees": True,
    }
    # Always under the same key, so that it is there once.
    sent = submit(branch, source=SubmissionSource.FORM, language="nl", key=UUID(int=1), **values)
    return sent.pk


def of_families(coordinator: User) -> dict[str, Any]:
    today = timezone.localdate()
    # The family of the volunteer who signs in to the demonstration, or else any that is supported.
    family = families_in("supported", "", today).filter(contacts__isnull=False).first()
    undecided = Referral.objects.filter(decision="").order_by("received_on")
    consent = Consent.objects.filter(family=family).first()
    if consent is None:
        consent = Consent.objects.create(family=family, purpose="support", given_on=today)
    contact = FamilyContact.objects.filter(family=family).order_by("-date").first()
    onward = OnwardReferral.objects.first()
    entry = WaitingListEntry.objects.waiting_after(today).first()
    return {
        "family": family.pk,
        "member": FamilyMember.objects.filter(family=family).first().pk,
        "fact": ProfileFact.objects.filter(family=family).first().pk,
        "contact": contact.pk,
        "consent": consent.pk,
        "onward": onward.pk,
        **of_concerns(family, coordinator),
        "onward_family": onward.family_id,
        "waiting_family": families_in("waiting", "", today).first().pk,
        "closed_family": families_in("closed", "", today).first().pk,
        "referral": undecided.first().pk,
        "refused": Referral.objects.filter(decision=Decision.REFUSED).first().pk,
        "entry": entry.pk,
        **of_links(undecided.first(), entry, coordinator),
    }


def of_links(referral: Referral, entry: WaitingListEntry, coordinator: User) -> dict[str, Any]:
    """The secrets of a link of each kind, made anew: they are kept nowhere."""
    kinds = [
        (LinkKind.COMPLETE, {"referral": referral}),
        (LinkKind.STATUS, {"referral": referral}),
        (LinkKind.STILL_NEEDED, {"entry": entry}),
    ]
    return {f"{kind}_link": make_link(kind, by=coordinator, **about)[1] for kind, about in kinds}


def around(family: Family, coordinator: User) -> dict[str, Any]:
    """An agreement, a professional and a document of the family."""
    today = timezone.localdate()
    agreement = family.agreements.first() or add_agreement(
        family,
        by=coordinator,
        text="Geen foto's van de kinderen. [[De buurvrouw heeft een sleutel.]]",
        agreed_on=today,
        for_volunteer=True,
    )
    professional = family.professionals.first() or add_professional(
        family, by=coordinator, function="huisarts", name="An Claes", phone="016 00 00 01", knows_us=True
    )
    document = family.documents.first()
    if document is None:
        picture = BytesIO()
        Image.new("RGB", (40, 30), "white").save(picture, "PNG")
        document = add_document(
            family,
            by=coordinator,
            file=SafeFile("Tekening", Format.PNG, picture.getvalue(), scanned=False),
            date=today,
            kind=DocumentKind.DRAWING,
            level=NoteLevel.BRANCH,
        )
    return {"agreement": agreement.pk, "professional": professional.pk, "document": document.pk}


def of_concerns(family: Family, coordinator: User) -> dict[str, Any]:
    """A concern on its way, and something that was promised to the family."""
    today = timezone.localdate()
    promised = FollowUp.objects.filter(family=family).first() or plan_follow_up(
        family, by=coordinator, due_on=today, text="Terugbellen over de kinderopvang", for_whom=coordinator
    )
    concern = Concern.objects.filter(family=family, plan__isnull=False).first()
    if concern is None:
        facts = "Bij het bezoek stond er geen verwarming aan. De jongste droeg een jas in huis."
        concern = note_concern(family, by=coordinator, date=today, facts=facts)
        first = ConcernPlanStep.objects.filter(plan=concern.plan).first()
        take_step(concern, first, by=coordinator, done_on=today, note="Opgeschreven na het bezoek.")
        note_notice(concern, by=coordinator, who=Informed.VOLUNTEER, date=today, note="Zij belde zelf.")
    step = ConcernPlanStep.objects.filter(plan=concern.plan).last()
    return {"follow_up": promised.pk, "concern": concern.pk, "step": step.pk}


def of_volunteers() -> dict[str, Any]:
    today = timezone.localdate()
    match = Match.objects.filter(started_on__lte=today, ended_on=None).order_by("started_on").first()
    volunteer = Volunteer.objects.get(pk=match.volunteer_id)
    talk = CoachingContact.objects.filter(volunteer=volunteer).first() or CoachingContact.objects.first()
    return {
        "volunteer": volunteer.pk,
        "coaching_contact": talk.pk,
        "role": RoleAssignment.objects.filter(volunteer=volunteer).first().pk,
        "match": match.pk,
        "trajectory": match.trajectory_id,
    }


def of_exchange(branch: Branch, coordinator: User) -> dict[str, Any]:
    """An export of the branch, and the same file offered for import."""
    with branch_context(branch):
        export = Export.objects.filter(state=ExportState.READY).first() or ask_for_export(
            "zip", by=coordinator
        )
        jobs = list(Job.objects.open().filter(kind=EXPORT).values_list("pk", flat=True))
    for job in jobs:
        run_job(branch.pk, str(job))
    with branch_context(branch):
        export.refresh_from_db()
        offered = offer(bytes(export.content), "herent.zip", by=coordinator)
        jobs = list(Job.objects.open().filter(kind=CHECK).values_list("pk", flat=True))
    for job in jobs:
        run_job(branch.pk, str(job))
    return {"export": export.pk, "import": offered.pk}


def make_reports(branch: Branch, coordinator: User) -> Any:
    """The id of the job that made the report of 2024 final; makes that report and the draft of 2025."""
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
