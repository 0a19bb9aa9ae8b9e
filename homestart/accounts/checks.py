"""Found at every start: a role that could reach cases with a password alone."""

from typing import Any

from django.core import checks

from homestart.accounts.permissions import Permission
from homestart.accounts.roles import PERMISSIONS, SECOND_FACTOR_ROLES

#: What may be done with a password, or a code in the mail, alone.
WITHOUT_SECOND_FACTOR = frozenset(
    {Permission.ENTER, Permission.VISIT_FAMILIES, Permission.READ_FINAL_REPORTS}
)


@checks.register(checks.Tags.security)
def roles_with_cases_need_a_second_factor(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"The role {role.value} may do more than a password alone should allow.",
            hint="Add it to SECOND_FACTOR_ROLES in homestart/accounts/roles.py.",
            id="accounts.E001",
        )
        for role, permissions in PERMISSIONS.items()
        if role not in SECOND_FACTOR_ROLES and not permissions <= WITHOUT_SECOND_FACTOR
    ]
