"""Noting a worrying situation and following the step plan. Every event is about the concern itself.

The history of a concern is kept with the concern and not with the file of the family, which others read.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.enums import Informed
from families.models import Concern, ConcernNotice, ConcernPlanStep, ConcernStep, Family
from families.queries.concerns import plan_in_force
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import locked


def note_concern(family: Family, *, by: User | None, **values: Any) -> Concern:
    """A new concern, which follows the step plan that is in force now, whatever becomes of the plan.

    Raises ValidationError for a file that was made anonymous.
    """
    changes.check_not_forgotten(family)
    return changes.add(
        Concern(family=family, plan=plan_in_force(), noted_by=by, **values), "note_concern", by=by
    )


@transaction.atomic
def change_concern(concern: Concern, *, by: User | None, version: int | None, **values: Any) -> Concern:
    """The concern with these values. Raises Outdated."""
    changed = changes.change(concern, "change_concern", by=by, version=version, **values)
    _summarise(changed)
    return changed


@transaction.atomic
def follow_plan(concern: Concern, *, by: User | None) -> Concern:
    """A concern from older files goes on by the step plan; what it said of steps and talks stays as notes."""
    current = locked(concern)
    if current.plan_id:
        return current
    if current.step:
        step = ConcernStep(concern=current, done_on=current.date, note=current.step)
        changes.add(step, "note_concern_step", by=by, about=current)
    if current.consulted:
        told = ConcernNotice(concern=current, date=current.date, who=Informed.OTHER, note=current.consulted)
        changes.add(told, "note_concern_notice", by=by, about=current)
    return changes.change(current, "follow_step_plan", by=by, version=None, plan=plan_in_force())


@transaction.atomic
def take_step(concern: Concern, step: ConcernPlanStep, *, by: User | None, **values: Any) -> ConcernStep:
    """The step is noted as taken. Raises ValidationError when it was already."""
    new = ConcernStep(concern=concern, step=step, done_by=by, **values)
    taken = changes.add(new, "take_concern_step", by=by, about=concern)
    _summarise(concern)
    return taken


@transaction.atomic
def change_step(taken: ConcernStep, *, by: User | None, version: int, **values: Any) -> ConcernStep:
    """Raises Outdated."""
    changed = changes.change(
        taken, "change_concern_step", by=by, version=version, about=taken.concern, **values
    )
    _summarise(taken.concern)
    return changed


@transaction.atomic
def note_notice(concern: Concern, *, by: User | None, **values: Any) -> ConcernNotice:
    """Somebody was told of the concern, or asked about it."""
    new = ConcernNotice(concern=concern, **values)
    told = changes.add(new, "note_concern_notice", by=by, about=concern)
    _summarise(concern)
    return told


@transaction.atomic
def change_notice(told: ConcernNotice, *, by: User | None, version: int, **values: Any) -> ConcernNotice:
    """Raises Outdated."""
    changed = changes.change(
        told, "change_concern_notice", by=by, version=version, about=told.concern, **values
    )
    _summarise(told.concern)
    return changed


def confirm_second(concern: Concern, *, by: User) -> Concern:
    """The second pair of eyes signs with the own account.

    Raises ValidationError for who noted the concern, Outdated.
    """
    if concern.noted_by_id == by.pk:
        raise ValidationError(_("A second person confirms: ask a colleague to do this."))
    if concern.confirmed_by_id:
        return concern
    today = timezone.localdate()
    values: dict[str, Any] = {"confirmed_by": by, "confirmed_on": today}
    if not concern.second_on:
        values |= {"second_name": concern.second_name or str(by), "second_on": today}
    return change_concern(concern, by=by, version=None, **values)


@transaction.atomic
def remove_part(record: ConcernStep | ConcernNotice, *, by: User | None) -> None:
    """What should not be there is gone from the concern; `put_back_part` undoes it. Raises Outdated."""
    concern = record.concern
    changes.remove(record, f"remove_{record._meta.model_name}", by=by, version=None, about=concern)
    _summarise(concern)


@transaction.atomic
def put_back_part(
    model: "type[ConcernStep] | type[ConcernNotice]", record_id: Any, *, concern: Concern, by: User | None
) -> "ConcernStep | ConcernNotice | None":
    """As it was; None when nothing of it is remembered. Raises ValidationError when it was noted anew."""
    again = changes.put_back(model, record_id, f"restore_{model._meta.model_name}", by=by, about=concern)
    _summarise(concern)
    return again


def remove_concern(concern: Concern, *, by: User | None) -> None:
    """It should not have been there, as in the file of the wrong family. `put_back_concern` undoes it.

    Raises ValidationError when something was done with it already (then it is closed instead), Outdated.
    """
    if concern.steps.exists() or concern.notices.exists():
        raise ValidationError(
            _("Steps were noted with this concern. Remove these first, or close the concern.")
        )
    changes.remove(concern, "remove_concern", by=by, version=None, about=concern.family)


def put_back_concern(concern_id: Any, *, family: Family, by: User | None) -> Concern | None:
    """The concern as it was; None when nothing of it was removed from this file."""
    return changes.put_back(Concern, concern_id, "restore_concern", by=by, about=family)


def _summarise(concern: Concern) -> None:
    """Keeps what the exchange format tells of a concern true to its rows; no version of its own.

    Only of concerns that follow the plan: of others it is all that is known.
    """
    current = Concern.objects.get(pk=concern.pk)
    if current.plan_id is None:
        return
    last = current.steps.select_related("step").order_by("-done_on", "-step__order").first()
    step = (str(last.step or last.note) if last else "")[:500]
    talks = [(told.date, told.get_who_display(), told.name, told.note) for told in current.notices.all()]
    if current.second_on:
        talks.append((current.second_on, _("second pair of eyes"), current.second_name, ""))
    talks.sort(key=lambda talk: talk[0])
    lines = [
        f"{day:%Y-%m-%d} {who}" + "".join(f": {text}" for text in (name, note) if text)
        for day, who, name, note in talks
    ]
    Concern.objects.filter(pk=current.pk).update(step=step, consulted="\n".join(lines))
