"""From the mail with a link to the role: for new people, for known ones, and for whoever tries something."""

import datetime
import re
import threading
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from homestart.accounts import actions
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.roles import Role
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from tests.people import PASSWORD, make_user
from tests.ui.html import text_of, tree

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - datetime.timedelta(days=15)


def opened(link: str, client: Client | None = None) -> tuple[Client, ElementTree.Element]:
    """The browser that followed the link, and the page to which it leads."""
    client = client or Client()
    response = client.get(link, follow=True)
    assert [url for url, _ in response.redirect_chain] == ["/uitnodiging/"]
    assert response.status_code == 200
    return client, tree(response)


def closed(link: str) -> bool:
    return Client().get(link, follow=True).status_code == 404


def fields(page: ElementTree.Element) -> list[str]:
    """The names of what can be filled in."""
    return [
        field.get("name") for field in page.find(".//main").iter("input") if field.get("type") != "hidden"
    ]


def test_a_new_coordinator_chooses_a_password_and_is_led_to_the_second_step(invited, link, herent):
    invited("an@example.org")
    assert mail.outbox[-1].to == ["an@example.org"]
    browser, page = opened(link())
    assert "Home-Start Herent" in text_of(page)
    assert fields(page) == ["name", "password"]
    assert not User.objects.filter(email="an@example.org").exists()
    response = browser.post("/uitnodiging/", {"name": "An Peeters", "password": PASSWORD})
    assert response.status_code == 302
    user = User.objects.get(email="an@example.org")
    assert user.check_password(PASSWORD)
    assert [(m.role, m.branch) for m in user.memberships.current()] == [(Role.COORDINATOR, herent)]
    # Signed in by the password alone: no family before the second step.
    assert browser.get("/herent/gezinnen/").status_code == 302
    assert closed(link())


