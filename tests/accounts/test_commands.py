"""The first users of a new installation are made on the command line, and anybody can be kept out there."""

import pytest
from django.core.management import CommandError, call_command

from homestart.accounts.models import User
from homestart.accounts.roles import Role

pytestmark = pytest.mark.django_db


def test_a_role_makes_the_user_once(herent):
    call_command("grant_role", "Els@Example.org", "coordinator", branch="herent", name="Els")
    call_command("grant_role", "els@example.org", "coordinator", branch="herent")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("els@example.org", "Els", False)
    assert [(held.role, held.branch) for held in user.memberships.all()] == [(Role.COORDINATOR, herent)]


@pytest.mark.parametrize(
    ("role", "branch"), [("coordinator", None), ("board", "herent"), ("board", "nergens")]
)
def test_a_role_in_the_wrong_place_makes_nothing(herent, role, branch):
    with pytest.raises(CommandError):
        call_command("grant_role", "els@example.org", role, branch=branch)
    assert not User.objects.exists()


def test_a_deactivated_user_is_out_at_the_next_request(herent, coordinator, sign_in):
    browser = sign_in(coordinator)
    assert browser.get("/herent/gezinnen/").status_code == 200
    call_command("deactivate_user", coordinator.email)
    assert browser.get("/herent/gezinnen/").status_code == 302
    assert [held.ended_on is None for held in coordinator.memberships.all()] == [False]


def test_nobody_is_deactivated_by_a_slip(db):
    with pytest.raises(CommandError):
        call_command("deactivate_user", "niemand@example.org")
