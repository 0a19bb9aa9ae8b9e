"""Who can sign in to the demonstration: three people per branch, and the roles of the network."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils import timezone

from homestart.accounts import actions
from homestart.accounts.models import CoverReason, Membership, User
from homestart.accounts.roles import SECOND_FACTOR_ROLES, Role
from homestart.accounts.second_factor import code_of
from homestart.demo.volunteers import invite_volunteer
from homestart.tenancy.models import Branch, Organisation

PASSWORD = "welkom-bij-home-start"  # noqa: S105 (known to everybody; homestart.demo.apps keeps it local)
NETWORK_ACCOUNTS = {
    Role.PARTNER_ADMIN: ("partner@example.org", "Tine Goossens"),
    Role.CENTRAL_OFFICE: ("steunpunt@example.org", "Nora Claes"),
    Role.BOARD: ("bestuur@example.org", "Luc Janssens"),
}
#: In place of "Home-Start" in the name of the branch.
BRANCH_ACCOUNTS = {
    Role.COORDINATOR: "Coördinator",
    Role.COACH: "Coach",
    Role.VOLUNTEER: "Gezinsbuddy",
}
#: Coordinator of two branches, who stands in for a third coordinator.
STAND_IN = "An Willems"
WORKS_IN, STANDS_IN = ("aalst", "geraardsbergen"), "herent"
#: Whose organisation the partner administrator belongs to, when it is there: one with two branches.
PARTNER = "hasselt"


def account_of(role: Role, branch: str = "herent") -> str:
    """The e-mail address with which to sign in as this role; if one of a branch, in that with the slug."""
    return NETWORK_ACCOUNTS[role][0] if role in NETWORK_ACCOUNTS else f"{role}.{branch}@example.org"


def seed_of(email: str) -> str:
    """The seed of the app with which this account makes codes: always the same, and known to everybody."""
    return base64.b32encode(hashlib.sha1(email.encode()).digest()).decode()  # noqa: S324 (hides nothing)


def present_code(email: str) -> str:
    """What that app shows now."""
    return code_of(seed_of(email))


def make_accounts(branches: Iterable[Branch]) -> None:
    """Makes the accounts that are not there yet, all with PASSWORD and, where it is needed, an app."""
    branches = list(branches)
    # Hashed once: the hash is slow on purpose.
    password = make_password(PASSWORD)
    places = {branch.slug: branch.organisation for branch in branches}
    for role, (email, name) in NETWORK_ACCOUNTS.items():
        partner = places.get(PARTNER) or next(iter(places.values()), None)
        organisation = partner if role == Role.PARTNER_ADMIN else None
        if role != Role.PARTNER_ADMIN or organisation:
            _make_account(email, name, password, role, organisation=organisation)
    for branch in branches:
        for role, title in BRANCH_ACCOUNTS.items():
            name = branch.name.replace("Home-Start", title)
            _make_account(account_of(role, branch.slug), name, password, role, branch=branch)
    _make_stand_in({branch.slug: branch for branch in branches}, password)


def _make_stand_in(branches: dict[str, Branch], password: str) -> None:
    """Somebody with several places to work in, and dated access to one of them."""
    if STANDS_IN not in branches:
        return
    email = account_of(Role.COVER, STANDS_IN)
    works_in = [branches[slug] for slug in WORKS_IN if slug in branches]
    for branch in works_in:
        _make_account(email, STAND_IN, password, Role.COORDINATOR, branch=branch)
    if not works_in:
        # Where there is one branch, its coach stands in.
        _make_account(email, STAND_IN, password, Role.COACH, branch=branches[STANDS_IN])
    user, today = User.objects.get(email=email), timezone.localdate()
    if not Membership.objects.current().filter(user=user, role=Role.COVER).exists():
        away = User.objects.get(email=account_of(Role.COORDINATOR, STANDS_IN))
        actions.give_cover(
            branch=branches[STANDS_IN],
            email=email,
            covers_for=away,
            reason=CoverReason.LEAVE,
            started_on=today,
            ended_on=today + timedelta(weeks=3),
            by=away,
        )


def _make_account(
    email: str,
    name: str,
    password: str,
    role: Role,
    *,
    branch: Branch | None = None,
    organisation: Organisation | None = None,
) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = actions.create_user(email=email, name=name)
        user.password = password
        user.save(update_fields=["password"])
        if role == Role.VOLUNTEER and branch:
            coordinator = User.objects.get(email=account_of(Role.COORDINATOR, branch.slug))
            invite_volunteer(user, branch, by=coordinator)
    if role in SECOND_FACTOR_ROLES and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, seed_of(email))
    actions.grant_membership(user, role, branch=branch, organisation=organisation, by=None)


def memberships() -> Iterable[Membership]:
    """What the demonstration's accounts are, the network's first, then by branch."""
    return (
        Membership.objects.current()
        .filter(user__email__endswith="@example.org")
        .select_related("user", "branch", "organisation")
        .order_by(F("branch__name").asc(nulls_first=True), "role", "user__email")
    )