def test_a_weak_password_is_refused_at_its_field(invited, link):
    invited("an@example.org")
    browser, _ = opened(link())
    response = browser.post("/uitnodiging/", {"name": "", "password": "kort"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"name", "password"}
    assert not User.objects.filter(email="an@example.org").exists()


def test_a_new_volunteer_needs_no_password_and_signs_in_by_code(invited, link, herent):
    invitation = invited("greet@example.org", role=Role.VOLUNTEER)
    browser, page = opened(link())
    assert fields(page) == ["name"]
    response = browser.post("/uitnodiging/", {"name": "Greet Maes"})
    assert response.url == reverse("account_request_login_code")
    user = User.objects.get(email="greet@example.org")
    assert (user.name, user.has_usable_password()) == ("Greet Maes", False)
    assert browser.session.get("_auth_user_id") is None
    invitation.refresh_from_db()
    assert invitation.accepted_by == user


def test_a_known_person_signs_in_first(invited, link, herent, other_coordinator, sign_in):
    invited(other_coordinator.email)
    browser, page = opened(link())
    assert fields(page) == []
    assert "/accounts/login/?next=%2Fuitnodiging%2F" in [a.get("href") for a in page.iter("a")]
    assert browser.post("/uitnodiging/", {"name": "X", "password": PASSWORD}).status_code == 200
    assert other_coordinator.memberships.count() == 1, "the link alone gives nothing"
    browser, page = opened(link(), sign_in(other_coordinator))
    assert browser.post("/uitnodiging/").url == "/"
    assert other_coordinator.memberships.current().filter(branch=herent).count() == 1


def test_the_link_is_still_known_after_signing_in(invited, link, board_member, herent):
    invited(board_member.email, role=Role.VOLUNTEER)
    browser, _ = opened(link())
    path = "/accounts/login/?next=/uitnodiging/"
    response = browser.post(path, {"login": board_member.email, "password": PASSWORD})
    assert response.url == "/uitnodiging/"
    assert browser.post("/uitnodiging/").url == "/"
    assert board_member.memberships.current().filter(role=Role.VOLUNTEER, branch=herent).exists()


def test_nobody_invites_himself(partner_admin, sign_in):
    browser = sign_in(partner_admin, confirmed=True)
    data = {"name": "Ik", "email": partner_admin.email.upper(), "role": "coordinator"}
    response = browser.post("/herent/gebruikers/uitnodigen/", data)
    assert list(response.context["form"].errors) == ["email"]
    assert not Invitation.objects.exists()


def test_a_made_up_link_leaves_no_session(db):
    browser = Client()
    assert browser.get("/uitnodiging/verzonnen/").status_code == 404
    assert not browser.cookies


def test_the_link_of_another_person_gives_nothing(invited, link, other_coordinator, sign_in):
    invited("an@example.org")
    browser, page = opened(link(), sign_in(other_coordinator))
    assert other_coordinator.email in text_of(page)
    browser.post("/uitnodiging/")
    assert other_coordinator.memberships.count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_an_old_a_withdrawn_and_a_made_up_link_open_nothing(invited, link, coordinator):
    invitation = invited("an@example.org")
    first = link()
    assert closed("/uitnodiging/abc/")
    Invitation.objects.update(expires_at=LONG_AGO, sent_at=LONG_AGO)
    assert closed(first)
    actions.send_again(invitation, by=coordinator, site_url="http://testserver/")
    assert closed(first), "the newer mail replaces it"
    actions.withdraw_invitation(invitation, by=coordinator)
    assert closed(first)
    with pytest.raises(actions.InvitationClosed):
        actions.send_again(invitation, by=coordinator, site_url="http://testserver/")


def test_sending_again_gives_a_new_link_of_fourteen_days(
    invited, link, coordinator, sign_in, django_capture_on_commit_callbacks
):
    invitation = invited("an@example.org")
    browser, path = sign_in(coordinator), f"/herent/gebruikers/uitnodigingen/{invitation.pk}/opnieuw/"
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(path)
    assert len(mail.outbox) == 1, "a second click sends no second mail"
    Invitation.objects.update(expires_at=LONG_AGO, sent_at=LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(path)
    assert len(mail.outbox) == 2
    assert not closed(link())
    invitation.refresh_from_db()
    assert invitation.expires_at - invitation.sent_at == datetime.timedelta(days=14)


def test_the_database_holds_no_link_that_works(invited, link):
    invited("an@example.org")
    token = link().strip("/").rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("select i::text from accounts_invitation i")
        assert token not in cursor.fetchone()[0]


def test_whoever_is_deactivated_has_no_invitations_waiting(invited, link, coordinator, central_office):
    invited("an@example.org")
    actions.deactivate_user(coordinator, by=central_office)
    assert closed(link())


def told(response) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return f"{response.status_code} {response.get('Location')} {text}"


def test_inviting_tells_nothing_about_an_address(
    herent, aalst, coordinator, other_coordinator, central_office, sign_in, django_capture_on_commit_callbacks
):
    """Unknown, known in another branch, known in the network, known without any role: the same everywhere."""
    nobody = make_user("Zonder Rol")
    answers = set()
    for email in ("onbekend@example.org", other_coordinator.email, central_office.email, nobody.email):
        browser = sign_in(coordinator, confirmed=True)
        with django_capture_on_commit_callbacks(execute=True):
            data = {"name": "Proef Persoon", "email": email.upper(), "role": "coach"}
            response = browser.post("/herent/gebruikers/uitnodigen/", data)
        message = mail.outbox[-1]
        page = browser.get(response.url)
        again = browser.post("/herent/gebruikers/uitnodigen/", data)
        invitation = Invitation.objects.get(email=email)
        words = "\n".join([told(response), told(page), told(again), message.subject, message.body])
        token = re.search(r"/uitnodiging/(\S+)/", message.body).group(1)
        for personal, stand_in in ((email, "ADRES"), (token, "TOKEN"), (f"/{invitation.pk}/", "/NUMMER/")):
            words = re.sub(re.escape(personal), stand_in, words, flags=re.IGNORECASE)
        answers.add(words)
        for user in (other_coordinator, central_office, nobody):
            assert user.name not in words
        actions.withdraw_invitation(invitation, by=coordinator)
    assert len(answers) == 1


def test_a_member_of_the_own_branch_is_not_invited_twice(coordinator, coach, sign_in):
    browser = sign_in(coordinator, confirmed=True)
    data = {"name": "Karim", "email": coach.email, "role": "coach"}
    response = browser.post("/herent/gebruikers/uitnodigen/", data)
    assert list(response.context["form"].errors) == ["email"]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "email": "an@example.org", "role": "coach"}, "name"),
        ({"name": "An", "email": "geen adres", "role": "coach"}, "email"),
        ({"name": "An", "email": "an@example.org", "role": "central_office"}, "role"),
        ({"name": "An", "email": "an@example.org", "role": "partner_admin"}, "role"),
    ],
)
def test_what_is_wrong_stands_at_its_field(data, field, coordinator, sign_in):
    browser = sign_in(coordinator, confirmed=True)
    response = browser.post("/herent/gebruikers/uitnodigen/", data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        ("coordinator", "", "branch"),
        ("partner_admin", "branch", "organisation"),
        ("board", "branch", "branch"),
        ("volunteer", "branch", "role"),
    ],
)
def test_the_central_office_chooses_the_place_that_goes_with_the_role(
    role, place, field, herent, central_office, sign_in
):
    browser = sign_in(central_office, confirmed=True)
    data = {"name": "An", "email": "an@example.org", "role": role}
    if place:
        data["branch"] = herent.pk
    response = browser.post("/steunpunt/gebruikers/uitnodigen/", data)
    assert field in response.context["form"].errors
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER_ADMIN, Role.CENTRAL_OFFICE, Role.BOARD])
def test_the_central_office_invites_for_every_role_that_it_gives(role, herent, central_office, sign_in):
    place = {
        Role.COORDINATOR: {"branch": herent.pk},
        Role.PARTNER_ADMIN: {"organisation": herent.organisation_id},
    }
    browser = sign_in(central_office, confirmed=True)
    data = {"name": "An", "email": "an@example.org", "role": role, **place.get(role, {})}
    assert browser.post("/steunpunt/gebruikers/uitnodigen/", data).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.invited_by) == (role, central_office)
    assert not Membership.objects.filter(user__email="an@example.org").exists()


