"""Work of every night."""

from celery import shared_task
from django.utils import timezone

from homestart.accounts.actions import end_orphaned_covers, withdraw_orphans
from homestart.accounts.sessions import forget_ended_sessions


@shared_task(ignore_result=True)
def clean_sessions() -> None:
    forget_ended_sessions(timezone.now())


@shared_task(ignore_result=True)
def clean_roles() -> None:
    """What hung on roles that ended by themselves, on a day that was agreed before."""
    end_orphaned_covers(by=None)
    withdraw_orphans()
