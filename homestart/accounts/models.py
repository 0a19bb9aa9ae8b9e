"""People who sign in, and what they are in a branch or in the network."""

import datetime
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.accounts.permissions import Permission
from homestart.accounts.roles import BRANCH_ROLES, NETWORK_ROLES, ORGANISATION_ROLES, PERMISSIONS, Role
from homestart.tenancy.models import Branch, Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A new user with the e-mail address in lower case; without a password nobody can sign in with it."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def held_now(self) -> list["Membership"]:
        """The roles of today with their branches; read once per object, so once per request."""
        return list(self.memberships.current().select_related("branch", "covers_for"))


def _scope_fits_role(name: str) -> models.CheckConstraint:
    """A named constraint: a role stands with the kind of place in which it is held, and with no other."""
    return models.CheckConstraint(
        condition=Q(role__in=BRANCH_ROLES, branch__isnull=False, organisation__isnull=True)
        | Q(role__in=ORGANISATION_ROLES, branch__isnull=True, organisation__isnull=False)
        | Q(role__in=NETWORK_ROLES, branch__isnull=True, organisation__isnull=True),
        name=name,
        violation_error_message=_("Choose the branch or the organisation that goes with this role."),
    )


class Scope(models.Model):
    """A role and where it is held: in a branch, in all branches of an organisation, or in the network."""

    role = models.CharField(_("role"), max_length=20, choices=Role)
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> Branch | Organisation | None:
        """Where the role is held; None for the network."""
        return self.branch or self.organisation

    @property
    def permissions(self) -> frozenset[Permission]:
        return PERMISSIONS[Role(self.role)]

    @property
    def holds_in_network(self) -> bool:
        return self.branch_id is None and self.organisation_id is None

    def holds_in(self, branch: Branch | None) -> bool:
        """Whether the role counts in `branch`; without one, whether it counts on the pages of no branch."""
        if branch is None:
            return self.branch_id is None
        if self.organisation_id is not None:
            return self.organisation_id == branch.organisation_id
        return self.branch_id == branch.pk


class ScopeQuerySet(models.QuerySet[Any]):
    def open_to(self, branch: Branch) -> Self:
        """What holds in the branch: its own, and that of the organisation which runs it."""
        return self.filter(Q(branch=branch) | Q(organisation=branch.organisation_id))


class CoverReason(models.TextChoices):
    """Why a colleague takes over; never what somebody is ill of."""

    LEAVE = "leave", _("leave")
    ABSENCE = "absence", _("absence")
    VACANCY = "vacancy", _("no coordinator at the moment")
    HELP = "help", _("help in a busy time")


class MembershipQuerySet(ScopeQuerySet):
    def current(self) -> Self:
        """Memberships that hold today; the last day still counts."""
        today = timezone.localdate()
        return self.filter(started_on__lte=today).exclude(ended_on__lt=today)

    def not_over(self) -> Self:
        """Memberships that hold today or are still to begin, and were not taken back before they did."""
        return self.exclude(ended_on__lt=timezone.localdate()).exclude(ended_on__lt=F("started_on"))

    def ended(self) -> Self:
        """Memberships whose last day has passed."""
        return self.filter(ended_on__lt=timezone.localdate())


class Membership(Scope):
    """What a user is, where, and from when until when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    ended_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    # Of a stand-in alone: whose work it is, and why.
    covers_for = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    cover_reason = models.CharField(_("reason of the cover"), max_length=20, choices=CoverReason, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            _scope_fits_role("membership_scope_fits_role"),
            # The day before the first: a role that was taken back on the day on which it was given.
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on") - datetime.timedelta(days=1)),
                name="membership_ends_after_start",
                violation_error_message=_("A membership cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.COVER, covers_for__isnull=False, ended_on__isnull=False)
                & ~Q(cover_reason="")
                | ~Q(role=Role.COVER) & Q(covers_for__isnull=True, cover_reason=""),
                name="membership_cover_is_dated",
                violation_error_message=_("A stand-in has a last day, a reason and somebody who is away."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "branch", "organisation"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="membership_held_once",
                violation_error_message=_("This person holds this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None and self.ended_on < max(timezone.localdate(), self.started_on)


class InvitationQuerySet(ScopeQuerySet):
    def open(self) -> Self:
        """Neither accepted nor withdrawn; their links may have expired, then they can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(Scope):
    """A role that waits for the person to whose address its link was sent.

    Name and address are as the inviter typed them. Whether somebody has an account with that address is
    not looked up before the link is used, so that inviting tells nothing.
    """

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="invitations"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            _scope_fits_role("invitation_scope_fits_role"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_somebody_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "branch", "organisation"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="invitation_open_once",
                violation_error_message=_("This address has been invited for this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()