def test_a_double_click_makes_one_invitation_and_one_mail(
    coordinator, sign_in, django_capture_on_commit_callbacks
):
    browser = sign_in(coordinator, confirmed=True)
    data = {"name": "An", "email": "an@example.org", "role": "coach"}
    with django_capture_on_commit_callbacks(execute=True):
        answers = [browser.post("/herent/gebruikers/uitnodigen/", data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)
    Invitation.objects.update(sent_at=LONG_AGO)
    response = browser.post("/herent/gebruikers/uitnodigen/", data)
    assert list(response.context["form"].errors) == ["email"]


@pytest.mark.django_db(transaction=True)
def test_the_same_at_the_same_moment_makes_one_invitation(herent, coordinator):
    start, made, failed = threading.Barrier(4), [], []

    def ask() -> None:
        try:
            start.wait()
            with branch_context(herent):
                made.append(
                    actions.invite(
                        email="an@example.org",
                        name="An",
                        role=Role.COACH,
                        branch=herent,
                        by=coordinator,
                        site_url="http://testserver/",
                    ).pk
                )
        except Exception as error:  # told below, in the thread of the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(made) == 4
    assert len(set(made)) == Invitation.objects.count() == len(mail.outbox) == 1


def test_a_role_in_the_wrong_place_cannot_be_offered(herent, coordinator):
    with pytest.raises(ValidationError):
        actions.invite(
            email="an@example.org",
            name="An",
            role=Role.BOARD,
            branch=herent,
            by=coordinator,
            site_url="http://testserver/",
        )


def test_every_step_is_an_event_of_the_branch_without_name_or_address(invited, link, herent, coordinator):
    invitation = invited("an@example.org")
    browser, _ = opened(link())
    browser.post("/uitnodiging/", {"name": "An Peeters", "password": PASSWORD})
    user = User.objects.get(email="an@example.org")
    with branch_context(herent):
        found = AuditEvent.objects.filter(detail__role="coordinator").exclude(object_id=str(coordinator.pk))
        steps = [(event.verb, event.actor_id, event.object_id) for event in found.order_by("at")]
    assert steps == [
        ("invite", coordinator.pk, str(invitation.pk)),
        ("accept_invitation", user.pk, str(invitation.pk)),
        ("grant_role", coordinator.pk, str(user.pk)),
    ]
