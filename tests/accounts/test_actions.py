"""Making users, and giving and ending roles."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from homestart.accounts.actions import create_user, end_membership, grant_membership
from homestart.accounts.models import Membership
from homestart.accounts.roles import BRANCH_ROLES, NETWORK_ROLES, ORGANISATION_ROLES, PERMISSIONS, Role

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
DAY_BEFORE_YESTERDAY = TODAY - datetime.timedelta(days=2)


def test_the_address_is_kept_in_lower_case_and_used_once():
    assert create_user(email=" Els@Example.ORG ", name="Els").email == "els@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        create_user(email="els@example.org", name="Els")


def test_without_a_password_nobody_can_sign_in():
    assert not create_user(email="els@example.org", name="Els").has_usable_password()


def test_a_role_says_who_gave_it_and_who_ended_it(herent, central_office):
    user = create_user(email="els@example.org", name="Els")
    membership = grant_membership(user, Role.COORDINATOR, branch=herent, by=central_office)
    assert (membership.granted_by, membership.started_on) == (central_office, TODAY)
    ended = end_membership(membership, by=central_office, ended_on=TODAY)
    assert (ended.ended_by, ended.ended_on) == (central_office, TODAY)


def test_a_role_that_is_held_already_is_not_given_again(herent):
    user = create_user(email="els@example.org", name="Els")
    first = grant_membership(user, Role.COORDINATOR, branch=herent, by=None)
    assert grant_membership(user, Role.COORDINATOR, branch=herent, by=None) == first
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COVER])
@pytest.mark.parametrize("place", ["branch", "organisation", "both", "network"])
def test_a_role_is_held_where_it_belongs_and_nowhere_else(role, place, herent):
    scope = {
        "branch": {"branch": herent},
        "organisation": {"organisation": herent.organisation},
        "both": {"branch": herent, "organisation": herent.organisation},
        "network": {},
    }[place]
    user = create_user(email="els@example.org", name="Els")
    roles = {"branch": BRANCH_ROLES, "organisation": ORGANISATION_ROLES, "network": NETWORK_ROLES}
    if role in roles.get(place, ()):
        assert grant_membership(user, role, by=None, **scope).role == role
        return
    with pytest.raises(ValidationError):
        grant_membership(user, role, by=None, **scope)
    with pytest.raises(IntegrityError, match="membership_scope_fits_role"), transaction.atomic():
        Membership.objects.create(user=user, role=role, **scope)


def test_a_role_is_held_once(herent, coordinator):
    with pytest.raises(IntegrityError, match="membership_held_once"), transaction.atomic():
        Membership.objects.create(user=coordinator, role=Role.COORDINATOR, branch=herent)


def test_a_role_does_not_end_before_it_starts(herent, coordinator):
    with pytest.raises(ValidationError):
        end_membership(coordinator.memberships.get(), by=None, ended_on=DAY_BEFORE_YESTERDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(ended_on=DAY_BEFORE_YESTERDAY)


def test_every_role_has_its_list_of_permissions():
    assert set(PERMISSIONS) == set(Role)
