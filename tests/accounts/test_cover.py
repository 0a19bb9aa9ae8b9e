"""Cover: a colleague does the work of somebody who is away, from the first day until the last one."""

import datetime
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.models import Family
from homestart.accounts.actions import end_membership, give_cover, grant_membership, invite
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.accounts.tasks import clean_roles
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from tests.people import make_coordinator, make_user

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
COVERS = "/herent/gebruikers/vervanging/"


def days(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def browser(coordinator, sign_in) -> Client:
    """Of the coordinator of Herent, who has just confirmed who it is."""
    return sign_in(coordinator, confirmed=True)


@pytest.fixture
def bram(other_coordinator: User) -> User:
    """The coordinator of Aalst, with an app."""
    TOTP.activate(other_coordinator, "JBSWY3DPEHPK3PXP")
    return other_coordinator


@pytest.fixture
def family(herent) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters")


def ask(browser: Client, away: User, email: str, first: int = 0, last: int = 13, **more: str):
    typed = {
        "email": email,
        "covers_for": away.pk,
        "reason": "leave",
        "started_on": days(first),
        "ended_on": days(last),
    }
    return browser.post(COVERS, typed | more)


def at(monkeypatch, day: datetime.date) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: day)


def errors(response) -> str:
    return " ".join(re.findall(r'class="field-error[^>]*>(.*?)</', response.content.decode(), re.DOTALL))


def test_the_colleague_gets_in_on_the_first_day_and_is_out_after_the_last(
    browser, coordinator, bram, family, sign_in, monkeypatch
):
    theirs = sign_in(bram)
    file = f"/herent/gezinnen/{family.pk}/"
    assert ask(browser, coordinator, bram.email, first=2, last=9).url == "/herent/gebruikers/"
    seen = {}
    for number in (0, 1, 2, 9, 10):
        at(monkeypatch, days(number))
        seen[number] = theirs.get(file).status_code
    assert seen == {0: 404, 1: 404, 2: 200, 9: 200, 10: 404}


def test_it_says_for_whom_where_and_until_when(browser, coordinator, bram, family, sign_in, monkeypatch):
    ask(browser, coordinator, bram.email, last=13)
    theirs = sign_in(bram)
    page = theirs.get("/herent/").content.decode()
    assert "cover-banner" in page
    assert "<strong>Els Vermeulen</strong> in Home-Start Herent" in page
    assert 'href="/herent/overdracht/"' in page
    assert "cover-banner" not in theirs.get("/aalst/").content.decode()
    assert "cover-banner" not in browser.get("/herent/").content.decode()


def test_the_log_says_that_it_was_cover(browser, coordinator, bram, family, herent, aalst, sign_in):
    ask(browser, coordinator, bram.email)
    sign_in(bram).get(f"/herent/gezinnen/{family.pk}/")
    with branch_context(herent):
        look = AuditEvent.objects.get(verb="look", actor_id=bram.pk)
        given = AuditEvent.objects.get(verb="give_cover")
    assert (look.roles, look.object_id) == ("cover", str(family.pk))
    assert (given.actor_id, given.object_id) == (coordinator.pk, str(bram.pk))
    assert given.detail == {
        "role": "cover",
        "reason": "leave",
        "first": str(TODAY),
        "last": str(days(13)),
    }
    with branch_context(aalst):
        assert not AuditEvent.objects.filter(verb="give_cover").exists()


def test_what_lasts_longer_than_the_cover_stays_with_the_coordinators(browser, coordinator, bram, sign_in):
    ask(browser, coordinator, bram.email)
    theirs = sign_in(bram, confirmed=True)
    answers = {
        "gezinnen/": 200,
        "vrijwilligers/": 200,
        "rapporten/": 200,
        "gebruikers/": 403,
        "gebruikers/vervanging/": 403,
        "gegevens/": 403,
    }
    assert {page: theirs.get(f"/herent/{page}").status_code for page in answers} == answers


def test_a_stand_in_may_what_a_coordinator_may_but_for_these():
    assert PERMISSIONS[Role.COORDINATOR] - PERMISSIONS[Role.COVER] == {
        Permission.MANAGE_MEMBERS,
        Permission.INVITE_VOLUNTEERS,
        Permission.EXCHANGE_DATA,
        Permission.FINALISE_REPORTS,
    }
    assert PERMISSIONS[Role.COVER] < PERMISSIONS[Role.COORDINATOR]


