"""Who can sign in to the demonstration: a coordinator per branch, the central office and the board."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db.models import F

from homestart.accounts import actions
from homestart.accounts.models import Membership, User
from homestart.accounts.roles import Role
from homestart.tenancy.models import Branch

PASSWORD = "welkom-bij-home-start"  # noqa: S105 (known to everybody; homestart.demo.apps keeps it local)
NETWORK_ACCOUNTS = {
    Role.CENTRAL_OFFICE: ("steunpunt@example.org", "Nora Claes"),
    Role.BOARD: ("bestuur@example.org", "Luc Janssens"),
}


def account_of(role: Role, branch: str = "herent") -> str:
    """The e-mail address with which to sign in as this role; a coordinator in the branch with this slug."""
    return NETWORK_ACCOUNTS[role][0] if role in NETWORK_ACCOUNTS else f"{role}.{branch}@example.org"


def make_accounts(branches: Iterable[Branch]) -> None:
    """Makes the accounts that are not there yet, all with PASSWORD."""
    # Hashed once: the hash is slow on purpose.
    password = make_password(PASSWORD)
    for role, (email, name) in NETWORK_ACCOUNTS.items():
        _make_account(email, name, password, role, None)
    for branch in branches:
        name = branch.name.replace("Home-Start", "Coördinator")
        _make_account(account_of(Role.COORDINATOR, branch.slug), name, password, Role.COORDINATOR, branch)


def _make_account(email: str, name: str, password: str, role: Role, branch: Branch | None) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = actions.create_user(email=email, name=name)
        user.password = password
        user.save(update_fields=["password"])
    actions.grant_membership(user, role, branch=branch, by=None)


def memberships() -> Iterable[Membership]:
    """What the demonstration's accounts are, the network's first, then by branch."""
    return (
        Membership.objects.current()
        .filter(user__email__endswith="@example.org")
        .select_related("user", "branch")
        .order_by(F("branch__name").asc(nulls_first=True), "user__email")
    )
