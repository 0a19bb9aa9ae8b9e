"""Found at every start: a log of which nobody could say whether it was changed."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def the_log_can_be_proven(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.AUDIT_KEY:
        return []
    return [
        checks.Error(
            "AUDIT_KEY is not set: nobody could tell whether the audit log was changed.",
            hint="Give it a long random text that is kept outside of the database.",
            id="audit.E001",
        )
    ]