def test_everybody_concerned_gets_a_mail_without_the_reason(
    browser, coordinator, bram, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask(browser, coordinator, bram.email, reason="absence")
    assert {mail.to[0] for mail in mailoutbox} == {bram.email, coordinator.email}
    assert not any("afwezig" in mail.body.lower() for mail in mailoutbox)
    cover = Membership.objects.get(role=Role.COVER)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/herent/gebruikers/{cover.pk}/einde/", {"ended_on": ""})
    assert {mail.to[0] for mail in mailoutbox} == {bram.email, coordinator.email}


def test_it_can_be_ended_at_once(browser, coordinator, bram, family, sign_in):
    ask(browser, coordinator, bram.email)
    theirs = sign_in(bram)
    assert theirs.get(f"/herent/gezinnen/{family.pk}/").status_code == 200
    cover = Membership.objects.get(role=Role.COVER)
    browser.post(f"/herent/gebruikers/{cover.pk}/einde/", {"ended_on": ""})
    assert theirs.get(f"/herent/gezinnen/{family.pk}/").status_code == 404
    assert theirs.get("/aalst/gezinnen/").status_code == 200


def test_a_cover_that_is_still_to_begin_can_be_taken_back(browser, coordinator, bram, sign_in, monkeypatch):
    ask(browser, coordinator, bram.email, first=5, last=9)
    cover = Membership.objects.get(role=Role.COVER)
    browser.post(f"/herent/gebruikers/{cover.pk}/einde/", {"ended_on": ""})
    assert str(bram) not in browser.get("/herent/gebruikers/").content.decode().split("<details")[0]
    theirs = sign_in(bram)
    at(monkeypatch, days(6))
    assert theirs.get("/herent/").status_code == 404
    # The days are free again.
    at(monkeypatch, TODAY)
    assert ask(browser, coordinator, bram.email, first=5, last=9).status_code == 302


def test_it_can_be_prolonged_and_shortened(browser, coordinator, bram, herent):
    ask(browser, coordinator, bram.email, last=13)
    cover = Membership.objects.get(role=Role.COVER)
    for last in (20, 6):
        assert browser.post(f"{COVERS}{cover.pk}/", {"ended_on": days(last)}).status_code == 302
        cover.refresh_from_db()
        assert cover.ended_on == days(last)
    with branch_context(herent):
        assert AuditEvent.objects.filter(verb="prolong_cover").count() == 2
    refused = browser.post(f"{COVERS}{cover.pk}/", {"ended_on": days(56)})
    assert refused.status_code == 200
    cover.refresh_from_db()
    assert cover.ended_on == days(6)


@pytest.mark.parametrize(
    ("first", "last", "accepted"),
    [(0, 55, True), (0, 56, False), (3, 58, True), (-1, 5, False), (5, 4, False)],
)
def test_at_most_eight_weeks_and_never_in_the_past(browser, coordinator, bram, first, last, accepted):
    answer = ask(browser, coordinator, bram.email, first=first, last=last)
    assert (answer.status_code == 302) == accepted
    assert Membership.objects.filter(role=Role.COVER).exists() == accepted


def test_days_that_overlap_are_refused(browser, coordinator, bram):
    ask(browser, coordinator, bram.email, first=0, last=9)
    assert ask(browser, coordinator, bram.email, first=9, last=12).status_code == 200
    assert Membership.objects.filter(role=Role.COVER).count() == 1
    assert ask(browser, coordinator, bram.email, first=10, last=12).status_code == 302


def test_who_works_there_already_needs_no_cover(browser, coordinator, coach, herent):
    second = make_coordinator("An Jacobs", herent)
    for person in (second, coach):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert "An Jacobs" in errors(ask(browser, coordinator, second.email))
    # A coach gets what only the coordinator does.
    assert ask(browser, coordinator, coach.email).status_code == 302


def test_who_cannot_stand_in_is_refused_in_the_same_words(
    browser, coordinator, other_coordinator, volunteer_user, board_member, central_office, aalst
):
    """Without a second step, without such a role, unknown, and of the central office: one answer."""
    grant_membership(central_office, Role.COORDINATOR, branch=aalst, by=None)
    for person in (volunteer_user, board_member, central_office):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    people = (other_coordinator, volunteer_user, board_member, central_office)
    answers = {errors(ask(browser, coordinator, person.email)) for person in people}
    answers.add(errors(ask(browser, coordinator, "niemand@example.org")))
    assert len(answers) == 1
    assert answers != {""}
    assert not Membership.objects.filter(role=Role.COVER).exists()


def test_nobody_stands_in_for_himself(browser, coordinator, coach):
    for person in (coordinator, coach):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert ask(browser, coordinator, coordinator.email).status_code == 200
    assert ask(browser, coach, coach.email).status_code == 200
    assert not Membership.objects.filter(role=Role.COVER).exists()


def test_the_form_asks_again_who_it_is(coordinator, sign_in):
    assert sign_in(coordinator).get(COVERS).url.startswith("/accounts/bevestigen/")


def test_a_cover_has_a_last_day(herent, bram):
    with pytest.raises(IntegrityError, match="membership_cover_is_dated"), transaction.atomic():
        Membership.objects.create(user=bram, role=Role.COVER, branch=herent)
    with pytest.raises(ValidationError):
        grant_membership(bram, Role.COVER, branch=herent, by=None)


def test_who_leaves_the_own_branch_stands_in_nowhere(coordinator, bram, herent, monkeypatch):
    give_cover(
        branch=herent,
        email=bram.email,
        covers_for=coordinator,
        reason="leave",
        started_on=TODAY,
        ended_on=days(20),
        by=coordinator,
    )
    end_membership(bram.memberships.get(role=Role.COORDINATOR), by=None, ended_on=days(3))
    at(monkeypatch, days(4))
    clean_roles()
    assert not bram.memberships.current().exists()


class TestInvitations:
    """Nobody comes in on the word of somebody who has left."""

    @pytest.fixture
    def invitation(self, coordinator, herent) -> Invitation:
        return invite(
            email="nieuw@example.org",
            name="Nieuw",
            role=Role.COACH,
            branch=herent,
            by=coordinator,
            site_url="http://testserver",
        )

    def test_they_go_with_the_role(self, coordinator, invitation):
        end_membership(coordinator.memberships.get(), by=None)
        invitation.refresh_from_db()
        assert invitation.withdrawn_at

    def test_they_go_with_a_role_that_ended_by_itself(self, coordinator, invitation, monkeypatch):
        end_membership(coordinator.memberships.get(), by=None, ended_on=days(2))
        clean_roles()
        invitation.refresh_from_db()
        assert invitation.withdrawn_at is None
        at(monkeypatch, days(3))
        clean_roles()
        invitation.refresh_from_db()
        assert invitation.withdrawn_at

    def test_they_stay_with_who_may_still_invite(self, coordinator, invitation, herent):
        grant_membership(coordinator, Role.PARTNER_ADMIN, organisation=herent.organisation, by=None)
        end_membership(coordinator.memberships.get(role=Role.COORDINATOR), by=None)
        invitation.refresh_from_db()
        assert invitation.withdrawn_at is None

    def test_who_is_sent_away_does_not_come_back_by_an_older_one(self, coordinator, coach, herent, aalst):
        bram = make_coordinator("Bram Dewit", aalst)
        here, there = (
            invite(
                email=coach.email,
                name="Karim",
                role=Role.COORDINATOR,
                branch=branch,
                by=by,
                site_url="http://testserver",
            )
            for branch, by in ((herent, coordinator), (aalst, bram))
        )
        end_membership(coach.memberships.get(), by=coordinator)
        here.refresh_from_db()
        there.refresh_from_db()
        assert (bool(here.withdrawn_at), bool(there.withdrawn_at)) == (True, False)


def test_the_list_of_people_costs_as_many_queries_with_three_stand_ins(browser, coordinator, aalst):
    numbers = []
    for name in ("Een Eerste", "Twee Tweede", "Drie Derde"):
        person = make_user(name, Role.COORDINATOR, aalst)
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        ask(browser, coordinator, person.email)
        with CaptureQueriesContext(connection) as counted:
            page = browser.get("/herent/gebruikers/").content.decode()
        numbers.append(len(counted))
        assert name in page
    assert numbers[0] == numbers[2]
