"""A volunteer, from the first interest on, and the roles that he or she holds."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import Invitation
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.periods import ends_after_start
from homestart.tenancy.privacy import identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.vocabulary import Daypart, Gender, Theme
from volunteers.enums import InterviewResult, RecruitmentChannel, StopReason, VolunteerRole


class Volunteer(Versioned, KeyedModel):
    """A person who is interested, in training, active or gone; of the criminal record two dates are kept."""

    first_name = identifying(models.CharField(_("first name"), max_length=200, blank=True))
    last_name = identifying(models.CharField(_("last name"), max_length=200, blank=True))
    gender = identifying(models.CharField(_("gender"), max_length=1, choices=Gender, blank=True))
    birth_date = identifying(models.DateField(_("birth date"), null=True, blank=True))
    postal_code = identifying(models.CharField(_("postal code"), max_length=20, blank=True))
    email = identifying(models.CharField(_("e-mail address"), max_length=254, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))
    languages = identifying(
        ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    )
    interested_on = plain(models.DateField(_("interested on"), null=True, blank=True))
    channel = plain(models.CharField(_("channel"), max_length=30, choices=RecruitmentChannel, blank=True))
    interview_on = plain(models.DateField(_("interview on"), null=True, blank=True))
    interview_result = sensitive(
        models.CharField(_("result of the interview"), max_length=20, choices=InterviewResult, blank=True)
    )
    record_extract_issued_on = plain(
        models.DateField(_("criminal-record extract issued on"), null=True, blank=True)
    )
    record_extract_seen_on = plain(
        models.DateField(_("criminal-record extract seen on"), null=True, blank=True)
    )
    agreement_signed_on = plain(models.DateField(_("agreement signed on"), null=True, blank=True))
    information_given_on = plain(models.DateField(_("information given on"), null=True, blank=True))
    available_from = plain(models.DateField(_("available from"), null=True, blank=True))
    availability = plain(
        ArrayField(
            models.CharField(max_length=10, choices=Daypart),
            verbose_name=_("availability"),
            default=list,
            blank=True,
        )
    )
    interests = plain(
        ArrayField(
            models.CharField(max_length=30, choices=Theme),
            verbose_name=_("interests"),
            default=list,
            blank=True,
        )
    )
    wishes = sensitive(models.TextField(_("wishes"), blank=True))
    stopped_on = plain(models.DateField(_("stopped on"), null=True, blank=True))
    stop_reason = sensitive(
        models.CharField(_("reason of stopping"), max_length=30, choices=StopReason, blank=True)
    )
    # Who accepted it signs in as this volunteer.
    invitation = plain(
        models.ForeignKey(
            Invitation, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    class Meta(KeyedModel.Meta):
        verbose_name = _("volunteer")
        indexes = [models.Index(fields=["branch", "last_name", "first_name"], name="volunteer_branch_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "invitation"],
                name="volunteer_one_for_an_invitation",
                violation_error_message=_("Another volunteer signs in with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.key


class RoleQuerySet(TenantQuerySet[Any]):
    """A role ends on its own last day, or on the day on which the volunteer stops when that is earlier."""

    def with_last_day(self) -> Self:
        """Adds `last_day` (empty: goes on) and leaves out what never began: no start, or after the stop."""
        return self.annotate(last_day=Least("ended_on", "volunteer__stopped_on")).filter(
            Q(last_day=None) | Q(last_day__gte=F("started_on")), started_on__isnull=False
        )

    def held_between(self, first: date, last: date) -> Self:
        """Roles held on some day from `first` to `last`."""
        return self.with_last_day().filter(Q(last_day=None) | Q(last_day__gte=first), started_on__lte=last)

    def held_after(self, day: date) -> Self:
        """Roles held at the end of `day`: what ends on it is not in it any more."""
        return self.with_last_day().filter(Q(last_day=None) | Q(last_day__gt=day), started_on__lte=day)


class RoleAssignment(Versioned, TenantModel):
    """A role of a volunteer over time. It ends at the latest when the volunteer stops."""

    volunteer = plain(TenantForeignKey(Volunteer, related_name="roles", verbose_name=_("volunteer")))
    role = plain(models.CharField(_("role"), max_length=30, choices=VolunteerRole))
    started_on = plain(models.DateField(_("from"), null=True, blank=True))
    ended_on = plain(models.DateField(_("until"), null=True, blank=True))
    project = plain(models.CharField(_("project"), max_length=200, blank=True))

    objects = TenantManager.from_queryset(RoleQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("role")
        constraints = [
            ends_after_start("roleassignment_ends_after_start"),
            models.UniqueConstraint(
                fields=["branch", "volunteer", "role", "started_on"],
                name="roleassignment_once_a_day",
                nulls_distinct=False,
                violation_error_message=_("This role already starts on this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.started_on}"
