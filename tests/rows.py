"""A row in every table of a branch, with a text in it by which it is recognised wherever it turns up."""

import datetime
import uuid
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from families.models import ConcernPlan, ConcernPlanStep
from families.queries.concerns import plan_in_force
from homestart.accounts.actions import create_user, grant_membership
from homestart.accounts.models import CoverReason, Invitation, Membership, User
from homestart.accounts.roles import Role
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, TenantForeignKey, TenantModel
from reporting.tasks import MAKE_PDF

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
SHARED_MODELS = [model for model in TENANT_MODELS if model.shared_with_network]
PRIVATE_MODELS = [model for model in TENANT_MODELS if not model.shared_with_network]

#: What a named constraint asks for and the field does not tell; by model.
SPECIAL = {
    "ProfileFact": {"value": "yes"},
    "Regrouping": {"kind": "separated"},
    "Job": {"kind": MAKE_PDF},
    "Link": {"entry": None, "expires_at": datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC)},
    "Import": {"files": [], "problems": []},
    "Export": {"files": []},
    "FinalReport": {"figures": {}, "definitions": {}, "texts": {}},
}


@dataclass(frozen=True)
class BranchRows:
    """One row per model in one branch.

    `canary` stands in all texts of rows that only the branch may see, `shared_canary` in those that the
    network may see too.
    """

    branch: Branch
    year: int
    canary: str
    shared_canary: str
    rows: dict[type[TenantModel], TenantModel]
    #: Who works there, and who is invited, both named `people_canary`: tables of no branch, to be seen by who
    #: manages its users alone.
    member: Membership
    invitation: Invitation
    #: Who stands in for the member.
    cover: Membership

    @property
    def people_canary(self) -> str:
        return self.invitation.name

    def __getitem__(self, model: type[TenantModel]) -> Any:
        return self.rows[model]


def make_rows(branch: Branch, *, year: int = 2025) -> BranchRows:
    people = f"mensen-{branch.slug}-x7"
    member = make_member(branch, people)
    invitation = Invitation.objects.create(
        email=f"{people}@uitgenodigd.example",
        name=people,
        role=Role.COACH,
        branch=branch,
        token_hash=people,
        invited_by=member.user,
        sent_at=timezone.now(),
        expires_at=timezone.now() + datetime.timedelta(days=14),
    )
    made = BranchRows(
        branch,
        year,
        f"kanarie-{branch.slug}-x7",
        f"gedeeld-{branch.slug}-x7",
        {},
        member,
        invitation,
        make_cover(member, people),
    )
    references = {
        model: {parent for _, parent in references_of(model) if parent is not model}
        for model in TENANT_MODELS
    }
    with branch_context(branch):
        for model in TopologicalSorter(references).static_order():
            made.rows[model] = model.objects.create(**values_for(model, made))
    return made


def step_plan() -> ConcernPlan:
    """The step plan in force; a test that empties all tables takes the one of the migration away."""
    plan = plan_in_force()
    if plan is None:
        plan = ConcernPlan.objects.create(number=1, introduction="Bij gevaar bel je 112.")
        for order, title in enumerate(("Opschrijven", "Overleggen"), start=1):
            plan.steps.create(order=order, title=title)
    return plan


def make_member(branch: Branch, name: str) -> Membership:
    user = create_user(email=f"{name}@gebruiker.example", name=name)
    return grant_membership(user, Role.COACH, branch=branch, by=None)


def make_cover(member: Membership, name: str) -> Membership:
    today = timezone.localdate()
    return Membership.objects.create(
        user=create_user(email=f"{name}@vervanger.example", name=name),
        role=Role.COVER,
        branch=member.branch,
        covers_for=member.user,
        cover_reason=CoverReason.LEAVE,
        started_on=today,
        ended_on=today + datetime.timedelta(days=6),
    )


def references_of(model: type[TenantModel]) -> list[tuple[str, type[TenantModel]]]:
    """The fields that refer to a row of the same branch, with the model they refer to."""
    fields = [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]
    return [(field.name, field.related_model) for field in fields]


def values_for(model: type[TenantModel], made: BranchRows) -> dict[str, Any]:
    """Enough to save a row: its references, what must be there, and the canary in every text."""
    values = {name: made.rows[parent] for name, parent in references_of(model) if parent in made.rows}
    for field in model._meta.local_fields:
        if field.related_model is User and not field.null:
            values[field.name] = made.member.user
        if field.related_model is ConcernPlan:
            values[field.name] = step_plan()
        if isinstance(field, models.UUIDField) and field.null:
            values[field.name] = uuid.uuid4()
        if field.related_model is ConcernPlanStep:
            values[field.name] = step_plan().steps.first()
        if field.related_model is Invitation:
            values[field.name] = made.invitation
    canary = made.shared_canary if model.shared_with_network else made.canary
    for field in model._meta.local_fields:
        value = made.year if field.name == "year" else value_for(field, canary)
        if field.name not in values and value is not None:
            values[field.name] = value
    return values | SPECIAL.get(model.__name__, {})


def value_for(field: models.Field, canary: str) -> Any:
    if field.choices:
        return None if field.has_default() or field.blank else field.choices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        fits = field.max_length is None or field.max_length >= len(canary)
        return canary if fits else None
    if isinstance(field, models.JSONField):
        return {"text": canary}
    given = field.has_default() or field.db_default is not models.NOT_PROVIDED
    if given or field.null or field.primary_key or field.is_relation:
        return None
    if isinstance(field, models.BinaryField):
        return canary.encode()
    if isinstance(field, models.DateField):
        return datetime.date(2025, 3, 1)
    return 1
