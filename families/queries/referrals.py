"""Referrals: where each stands and what is missing."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from families.answers import SEND_ANSWER
from families.enums import Decision, ReferralState
from families.models import (
    Family,
    FamilyContact,
    IntakeStop,
    OnwardReferral,
    Referral,
    ReferrerOrganisation,
)
from families.names import bare_name
from homestart.accounts.models import User
from homestart.accounts.permissions import Permission
from homestart.audit.models import FieldChange
from homestart.jobs.models import Job
from homestart.tenancy.models import Branch, Municipality
from homestart.ui.search import names_begin
from homestart.ui.templatetags.format import day, moment

FOUND = 12


def state_of(referral: Referral) -> ReferralState:
    """Where the referral stands; one with a file and without a decision is being explored."""
    if referral.decision:
        return ReferralState(referral.decision)
    return ReferralState.SCREENING if referral.family_id else ReferralState.RECEIVED


#: The municipality by its name: as it was filled in, else the one of the code, else the code.
LIVES_IN = Coalesce(
    NullIf("municipality_name", Value("")),
    Subquery(Municipality.objects.filter(pk=OuterRef("municipality")).values("name")),
    "municipality",
)
STATES = {
    ReferralState.RECEIVED: Q(decision="", family=None),
    ReferralState.SCREENING: Q(decision="", family__isnull=False),
    ReferralState.ACCEPTED: Q(decision=Decision.ACCEPTED),
    ReferralState.REFUSED: Q(decision=Decision.REFUSED),
    ReferralState.WITHDRAWN: Q(decision=Decision.WITHDRAWN),
}


def referrals_in(state: str, name: str) -> QuerySet[Referral]:
    """Referrals of the branch with their referrer, in `state`: "open" without a decision, "" for all."""
    referrals = Referral.objects.select_related("referrer").annotate(lives_in=LIVES_IN)
    if name:
        referrals = referrals.filter(names_begin(name, "family_name"))
    if state == "open":
        return referrals.filter(decision="")
    return referrals.filter(STATES[ReferralState(state)]) if state else referrals


def referrers(name: str) -> QuerySet[ReferrerOrganisation]:
    """The referrers of the branch of which the name or service, or a word in it, begins with `name`."""
    name = name.replace("\x00", "").strip()
    begins = Q(organisation__istartswith=name) | Q(service__istartswith=name)
    within = Q(organisation__icontains=f" {name}") | Q(service__icontains=f" {name}")
    return ReferrerOrganisation.objects.filter(begins | within).order_by("organisation", "service", "pk")[
        :FOUND
    ]


def families_named(name: str) -> QuerySet[Family]:
    """Families to choose from, whose name begins with `name`; none before something is typed."""
    name = bare_name(name)
    families = Family.objects.filter(names_begin(name, "name")) if name else Family.objects.none()
    return families.order_by("name", "key")[:FOUND]


def municipality_named(name: str, on: datetime.date) -> Municipality | None:
    """The municipality of that name: of two, the one that is there on that day; None for another name."""
    there = Q(valid_from=None) | Q(valid_from__lte=on)
    there &= Q(valid_until=None) | Q(valid_until__gte=on)
    named = Municipality.objects.filter(name__iexact=name.strip())
    return named.filter(there).first() or named.order_by("-valid_from").first()


def municipality_names(branch: Branch) -> list[str]:
    """What can be typed: first the working area of the branch, then the others."""
    rows = Municipality.objects.order_by("name").values_list("pk", "name")
    area = [name for code, name in rows if code in branch.municipalities]
    return list(dict.fromkeys([*area, *(name for code, name in rows)]))


def is_outside_area(branch: Branch, municipality: str, name: str) -> bool:
    """Whether a family from there lives outside the working area; not known is not outside."""
    if not branch.municipalities or not (municipality or name):
        return False
    return municipality not in branch.municipalities


def stop_on(today: datetime.date) -> IntakeStop | None:
    """The stop of the intake that is in force on that day."""
    running = Q(ended_on=None) | Q(ended_on__gte=today)
    return IntakeStop.objects.filter(running, started_on__lte=today).order_by("started_on").first()


def contacts_of(referral: Referral, permissions: Collection[Permission]) -> list[FamilyContact]:
    """The contacts with the family from the referral until its decision, the newest first.

    Only those that may be read with `permissions`.
    """
    if referral.family_id is None:
        return []
    contacts = FamilyContact.objects.readable_by(permissions).filter(
        family=referral.family_id, date__gte=referral.received_on
    )
    if referral.decided_on:
        contacts = contacts.filter(date__lte=referral.decided_on)
    return list(contacts.select_related("noted_by").order_by("-date", "pk"))


def led_onward(referral: Referral) -> list[OnwardReferral]:
    """Where the family was led to since it was referred, when it was not accepted."""
    if referral.family_id is None or referral.decision != Decision.REFUSED:
        return []
    onward = OnwardReferral.objects.filter(family=referral.family_id, date__gte=referral.received_on)
    return list(onward.order_by("date", "pk"))


def sending_of(referral: Referral) -> Job | None:
    """The last mailing of the answer to the referrer, when it was ever mailed."""
    jobs = Job.objects.filter(kind=SEND_ANSWER, params={"referral": str(referral.pk)})
    return jobs.order_by("-created_at").first()


@dataclass(frozen=True)
class Change:
    """A field that was changed: when, by whom, and both values in words."""

    at: datetime.datetime
    who: str
    field: str
    old: str
    new: str


def changes_of(referral: Referral) -> list[Change]:
    """What was changed in the referral itself, the newest first."""
    rows = list(FieldChange.objects.filter(record_id=referral.pk).order_by("-at", "field"))
    names = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
    organisations = {
        str(one.pk): str(one) for one in ReferrerOrganisation.objects.filter(pk__in=_referrers(rows))
    }
    return [
        Change(
            row.at,
            names.get(row.actor_id, ""),
            str(Referral._meta.get_field(row.field).verbose_name),  # type: ignore[union-attr]
            _in_words(row.field, row.old, organisations),
            _in_words(row.field, row.new, organisations),
        )
        for row in rows
        if row.field not in ("family", "municipality", "answered_decision")
    ]


def _referrers(rows: Sequence[FieldChange]) -> set[str]:
    return {key for row in rows if row.field == "referrer" for key in (row.old, row.new) if key}


def _in_words(field: str, text: str, organisations: dict[str, str]) -> str:
    """The value of a field as FieldChange keeps it, as a person reads it."""
    if field == "referrer":
        return organisations.get(text, text) or _("the family itself")
    if field == "handed_over_to":
        return str(Branch.objects.filter(pk=text).first() or "") if text else ""
    model_field: Any = Referral._meta.get_field(field)
    if isinstance(model_field, DateTimeField):
        return moment(datetime.datetime.fromisoformat(text)) if text else ""
    if isinstance(model_field, DateField) and text:
        return day(datetime.date.fromisoformat(text))
    choices = dict(getattr(model_field, "base_field", model_field).flatchoices)
    if isinstance(model_field, BooleanField):
        choices = {"True": _("yes"), "False": _("no")}
    return ", ".join(str(choices[code]) for code in text.split(",")) if text and choices else text
