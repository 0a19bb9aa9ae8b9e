"""Onward referrals of which nobody wrote down what came of it."""

import datetime

from django.db.models import QuerySet

from families.models import OnwardReferral

#: After six weeks a service has mostly answered: asked before, one calls in vain; much later, nobody knows.
ASK_OUTCOME_AFTER = datetime.timedelta(weeks=6)
#: After a year nobody remembers it, and asking on is nagging: who still learns it, notes it on the file.
ASK_OUTCOME_UNTIL = datetime.timedelta(days=365)


def without_outcome(today: datetime.date) -> "QuerySet[OnwardReferral]":
    """Those of which it is time to ask what came of it, with `family`, the oldest first."""
    asked = (today - ASK_OUTCOME_UNTIL, today - ASK_OUTCOME_AFTER)
    found = OnwardReferral.objects.filter(outcome="", date__range=asked).exclude(family__anonymised=True)
    return found.select_related("family").order_by("date", "pk")
