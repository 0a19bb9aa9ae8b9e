"""People who sign in, and what they are in a branch or in the network."""

from typing import Any

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


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """Memberships that hold today; the last day still counts."""
        today = timezone.localdate()
        return self.filter(started_on__lte=today).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today))


class Membership(models.Model):
    """What a user is, where and from when until when: a role in a branch, an organisation or the network."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    # Who gave and who ended it, for roles in the network too: those belong to no branch's audit log.
    granted_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    ended_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=BRANCH_ROLES, branch__isnull=False, organisation__isnull=True)
                | Q(role__in=ORGANISATION_ROLES, branch__isnull=True, organisation__isnull=False)
                | Q(role__in=NETWORK_ROLES, branch__isnull=True, organisation__isnull=True),
                name="membership_scope_fits_role",
                violation_error_message=_(
                    "This role does not belong here: choose the branch, the organisation or the network that goes with it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_after_start",
                violation_error_message=_("A membership cannot end before it starts."),
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
