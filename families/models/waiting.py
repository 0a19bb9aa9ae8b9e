"""The waiting list: entries, the help given while waiting, and the periods in which it is closed."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.enums import (
    CHECK_RESULTS,
    Priority,
    WaitingCareActor,
    WaitingCareKind,
    WaitingCareResult,
    WaitingExitReason,
)
from families.models.family import Family
from families.models.referral import Referral
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.periods import ends_after_start
from homestart.tenancy.privacy import plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.tenancy.walls import READ
from homestart.vocabulary import Daypart, Theme


class IntakeStop(Versioned, TenantModel):
    # The public form says that the list is closed.
    public_may = READ

    started_on = plain(models.DateField(_("from")))
    ended_on = plain(models.DateField(_("until"), null=True, blank=True))
    reason = plain(models.CharField(_("reason"), max_length=500, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("intake stop")
        constraints = [ends_after_start("intakestop_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.started_on}–{self.ended_on or ''}"


class WaitingListQuerySet(TenantQuerySet[Any]):
    def waiting_after(self, day: date) -> Self:
        """Who waits at the end of `day`: whoever leaves the list on it does not wait any more."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), entered_on__lte=day)


class WaitingListEntry(Versioned, KeyedModel):
    family = plain(TenantForeignKey(Family, related_name="waiting_list_entries", verbose_name=_("family")))
    referral = plain(
        TenantForeignKey(
            Referral, null=True, blank=True, related_name="waiting_list_entries", verbose_name=_("referral")
        )
    )
    entered_on = plain(models.DateField(_("entered on")))
    left_on = plain(models.DateField(_("left on"), null=True, blank=True))
    exit_reason = plain(
        models.CharField(_("reason of leaving"), max_length=20, choices=WaitingExitReason, blank=True)
    )
    priority = plain(models.CharField(_("priority"), max_length=10, choices=Priority, blank=True))
    urgency_reason = sensitive(models.TextField(_("why it is urgent"), blank=True))
    # What can be seen beside the volunteers; the words of the family stand in `wishes`.
    wished_languages = sensitive(
        ArrayField(
            models.CharField(max_length=3), verbose_name=_("languages wished for"), default=list, blank=True
        )
    )
    wished_dayparts = plain(
        ArrayField(
            models.CharField(max_length=10, choices=Daypart),
            verbose_name=_("moments wished for"),
            default=list,
            blank=True,
        )
    )
    wished_themes = sensitive(
        ArrayField(
            models.CharField(max_length=30, choices=Theme),
            verbose_name=_("skills wished for"),
            default=list,
            blank=True,
        )
    )
    wishes = sensitive(models.TextField(_("wishes"), blank=True))

    objects = TenantManager.from_queryset(WaitingListQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("place on the waiting list")
        indexes = [
            models.Index(fields=["branch", "left_on", "entered_on"], name="waiting_branch_left_entered")
        ]
        constraints = [
            ends_after_start("waitinglistentry_left_after_entered", "entered_on", "left_on"),
            models.UniqueConstraint(
                fields=["branch", "family"],
                condition=Q(left_on__isnull=True),
                name="waitinglistentry_one_open",
                violation_error_message=_("This family is already on the waiting list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_id} {self.entered_on}"


class WaitingCareAction(Versioned, TenantModel):
    family = plain(TenantForeignKey(Family, related_name="waiting_care", verbose_name=_("family")))
    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=30, choices=WaitingCareKind))
    by = plain(models.CharField(_("by"), max_length=20, choices=WaitingCareActor, blank=True))
    result = plain(models.CharField(_("result"), max_length=20, choices=WaitingCareResult, blank=True))
    note = sensitive(models.TextField(_("note"), blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("waiting-list care")
        indexes = [models.Index(fields=["branch", "date"], name="waitingcare_branch_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="")
                | Q(kind=WaitingCareKind.STILL_NEEDED_CHECK, result__in=CHECK_RESULTS)
                | (~Q(kind=WaitingCareKind.STILL_NEEDED_CHECK) & ~Q(result__in=CHECK_RESULTS)),
                name="waitingcare_result_fits_kind",
                violation_error_message=_("This result does not belong to what was done."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"
