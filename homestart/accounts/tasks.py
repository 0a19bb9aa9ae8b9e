"""Work of every night."""

from celery import shared_task
from django.utils import timezone

from homestart.accounts.sessions import forget_ended_sessions


@shared_task(ignore_result=True)
def clean_sessions() -> None:
    forget_ended_sessions(timezone.now())
