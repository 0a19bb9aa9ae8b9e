"""A family, who belongs to it, and what is known of it from which day on."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.enums import ConsentPurpose, Fact, FactValue, Housing, LeftReason, MemberRole
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.periods import ends_after_start
from homestart.tenancy.privacy import Counted, identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.vocabulary import Gender


class Family(Versioned, KeyedModel):
    name = identifying(models.CharField(_("name"), max_length=200, blank=True))
    street = identifying(models.CharField(_("street and number"), max_length=200, blank=True))
    postal_code = identifying(models.CharField(_("postal code"), max_length=20, blank=True))
    municipality = plain(models.CharField(_("municipality (NIS code)"), max_length=5, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))
    email = identifying(models.CharField(_("e-mail address"), max_length=254, blank=True))
    # The language between parent and child: a report asks for nothing else.
    home_language = sensitive(
        models.CharField(_("language between parent and child"), max_length=3, blank=True),
        counted=Counted.SUPPORTED,
    )
    foster_family = sensitive(
        models.BooleanField(_("foster family"), null=True, blank=True), counted=Counted.SUPPORTED
    )
    needs = sensitive(models.TextField(_("needs"), blank=True))
    strengths = sensitive(models.TextField(_("strengths"), blank=True))
    anonymised = plain(models.BooleanField(_("anonymised"), null=True, blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("family")
        indexes = [models.Index(fields=["branch", "name"], name="family_branch_name")]

    def __str__(self) -> str:
        if self.anonymised:
            return gettext("Anonymised family %(key)s") % {"key": self.key}
        return self.name or self.key


class FamilyMemberQuerySet(TenantQuerySet[Any]):
    def children(self) -> Self:
        return self.filter(role=MemberRole.CHILD)

    def parents(self) -> Self:
        return self.filter(role=MemberRole.PARENT)

    def in_household_on(self, day: date | Combinable) -> Self:
        """Who belongs to the family on `day`; the days of joining and leaving are included."""
        return self.filter(
            Q(joined_on=None) | Q(joined_on__lte=day),
            Q(left_on=None) | Q(left_on__gte=day),
        )


class FamilyMember(Versioned, KeyedModel):
    """A parent, a child or another adult. An unborn child has a due date and no birth date."""

    family = plain(TenantForeignKey(Family, related_name="members", verbose_name=_("family")))
    role = plain(models.CharField(_("role"), max_length=20, choices=MemberRole))
    first_name = identifying(models.CharField(_("first name"), max_length=200, blank=True))
    last_name = identifying(models.CharField(_("last name"), max_length=200, blank=True))
    gender = identifying(models.CharField(_("gender"), max_length=1, choices=Gender, blank=True))
    birth_date = identifying(
        models.DateField(_("birth date"), null=True, blank=True), counted=Counted.SUPPORTED
    )
    due_date = sensitive(models.DateField(_("due date"), null=True, blank=True), counted=Counted.SUPPORTED)
    arrived_in_belgium_on = sensitive(
        models.DateField(_("arrived in Belgium on"), null=True, blank=True), counted=Counted.SUPPORTED
    )
    joined_on = plain(models.DateField(_("part of the family since"), null=True, blank=True))
    left_on = plain(models.DateField(_("part of the family until"), null=True, blank=True))
    left_reason = sensitive(
        models.CharField(_("why no longer in the family"), max_length=20, choices=LeftReason, blank=True)
    )

    objects = TenantManager.from_queryset(FamilyMemberQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("family member")
        constraints = [ends_after_start("familymember_left_after_joined", "joined_on", "left_on")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.key


class ProfileFact(Versioned, TenantModel):
    """What a family's situation is from a day on. Rows are added, not overwritten: a report looks back."""

    family = plain(TenantForeignKey(Family, related_name="facts", verbose_name=_("family")))
    fact = plain(models.CharField(_("fact"), max_length=40, choices=Fact))
    value = sensitive(models.CharField(_("value"), max_length=20), counted=Counted.SUPPORTED)
    valid_from = plain(models.DateField(_("valid from")))

    class Meta(TenantModel.Meta):
        verbose_name = _("profile fact")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "family", "fact", "valid_from"],
                name="profilefact_once_a_day",
                violation_error_message=_("There is already a value for this fact on this day."),
            ),
            models.CheckConstraint(
                condition=Q(fact=Fact.HOUSING, value__in=Housing)
                | (~Q(fact=Fact.HOUSING) & Q(value__in=FactValue)),
                name="profilefact_value_fits_fact",
                violation_error_message=_("This value does not belong to this fact."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.valid_from}"


class Consent(Versioned, TenantModel):
    """What the family agreed to, from when until when; taken back, it stays as it was."""

    family = plain(TenantForeignKey(Family, related_name="consents", verbose_name=_("family")))
    purpose = plain(models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose))
    given_on = plain(models.DateField(_("given on")))
    withdrawn_on = plain(models.DateField(_("withdrawn on"), null=True, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("consent")
        constraints = [
            ends_after_start("consent_withdrawn_after_given", "given_on", "withdrawn_on"),
            models.UniqueConstraint(
                fields=["branch", "family", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_one_open",
                violation_error_message=_("The family has given this consent already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_on}"
