"""Who can sign in to the demonstration: three people per branch, and the roles of the network."""

import base64
import hashlib
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db.models import F

from homestart.accounts import actions
from homestart.accounts.models import Membership, User
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
