"""Questions about users, roles and the branches that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import BRANCH_ROLES, NETWORK_ROLES, ORGANISATION_ROLES, Role
from homestart.audit.queries import Told, named
from homestart.tenancy.models import Branch

#: Where a person begins in a branch: the first page of these that the role opens.
BEGINNINGS = (
    (Permission.READ_FAMILIES, "today"),
    (Permission.EDIT_REPORTS, "reports:list"),
    (Permission.VISIT_FAMILIES, "visits:home"),
    (Permission.MANAGE_MEMBERS, "members:list"),
)
#: How many people a search shows; who looks for one person types more of the name.
FOUND_AT_MOST = 50


@dataclass(frozen=True)
class Place:
    """Somewhere a person can work: a branch, an organisation or the network."""

    name: str
    url: str
    branch: Branch | None = None


def branches_of(user: User) -> list[Branch]:
    """The branches in which the user has a role, by name; a second query only for organisations."""
    branches = {m.branch.pk: m.branch for m in user.held_now if m.branch}
    if organisations := _organisations_of(user):
        branches |= {b.pk: b for b in Branch.objects.filter(organisation__in=organisations)}
    return sorted(branches.values(), key=lambda branch: branch.name)


def places_of(user: User) -> list[Place]:
    """Where the user can go: the network, the organisation, each branch."""
    branches = ((branch, beginning(user, branch)) for branch in branches_of(user))
    return _places_outside(user) + [Place(branch.name, url, branch) for branch, url in branches if url]


def first_place_of(user: User) -> Place | None:
    """The one place where the user begins; None when there are several to choose from, or none.

    Who administers an organisation begins on its page, which shows the branches.
    """
    own = {m.branch_id for m in user.held_now if m.branch_id}
    outside = _places_outside(user)
    places = [
        place for place in places_of(user) if place in outside or (place.branch and place.branch.pk in own)
    ]
    return places[0] if len(places) == 1 else None


def _places_outside(user: User) -> list[Place]:
    """The pages of no branch on which somebody with a role in the network or an organisation begins."""
    held = [m for m in user.held_now if m.holds_in_network]
    permissions = frozenset[Permission]().union(*(m.permissions for m in held))
    places = []
    if Permission.MANAGE_NETWORK in permissions:
        places.append(Place(_("Central office"), reverse("branches:list")))
    elif Permission.READ_FINAL_REPORTS in permissions:
        places.append(Place(_("Board"), reverse("finals:list")))
    if _organisations_of(user):
        places.append(Place(_("Organisation"), reverse("organisation:branches")))
    return places


def _organisations_of(user: User) -> list[int]:
    return [m.organisation_id for m in user.held_now if m.organisation_id is not None]


def beginning(user: User, branch: Branch) -> str:
    """The address of the page on which the user begins in the branch; "" when no page is for the role."""
    allowed = frozenset[Permission]().union(*(m.permissions for m in user.held_now if m.holds_in(branch)))
    for permission, name in BEGINNINGS:
        if permission in allowed:
            try:
                return reverse(name, args=[branch.slug])
            except NoReverseMatch:
                continue
    return ""


def branches_whose_finals(user: User) -> QuerySet[Branch]:
    """The branches whose final reports the user may read on the pages of the network: all for a role in the
    network, those of the own organisation for a role in one."""
    held = [m for m in user.held_now if Permission.READ_FINAL_REPORTS in m.permissions]
    if any(m.holds_in_network for m in held):
        return Branch.objects.all()
    return Branch.objects.filter(organisation__in=[m.organisation_id for m in held if m.organisation_id])


@dataclass(frozen=True)
class People:
    """Who works in a branch, stands in, signs in as volunteer, and administers it from its organisation."""

    team: list[Membership]
    stand_ins: list[Membership]
    volunteers: list[Membership]
    administrators: list[Membership]


def people_of(branch: Branch) -> People:
    """The people whose role in the branch goes on or is still to begin, by name; one query."""
    held = list(
        Membership.objects.open_to(branch)
        .not_over()
        .select_related("user", "covers_for")
        .order_by("user__name", "user__email", "pk")
    )
    return People(
        team=[m for m in held if m.branch_id and m.role not in (Role.COVER, Role.VOLUNTEER)],
        stand_ins=[m for m in held if m.role == Role.COVER],
        volunteers=[m for m in held if m.role == Role.VOLUNTEER],
        administrators=[m for m in held if m.organisation_id],
    )


def can_cover() -> QuerySet[User]:
    """Who can stand in somewhere: works as coordinator or coach today, and signs in with a second step.

    Nobody of the network: the central office and the board see no cases, and not by this way either.
    """
    held = Membership.objects.current().filter(user=OuterRef("pk"))
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(held.filter(role__in=(Role.COORDINATOR, Role.COACH))),
        ~Exists(held.filter(role__in=NETWORK_ROLES)),
        Exists(factors.exclude(type=Authenticator.Type.RECOVERY_CODES)),
        is_active=True,
    )


def colleagues_to_ask(branch: Branch, *, but: User) -> QuerySet[User]:
    """Who can stand in, of the organisation that runs the branch: the others are asked for by address."""
    here = Membership.objects.current().filter(
        user=OuterRef("pk"), branch__organisation=branch.organisation_id
    )
    return can_cover().filter(Exists(here)).exclude(pk=but.pk).order_by("name")[:FOUND_AT_MOST]


def who_can_be_away(branch: Branch) -> QuerySet[User]:
    """Whose work in the branch somebody can take over."""
    held = Membership.objects.not_over().filter(
        user=OuterRef("pk"), branch=branch, role__in=(Role.COORDINATOR, Role.COACH)
    )
    return User.objects.filter(Exists(held)).order_by("name")


def cover_of(user: User, branch: Branch | None) -> Membership | None:
    """The cover by which the user is in the branch today; None for who is coordinator there anyway."""
    here = [m for m in user.held_now if branch and m.branch_id == branch.pk]
    if any(m.role == Role.COORDINATOR for m in here):
        return None
    return next((m for m in here if m.role == Role.COVER), None)


def former_people_of(branch: Branch) -> QuerySet[Membership]:
    """The last fifty roles in the branch that ended."""
    ended = Membership.objects.filter(branch=branch).ended().select_related("user")
    return ended.order_by("-ended_on", "user__name", "pk")[:FOUND_AT_MOST]


def invitations_of(branch: Branch) -> QuerySet[Invitation]:
    """The invitations into the branch that wait for an answer, the latest first."""
    return Invitation.objects.open().filter(branch=branch).select_related("invited_by").order_by("-sent_at")


def users_of_network(search: str) -> QuerySet[User]:
    """Users whose name or address begins with `search`; without it who has a role in no branch."""
    roles = Membership.objects.not_over().select_related("branch", "organisation").order_by("role", "pk")
    users = User.objects.prefetch_related(Prefetch("memberships", roles, to_attr="roles"))
    if search:
        # Also a surname: the beginning of any word of the name.
        users = users.filter(
            Q(name__istartswith=search) | Q(name__icontains=f" {search}") | Q(email__istartswith=search)
        )
    else:
        outside = Membership.objects.not_over().filter(role__in=NETWORK_ROLES + ORGANISATION_ROLES)
        users = users.filter(pk__in=outside.values("user"))
    return users.order_by("name", "email")[: FOUND_AT_MOST + 1]


def invitations_of_network() -> QuerySet[Invitation]:
    """The invitations that the central office looks after: all but those of volunteers and coaches."""
    return (
        Invitation.objects.open()
        .exclude(role__in=set(BRANCH_ROLES) - {Role.COORDINATOR})
        .select_related("invited_by", "branch", "organisation")
        .order_by("-sent_at")
    )


def branches_with_people() -> QuerySet[Branch]:
    """All branches, each with its organisation and, in `coordinators`, its coordinators of today."""
    coordinators = Membership.objects.current().filter(role=Role.COORDINATOR).select_related("user")
    return Branch.objects.select_related("organisation").prefetch_related(
        Prefetch("memberships", coordinators.order_by("user__name"), to_attr="coordinators")
    )


def branches_run_by(user: User) -> QuerySet[Branch]:
    """The branches of the organisations that the user administers, each with its people of today."""
    held = Membership.objects.current().exclude(role=Role.VOLUNTEER).select_related("user")
    return (
        Branch.objects.filter(organisation__in=_organisations_of(user))
        .select_related("organisation")
        .prefetch_related(Prefetch("memberships", held.order_by("user__name"), to_attr="team"))
    )


def with_people(rows: Sequence[Told]) -> list[Told]:
    """What homestart.audit.queries tells, with the users that it is about; one query."""
    return named(rows, User.objects.in_bulk({row.actor_id for row in rows if row.actor_id}))
