"""What can be done with branches themselves."""

from typing import Any

from django.db import transaction

from homestart.accounts.actions.log import record_at
from homestart.accounts.models import User
from homestart.tenancy.models import Branch, Organisation


@transaction.atomic
def save_branch(branch: Branch, *, operator: str, by: User | None, **values: Any) -> Branch:
    """The branch, new or known, saved with these values and run by the legal entity named `operator`.

    The organisation is made when no branch was run by it before. Without an operator, a new branch gets
    an organisation of its own name, and a known one stays with the one it has. `by` is None for the system.
    """
    verb = "change_branch" if branch.pk else "add_branch"
    for name, value in values.items():
        setattr(branch, name, value)
    if operator or branch.organisation_id is None:
        branch.organisation, _made = Organisation.objects.get_or_create(name=operator or branch.name)
    branch.save()
    record_at(branch, verb, by=by, about=branch)
    return branch
