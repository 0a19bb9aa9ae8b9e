"""The other branches, for who hands a referral over to one."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from families.models import Referral
from homestart.tenancy.models import Branch


def sisters(branch: Branch) -> QuerySet[Branch]:
    """The other branches that are open today, by name."""
    is_open = Q(closed_on=None) | Q(closed_on__gt=timezone.localdate())
    return Branch.objects.filter(is_open).exclude(pk=branch.pk).order_by("name")


def proposed_sister(branch: Branch, referral: Referral) -> Branch | None:
    """The one whose working area holds the municipality of the family; None when that is the own one."""
    here = referral.municipality
    if not here or here in branch.municipalities:
        return None
    return sisters(branch).filter(municipalities__contains=[here]).first()
