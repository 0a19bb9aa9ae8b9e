"""One family as it is when two people made a file for it, without knowing of each other."""

import datetime
from typing import Any

from django.apps import apps
from django.db import models

from families.models import Family, FamilyMember, Regrouping, WaitingListEntry
from homestart.audit.models import AuditEvent, AuditSeal, FieldChange
from homestart.drafts.models import Draft, Submission
from homestart.tenancy.models import KeyedModel, TenantModel
from matching.models import Trajectory

#: What is only ever added to, and what comes of it: no part of what a file says.
LOGS = (AuditEvent, AuditSeal, FieldChange, Regrouping, Draft, Submission)


def all_rows() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row of the active branch by table and id, but for logs; and without versions."""
    return {
        model._meta.label: {
            row.pop("id"): {name: value for name, value in row.items() if name != "version"}
            for row in model.objects.values()
        }
        for model in apps.get_models()
        if issubclass(model, TenantModel) and model not in LOGS and not model.shared_with_network
    }


def copy_of(row: Any, **values: Any) -> Any:
    """The same again, as somebody else typed it."""
    said = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    del said["id"]
    if isinstance(row, KeyedModel):
        del said["key"]
    return type(row).objects.create(**{**said, **values})


def take_apart(family: Family) -> Family:
    """A second file of the same family; together both say what the one did.

    Who lives there and the wait stand in both. Of everything else each second row is in the second file
    alone; of the facts half of those stand in both.
    """
    second = copy_of(family, name=family.name.upper() or "Zonder naam", phone="", needs="")
    for member in family.members.all():
        copy_of(member, family=second)
    facts = list(family.facts.order_by("fact", "valid_from"))
    for fact in facts[::2]:
        copy_of(fact, family=second)
    halves = {"facts": facts[1::4]}
    for name in ("contacts", "onward_referrals", "concerns", "waiting_care", "consents"):
        halves[name] = list(getattr(family, name).order_by("pk"))[::2]
    for rows in halves.values():
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(family=second)
    _referrals(family, second)
    for entry in family.waiting_list_entries.order_by("entered_on"):
        _second_wait(entry, second)
    return second


def _referrals(family: Family, second: Family) -> None:
    """Each second referral with what rests on it: a reference does not cross families."""
    for referral in list(family.referrals.order_by("received_on"))[1::2]:
        for model in (Trajectory, WaitingListEntry):
            model.objects.filter(referral=referral).update(family=second)
        type(referral).objects.filter(pk=referral.pk).update(family=second)


def _second_wait(entry: WaitingListEntry, second: Family) -> None:
    """The other file put the family on the list a little later, without a referral."""
    later = entry.entered_on + datetime.timedelta(days=3)
    overlaps = models.Q(left_on=None) | models.Q(left_on__gt=entry.entered_on)
    if second.waiting_list_entries.filter(overlaps).exists():
        return
    if entry.left_on is None or entry.left_on > later:
        copy_of(entry, family=second, referral=None, entered_on=later)


def first_child(family: Family) -> FamilyMember:
    return family.members.children().order_by("birth_date", "pk").first()
