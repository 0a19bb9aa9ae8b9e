"""Who refers families, and each referral with its decision."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.enums import Decision, PublicLanguage, ReferralChannel, RefusalReason, Sector
from families.models.family import Family
from homestart.tenancy.models import Branch, KeyedModel, TenantForeignKey
from homestart.tenancy.privacy import Counted, identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.vocabulary import Theme


class ReferrerOrganisation(Versioned, KeyedModel):
    organisation = plain(models.CharField(_("organisation"), max_length=200))
    service = plain(models.CharField(_("service"), max_length=200, blank=True))
    sector = plain(models.CharField(_("sector"), max_length=20, choices=Sector, blank=True))
    email = identifying(models.CharField(_("e-mail address"), max_length=254, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("referrer")

    def __str__(self) -> str:
        return " / ".join(filter(None, [self.organisation, self.service]))


class Referral(Versioned, KeyedModel):
    """A family is put forward, by a referrer or by itself (no referrer)."""

    family = plain(
        TenantForeignKey(Family, null=True, blank=True, related_name="referrals", verbose_name=_("family"))
    )
    family_name = identifying(models.CharField(_("name of the family"), max_length=200, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))
    family_email = identifying(
        models.EmailField(_("e-mail address of the family"), max_length=254, blank=True)
    )
    received_on = plain(models.DateField(_("received on")))
    channel = plain(models.CharField(_("channel"), max_length=10, choices=ReferralChannel, blank=True))
    referrer = plain(
        TenantForeignKey(
            ReferrerOrganisation, null=True, blank=True, related_name="referrals", verbose_name=_("referrer")
        )
    )
    referrer_person = identifying(models.CharField(_("contact person"), max_length=200, blank=True))
    # Of that person; what the organisation has stands with the organisation.
    referrer_email = identifying(
        models.EmailField(_("e-mail address of the contact person"), max_length=254, blank=True)
    )
    referrer_phone = identifying(
        models.CharField(_("telephone of the contact person"), max_length=50, blank=True)
    )
    family_agrees = plain(models.BooleanField(_("the family agrees"), null=True, blank=True))
    form_received_on = plain(models.DateField(_("form received on"), null=True, blank=True))
    municipality = plain(models.CharField(_("municipality (NIS code)"), max_length=5, blank=True))
    municipality_name = plain(models.CharField(_("municipality (name)"), max_length=100, blank=True))
    # The day of birth, or the day on which the child is expected.
    youngest_born_on = identifying(
        models.DateField(_("birth or due date of the youngest child"), null=True, blank=True)
    )
    requests = sensitive(
        ArrayField(
            models.CharField(max_length=30, choices=Theme),
            verbose_name=_("requests"),
            default=list,
            blank=True,
        ),
        counted=Counted.ALWAYS,
    )
    explanation = sensitive(models.TextField(_("explanation"), blank=True))
    decision = plain(models.CharField(_("decision"), max_length=10, choices=Decision, blank=True))
    decided_on = plain(models.DateField(_("decided on"), null=True, blank=True))
    refusal_reason = plain(
        models.CharField(_("reason of refusal"), max_length=30, choices=RefusalReason, blank=True)
    )
    # The figures count the main reason alone.
    other_refusal_reasons = plain(
        ArrayField(
            models.CharField(max_length=30, choices=RefusalReason),
            verbose_name=_("other reasons of refusal"),
            default=list,
            blank=True,
        )
    )
    decision_note = sensitive(models.TextField(_("explanation of the decision"), blank=True))
    # In which language the referrer reads; "" is Dutch.
    language = plain(
        models.CharField(_("language of the referrer"), max_length=2, choices=PublicLanguage, blank=True)
    )
    answer = sensitive(models.TextField(_("answer to the referrer"), blank=True))
    # What the referrer knows: it differs from the decision when that was corrected since.
    answered_decision = plain(
        models.CharField(_("decision in the answer"), max_length=10, choices=Decision, blank=True)
    )
    answered_at = plain(models.DateTimeField(_("answered at"), null=True, blank=True))
    handed_over_to = plain(
        models.ForeignKey(
            Branch,
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="+",
            verbose_name=_("handed over to"),
        )
    )
    handed_over_on = plain(models.DateField(_("handed over on"), null=True, blank=True))
    hand_over_agreed_on = plain(
        models.DateField(_("the family agreed with handing over on"), null=True, blank=True)
    )
    anonymised = plain(models.BooleanField(_("anonymised"), default=False, editable=False))

    class Meta(KeyedModel.Meta):
        verbose_name = _("referral")
        indexes = [models.Index(fields=["branch", "received_on"], name="referral_branch_received")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("received_on")),
                name="referral_decided_after_received",
                violation_error_message=_("The decision is before the referral was received."),
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.ACCEPTED) | Q(family__isnull=False),
                name="referral_accepted_has_family",
                violation_error_message=_("An accepted referral needs a family."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name or self.key} ({self.received_on})"

    @property
    def title(self) -> str:
        """By what a person knows the referral: the name, else the telephone number."""
        if self.anonymised:
            return gettext("Anonymised referral")
        return self.family_name or self.phone or self.key
