"""Referrals: registered and completed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Family, Referral, ReferrerOrganisation
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day


@transaction.atomic
def register_referral(
    *,
    by: User | None,
    referrer: ReferrerOrganisation | None = None,
    new_referrer: dict[str, str] | None = None,
    **values: Any,
) -> Referral:
    """A new referral; `new_referrer` is an organisation that is not in the list of the branch yet."""
    if new_referrer:
        referrer = add_referrer(by=by, **new_referrer)
    return changes.add(Referral(referrer=referrer, **values), "register_referral", by=by)


@transaction.atomic
def change_referral(
    referral: Referral,
    *,
    by: User | None,
    version: int,
    new_referrer: dict[str, str] | None = None,
    **values: Any,
) -> Referral:
    """The referral with these values.

    Raises Outdated, ValidationError for a day after its decision, and once it is anonymised.
    """
    current = locked(referral, version)
    check_not_anonymised(current)
    received_on = values.get("received_on", current.received_on)
    if current.decided_on and received_on > current.decided_on:
        raise ValidationError(
            {
                "received_on": _("The decision was made on %(day)s. Correct the decision first.")
                % {"day": day(current.decided_on)}
            }
        )
    if new_referrer:
        values["referrer"] = add_referrer(by=by, **new_referrer)
    return changes.change(current, "change_referral", by=by, version=version, about=current.family, **values)


def add_referrer(
    *, by: User | None, organisation: str, service: str = "", **values: Any
) -> ReferrerOrganisation:
    """The referrer of this name and service in the branch: the one that is there, else a new one."""
    known = ReferrerOrganisation.objects.filter(organisation__iexact=organisation, service__iexact=service)
    return known.order_by("organisation", "pk").first() or changes.add(
        ReferrerOrganisation(organisation=organisation, service=service, **values), "add_referrer", by=by
    )


def change_referrer(
    referrer: ReferrerOrganisation, *, by: User | None, version: int, **values: Any
) -> ReferrerOrganisation:
    """The referrer with these values, in all its referrals. Raises Outdated."""
    return changes.change(referrer, "change_referrer", by=by, version=version, **values)


@transaction.atomic
def open_file(referral: Referral, *, by: User | None, family: Family | None = None) -> Referral:
    """The referral with a file: that of `family`, else a new one; as it was when it has one already."""
    current = locked(referral)
    if current.family_id:
        return current
    check_not_anonymised(current)
    family = family or new_file(current, by=by)
    return changes.change(current, "open_file", by=by, version=None, about=family, family=family)


def new_file(referral: Referral, *, by: User | None) -> Family:
    """The file of a family, with what its referral says of it."""
    return changes.add(
        Family(
            name=referral.family_name,
            phone=referral.phone,
            municipality=referral.municipality,
            needs=referral.explanation,
        ),
        "open_file",
        by=by,
    )


def check_not_anonymised(referral: Referral) -> None:
    """Raises ValidationError for a referral of which nobody knows any more whom it was about."""
    if referral.anonymised:
        raise ValidationError(_("This referral is anonymised. It cannot be changed any more."))
