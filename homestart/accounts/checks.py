"""Found at every start: a role that reaches cases with a password alone, seeds that nothing encrypts."""

from typing import Any

from django.conf import settings
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


@checks.register(checks.Tags.security)
def seeds_can_be_encrypted(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.ENCRYPTION_KEYS:
        return []
    return [
        checks.Error(
            "ENCRYPTION_KEYS is not set: the seeds of second steps and the sessions cannot be encrypted.",
            hint="Give it a long random text of its own, so that SECRET_KEY can be replaced without them.",
            id="accounts.E002",
        )
    ]
