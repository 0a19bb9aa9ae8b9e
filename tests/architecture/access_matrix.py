"""Who gets which answer where: one line for every address of the application.

A page that is not here fails the tests; whoever adds one decides here who may open it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings

from families.models import (
    Agreement,
    Concern,
    ConcernNotice,
    ConcernPlanStep,
    Consent,
    Document,
    Family,
    FamilyContact,
    FamilyMember,
    FollowUp,
    IntakeStop,
    Link,
    OnwardReferral,
    Professional,
    ProfileFact,
    Referral,
    ReferrerOrganisation,
    Regrouping,
    Submission,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.exchange.models import Export, Import
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from matching.models import Match, Trajectory
from reporting.models import FinalReport, Report
from tests.rows import BranchRows
from volunteers.models import CoachingContact, RoleAssignment, Volunteer

ANONYMOUS = "anonymous"
DEACTIVATED = "deactivated"
COORDINATOR = "coordinator"
COACH = "volunteer coach"
VOLUNTEER = "volunteer"
PARTNER_ADMIN = "administrator of the organisation that runs the branch"
OTHER_COORDINATOR = "coordinator of another branch"
CENTRAL_OFFICE = "central office"
BOARD = "board"
#: Who has a role in the branch: they know that it exists.
IN_THE_BRANCH = (COORDINATOR, COACH, VOLUNTEER, PARTNER_ADMIN)
#: Who may know of a worrying situation.
CONCERNS = (COORDINATOR,)
SIGNED_IN = (*IN_THE_BRANCH, OTHER_COORDINATOR, CENTRAL_OFFICE, BOARD)
PRINCIPALS = (ANONYMOUS, DEACTIVATED, *SIGNED_IN)

#: A coordinator who has typed the password and has no second step: for him there is nothing else yet.
WITHOUT_SECOND_STEP = "coordinator without second step"
EVERYBODY = (*PRINCIPALS, WITHOUT_SECOND_STEP)

#: To the sign-in page, or to that of the second step: said with a status of their own, because other
#: redirects are answers of the page. A script is not led there but told so (401).
SIGN_IN = "sign in"
SECOND_STEP = "set up a second step"


@dataclass(frozen=True)
class Page:
    """The answers to GET and POST of those who may open the page, and who they are.

    A POST is sent without data: 200 shows the form again, 405 means that the page takes none.
    """

    opens_for: tuple[str, ...]
    get: int | str
    post: int | str
    #: What those who are signed in and may not open it get.
    refused: int = 403
    #: A page of a branch: whoever has no role there may not even know that it exists.
    in_branch: bool = False
    #: Shows the file of a person, or so many of them: whoever gets to see it is in the log.
    sensitive: int = False

    def answer(self, principal: str, method: str) -> int | str:
        if principal in self.opens_for:
            return self.post if method == "POST" else self.get
        if principal == WITHOUT_SECOND_STEP:
            return SECOND_STEP
        if principal not in SIGNED_IN:
            return SIGN_IN
        return 404 if self.in_branch and principal not in IN_THE_BRANCH else self.refused

    def remembered(self, principal: str, method: str) -> list[str]:
        """What the log tells of a request: exactly one event for a look, and for a refusal."""
        answer = self.answer(principal, method)
        if answer in (403, 404) and principal in SIGNED_IN:
            return ["deny"]
        return ["look"] * self.sensitive if answer == 200 else []


#: Open to everybody without any permission, also before signing in; besides those of allauth.
PUBLIC = {
    "invitation:open",
    "invitation:accept",
    "public:choose",
    "public:refer",
    "public:own_family",
    "public:check",
    "public:sent",
    "links:complete",
    "links:status",
    "links:still_needed",
}
#: Forms that do nothing in the name of who is signed in, and ask for no cookie and so for no CSRF token.
WITHOUT_TOKEN = {
    "public:refer",
    "public:own_family",
    "public:check",
    "links:complete",
    "links:status",
    "links:still_needed",
}


def public(get: int | str, post: int | str) -> Page:
    return Page(PRINCIPALS, get, post)


def guests(get: int | str, post: int | str) -> Page:
    """For who has not signed in yet; others are sent on."""
    return Page((ANONYMOUS, DEACTIVATED), get, post, refused=302)


def signed_in(get: int | str, post: int | str) -> Page:
    return Page(SIGNED_IN, get, post)


def enrolment(get: int | str, post: int | str) -> Page:
    """Open also to who has yet to set up a second step."""
    return Page((*SIGNED_IN, WITHOUT_SECOND_STEP), get, post)


def branch(
    get: int | str,
    post: int | str = 405,
    opens_for: tuple[str, ...] = (COORDINATOR, COACH),
    *,
    sensitive: int = False,
) -> Page:
    """Of one branch: for these of its people; to all who have no role there it does not exist."""
    return Page(opens_for, get, post, in_branch=True, sensitive=sensitive)


def network(
    get: int | str, post: int | str = 405, opens_for: tuple[str, ...] = (CENTRAL_OFFICE, BOARD)
) -> Page:
    """Of no branch: for these people."""
    return Page(opens_for, get, post)


MATRIX: dict[str, Page] = {
    # Leads on to the page where somebody begins.
    "home": signed_in(302, 405),
    # Invitations: without the link from the mail there is none.
    "invitation:open": public(404, 405),
    "invitation:accept": public(404, 404),
    # Referring a family without an account.
    "public:choose": public(200, 405),
    "public:refer": public(200, 200),
    "public:own_family": public(200, 200),
    "public:check": public(405, 200),
    "public:sent": public(200, 405),
    # Behind a secret: without the right one there is nothing.
    "links:complete": public(404, 404),
    "links:status": public(404, 404),
    "links:still_needed": public(404, 404),
    # Users of a branch. Giving and taking roles asks first who it is.
    "branch_settings": branch(200, 200, (COORDINATOR, PARTNER_ADMIN)),
    "members:list": branch(200, 405, (COORDINATOR, PARTNER_ADMIN)),
    "members:invite": branch(200, 200, (COORDINATOR, PARTNER_ADMIN)),
    "members:edit": branch(200, 200, (COORDINATOR, PARTNER_ADMIN)),
    "members:end": branch(200, 302, (COORDINATOR, PARTNER_ADMIN)),
    "members:send_again": branch(405, 302, (COORDINATOR, PARTNER_ADMIN)),
    "members:withdraw": branch(405, 302, (COORDINATOR, PARTNER_ADMIN)),
    "members:give_cover": branch(200, 200, (COORDINATOR, PARTNER_ADMIN)),
    "members:cover": branch(200, 200, (COORDINATOR, PARTNER_ADMIN)),
    # An organisation and its branches.
    "organisation:branches": network(200, 405, (PARTNER_ADMIN,)),
    # The central office.
    "branches:list": network(200, 405, (CENTRAL_OFFICE,)),
    "branches:add": network(200, 200, (CENTRAL_OFFICE,)),
    "branches:edit": network(200, 200, (CENTRAL_OFFICE,)),
    "users:list": network(200, 200, (CENTRAL_OFFICE,)),
    "users:invite": network(200, 200, (CENTRAL_OFFICE,)),
    "users:detail": network(200, 405, (CENTRAL_OFFICE,)),
    "users:deactivate": network(200, 302, (CENTRAL_OFFICE,)),
    "users:activate": network(405, 302, (CENTRAL_OFFICE,)),
    "users:end_role": network(200, 302, (CENTRAL_OFFICE,)),
    "users:send_again": network(405, 302, (CENTRAL_OFFICE,)),
    "users:withdraw": network(405, 302, (CENTRAL_OFFICE,)),
    "network:finals": network(200, 405, (CENTRAL_OFFICE,)),
    # Signing in, by allauth.
    "account_login": guests(200, 200),
    "account_logout": enrolment(200, SIGN_IN),
    "account_inactive": public(200, 405),
    "account_signup": guests(200, 200),
    "account_change_password": signed_in(200, 200),
    "account_reset_password": public(200, 200),
    "account_reset_password_done": public(200, 405),
    "account_reset_password_from_key": public(200, 200),
    "account_reset_password_from_key_done": public(200, 405),
    "account_request_login_code": guests(200, 200),
    "account_confirm_login_code": guests(302, 302),
    # The second step; without data, and for people who have none yet.
    "mfa_authenticate": guests(SIGN_IN, SIGN_IN),
    "mfa_login_webauthn": guests(SIGN_IN, SIGN_IN),
    "mfa_index": enrolment(200, 405),
    "mfa_activate_totp": enrolment(200, 200),
    "mfa_deactivate_totp": signed_in(404, 404),
    "mfa_add_webauthn": enrolment(200, 200),
    "mfa_remove_webauthn": signed_in(404, 404),
    "mfa_view_recovery_codes": signed_in(200, 302),
    "mfa_generate_recovery_codes": signed_in(405, SECOND_STEP),
    "account_reauthenticate": enrolment(200, 200),
    "mfa_reauthenticate": signed_in(302, 302),
    "mfa_reauthenticate_webauthn": signed_in(302, 302),
    # Sessions.
    "session_list": signed_in(200, 302),
    "session_state": signed_in(200, 405),
    "session_back": signed_in(200, 405),
    # The desk.
    "today": branch(200),
    "search": branch(200, 200),
    "contact": branch(200, 200),
    "contact_several": branch(200, 200),
    "contact_families": branch(405, 200),
    # Families.
    "families:list": branch(200, 200),
    "families:file": branch(200, sensitive=True),
    "families:history": branch(200, sensitive=True),
    "families:keep": branch(200, 200, sensitive=True),
    "families:to_remove": branch(200),
    "families:wait": branch(200, 200),
    "families:edit": branch(200, 200, sensitive=True),
    "families:check": branch(405, 200),
    "families:merge_choose": branch(200, 200, sensitive=True),
    "families:merge": branch(200, 200, sensitive=2),
    "families:regrouping_undo": branch(405, 302),
    "families:separate": branch(200, 200, sensitive=True),
    "families:join": branch(200, 200, sensitive=True),
    "families:member_move": branch(200, 200, sensitive=True),
    "families:contact_new": branch(200, 200),
    "families:contact_edit": branch(200, 200, sensitive=True),
    "families:member_new": branch(200, 200),
    "families:member_edit": branch(200, 200, sensitive=True),
    "families:member_born": branch(200, 200, sensitive=True),
    "families:member_left": branch(200, 200, sensitive=True),
    "families:agreement_new": branch(200, 200),
    "families:agreement_edit": branch(200, 200, sensitive=True),
    "families:professional_new": branch(200, 200),
    "families:professional_edit": branch(200, 200, sensitive=True),
    "families:document_new": branch(200, 200),
    "families:document": branch(200, sensitive=True),
    "families:document_edit": branch(200, 200, sensitive=True),
    "families:concern_documents": branch(200, 405, (COORDINATOR,), sensitive=True),
    "families:print": branch(200, sensitive=True),
    "families:cover_sheet": branch(200, sensitive=True),
    "families:facts": branch(200, 200, sensitive=True),
    "families:facts_confirm": branch(405, 302),
    "families:fact_edit": branch(200, 200, sensitive=True),
    "families:consent_new": branch(200, 200),
    "families:consent_edit": branch(200, 200, sensitive=True),
    "families:onward_new": branch(200, 200),
    "families:onward_edit": branch(200, 200, sensitive=True),
    "families:onward_outcome": branch(405, 302),
    "families:follow_up_new": branch(200, 200),
    "families:follow_up_edit": branch(200, 200, sensitive=True),
    "families:follow_up_done": branch(405, 302),
    "families:follow_up_again": branch(405, 302),
    "families:follow_up_move": branch(405, 302),
    # Concerns: a permission of their own, which a coach has not.
    "concerns": branch(200, 405, CONCERNS, sensitive=True),
    "families:concerns": branch(200, 405, CONCERNS, sensitive=True),
    "families:concern_new": branch(200, 200, CONCERNS),
    "families:concern": branch(200, 405, CONCERNS, sensitive=True),
    "families:concern_facts": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_step": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_second": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_confirm": branch(405, 302, CONCERNS),
    "families:concern_notice_new": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_notice": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_outcome": branch(200, 200, CONCERNS, sensitive=True),
    "families:concern_follow_plan": branch(405, 302, CONCERNS),
    "families:concern_remove": branch(405, 302, CONCERNS),
    "families:concern_back": branch(405, 302, CONCERNS),
    "families:concern_part_remove": branch(405, 302, CONCERNS),
    "families:concern_part_back": branch(405, 302, CONCERNS),
    # The step plan for concerns, of the whole network.
    "step_plan": network(200, 200, (CENTRAL_OFFICE,)),
    "families:remove": branch(405, 302),
    "families:put_back": branch(405, 302),
    # Volunteers.
    "volunteers:list": branch(200, 200),
    "volunteers:new": branch(200, 200),
    "volunteers:waiting": branch(200),
    "volunteers:file": branch(200, sensitive=True),
    "volunteers:edit": branch(200, 200, sensitive=True),
    "volunteers:history": branch(200, sensitive=True),
    "volunteers:invite": branch(405, 302, (COORDINATOR,)),
    "volunteers:contact_new": branch(200, 200),
    "volunteers:contact_edit": branch(200, 200, sensitive=True),
    "volunteers:contact_remove": branch(405, 302),
    "volunteers:contact_back": branch(405, 302),
    "volunteers:role_new": branch(200, 200),
    "volunteers:role_edit": branch(200, 200, sensitive=True),
    "volunteers:role_remove": branch(405, 302),
    "volunteers:role_back": branch(405, 302),
    # Matches and trajectories.
    "matching:list": branch(200, 200),
    "matching:volunteers": branch(405, 200),
    "matching:start": branch(200, 200, sensitive=True),
    "matching:trajectory": branch(200, sensitive=True),
    "matching:begin": branch(200, 200, sensitive=True),
    "matching:add": branch(200, 200, sensitive=True),
    "matching:close": branch(200, 200, sensitive=True),
    "matching:reopen": branch(405, 302),
    "matching:match": branch(200, 200, sensitive=True),
    "matching:end": branch(200, 200, sensitive=True),
    # For the colleague who takes over.
    "handover:list": branch(200, sensitive=True),
    "handover:family": branch(200, sensitive=True),
    "handover:note": branch(200, 200, sensitive=True),
    "handover:volunteer": branch(200, sensitive=True),
    # The volunteer's own.
    "visits:home": branch(200, 405, (VOLUNTEER,)),
    # Referrals, from the first call until the decision.
    "referrals:list": branch(200, 200),
    "referrals:new": branch(200, 200),
    "referrals:check": branch(405, 200),
    "referrals:find_referrers": branch(405, 200),
    "referrals:find_families": branch(405, 200),
    "referrals:referrer": branch(200, 200),
    "referrals:detail": branch(200, sensitive=True),
    "referrals:edit": branch(200, 200, sensitive=True),
    "referrals:ask_for_form": branch(200, 200, sensitive=True),
    "referrals:status_link": branch(405, 200, sensitive=True),
    "referrals:withdraw_link": branch(405, 302),
    "referrals:screening": branch(200, 200, sensitive=True),
    "referrals:answer": branch(302, 302),
    "referrals:decide": branch(200, 200, sensitive=True),
    "referrals:refuse": branch(200, 200, sensitive=True),
    "referrals:withdraw": branch(200, 200, sensitive=True),
    "referrals:undo_decision": branch(405, 302),
    # What came in from outside.
    "referrals:inbox": branch(200),
    "referrals:submission": branch(200, sensitive=True),
    "referrals:inbox_accept": branch(405, 302),
    "referrals:inbox_refuse": branch(405, 302),
    "referrals:inbox_join": branch(200, 302, sensitive=2),
    "referrals:inbox_discard": branch(405, 302),
    "referrals:inbox_put_back": branch(405, 302),
    # The waiting list.
    "waiting:list": branch(200, 200),
    "waiting:add": branch(200, 200),
    "waiting:change": branch(200, 200, sensitive=True),
    "waiting:leave": branch(200, 200, sensitive=True),
    "waiting:put_back": branch(405, 302),
    "waiting:care": branch(200, 200, sensitive=True),
    "waiting:care_edit": branch(200, 200, sensitive=True),
    "waiting:round": branch(200, 200, sensitive=True),
    "waiting:answer": branch(405, 302),
    "waiting:stop_new": branch(200, 200),
    "waiting:stop_edit": branch(200, 200),
    "waiting:stop_end": branch(405, 302),
    # What is typed and not saved yet.
    "drafts:save": branch(405, 400, IN_THE_BRANCH),
    "drafts:discard": branch(405, 400, IN_THE_BRANCH),
    # Background work.
    "jobs:progress": branch(200),
    # Reports of a branch.
    "reports:list": branch(200, 200),
    "reports:detail": branch(200),
    "reports:cases": branch(200),
    "reports:missing": branch(200),
    "reports:text": branch(200, 200),
    "reports:make_pdf": branch(405, 302),
    "reports:download": branch(200),
    "reports:state": branch(405, 302),
    "reports:finalise": branch(200, 200, (COORDINATOR,)),
    "reports:download_final": branch(200),
    # Import and export, for who has just confirmed who it is; nothing can be downloaded here yet.
    "exchange:home": branch(200, 405, (COORDINATOR,)),
    "exchange:upload": branch(200, 200, (COORDINATOR,)),
    "exchange:own_list": branch(200, 200, (COORDINATOR,)),
    # Of a file in the exchange format, which has no columns to match.
    "exchange:columns": branch(404, 404, (COORDINATOR,)),
    "exchange:import": branch(200, 302, (COORDINATOR,)),
    "exchange:drop": branch(405, 302, (COORDINATOR,)),
    "exchange:problems": branch(404, 405, (COORDINATOR,)),
    "exchange:new_export": branch(200, 200, (COORDINATOR,)),
    "exchange:export": branch(200, 405, (COORDINATOR,)),
    "exchange:download": branch(404, 405, (COORDINATOR,)),
    # Final reports of the network, and of an organisation.
    "finals:list": network(200, 405, (CENTRAL_OFFICE, BOARD, PARTNER_ADMIN)),
    "finals:download": network(200, 405, (CENTRAL_OFFICE, BOARD, PARTNER_ADMIN)),
}

if settings.DEMO:
    # The way in that asks nothing: for who has an account of the demonstration, and here nobody has.
    MATRIX["demo:accounts"] = public(200, 404)
    # What pages are made of.
    MATRIX["gallery"] = branch(200, 405, IN_THE_BRANCH)

#: Their year is not a record: they tell what is known of any year.
OF_ANY_YEAR = {"reports:cases", "reports:missing"}


#: Where a colleague who does something is chosen, and who may do that besides those who manage users.
COLLEAGUES_ARE_CHOSEN = {"families:follow_up_new": (COACH,), "families:follow_up_edit": (COACH,)}


#: How an address names a record: the value for the rows of a branch, and one that no branch has.
def second_family(rows: BranchRows) -> Family:
    """Beside the one that is there: to compare with."""
    with branch_context(rows.branch):
        return Family.objects.get_or_create(key="tweede", defaults={"name": rows.canary})[0]


ARGUMENTS: dict[str, tuple[Callable[[BranchRows], Any], Any]] = {
    "family_id": (lambda rows: rows[Family].pk, uuid4()),
    "other_id": (lambda rows: second_family(rows).pk, uuid4()),
    "regrouping_id": (lambda rows: rows[Regrouping].pk, uuid4()),
    "contact_id": (lambda rows: rows[FamilyContact].pk, uuid4()),
    "member_id": (lambda rows: rows[FamilyMember].pk, uuid4()),
    "agreement_id": (lambda rows: rows[Agreement].pk, uuid4()),
    "professional_id": (lambda rows: rows[Professional].pk, uuid4()),
    "document_id": (lambda rows: rows[Document].pk, uuid4()),
    "fact_id": (lambda rows: rows[ProfileFact].pk, uuid4()),
    "consent_id": (lambda rows: rows[Consent].pk, uuid4()),
    "onward_id": (lambda rows: rows[OnwardReferral].pk, uuid4()),
    "record_id": (lambda rows: rows[FamilyContact].pk, uuid4()),
    "follow_up_id": (lambda rows: rows[FollowUp].pk, uuid4()),
    "concern_id": (lambda rows: rows[Concern].pk, uuid4()),
    "notice_id": (lambda rows: rows[ConcernNotice].pk, uuid4()),
    "piece_id": (lambda rows: rows[ConcernNotice].pk, uuid4()),
    "volunteer_id": (lambda rows: rows[Volunteer].pk, uuid4()),
    "coaching_contact_id": (lambda rows: rows[CoachingContact].pk, uuid4()),
    "role_id": (lambda rows: rows[RoleAssignment].pk, uuid4()),
    "trajectory_id": (lambda rows: rows[Trajectory].pk, uuid4()),
    "match_id": (lambda rows: rows[Match].pk, uuid4()),
    "job_id": (lambda rows: rows[Job].pk, uuid4()),
    "final_id": (lambda rows: rows[FinalReport].pk, uuid4()),
    "referrer_id": (lambda rows: rows[ReferrerOrganisation].pk, uuid4()),
    "care_id": (lambda rows: rows[WaitingCareAction].pk, uuid4()),
    "referral_id": (lambda rows: rows[Referral].pk, uuid4()),
    "submission_id": (lambda rows: rows[Submission].pk, uuid4()),
    "entry_id": (lambda rows: rows[WaitingListEntry].pk, uuid4()),
    "import_id": (lambda rows: rows[Import].pk, uuid4()),
    "export_id": (lambda rows: rows[Export].pk, uuid4()),
    "link_id": (lambda rows: rows[Link].pk, uuid4()),
    "stop_id": (lambda rows: rows[IntakeStop].pk, uuid4()),
    "year": (lambda rows: rows[Report].year, 2019),
    "step_id": (lambda rows: ConcernPlanStep.objects.filter(plan=rows[Concern].plan).first().pk, 0),
    "cover_id": (lambda rows: rows.cover.pk, 0),
    "membership_id": (lambda rows: rows.member.pk, 0),
    "invitation_id": (lambda rows: rows.invitation.pk, 0),
    "user_id": (lambda rows: rows.member.user_id, 0),
    "slug": (lambda rows: rows.branch.slug, "nergens"),
    "afdeling": (lambda rows: rows.branch.slug, "nergens"),
    "version": (lambda rows: rows[FinalReport].version, 9),
}
#: Parts of an address that are the same in every branch.
FIXED: dict[str, Any] = {
    "indicator": "families_supported",
    "check": "gezinnen-zonder-profiel",
    "slot": "policy",
    "part": "contacten",
    "piece": "ingelicht",
    "on": "2025-03-01",
    "outcome": "started",
    "uidb36": "1",
    "key": "niet-bestaand",
    "token": "niet-bestaand",
    "pk": 0,
}
