"""Background work as a row of its branch: the record that survives a crash of worker, broker or database."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.jobs.handlers import HANDLERS
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain

MAX_ATTEMPTS = 3


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("busy")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


OPEN_STATES = (State.QUEUED, State.RUNNING)


class JobQuerySet(TenantQuerySet["Job"]):
    """Times are the database's own, so that the clocks of the workers need not agree."""

    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def claimable(self) -> JobQuerySet:
        """Nobody works on them: waiting, or left by a worker that gave no sign of life during its lease."""
        return self.filter(
            Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=Now()), attempts__lt=MAX_ATTEMPTS
        )

    def unnoticed(self) -> JobQuerySet:
        """Claimable for so long that the call to work must have been lost."""
        patience = timedelta(seconds=settings.JOB_PATIENCE_SECONDS)
        return self.claimable().exclude(state=State.QUEUED, created_at__gt=Now() - patience)

    def worn_out(self) -> JobQuerySet:
        """Left by a worker that gave no sign of life, for the last time that was allowed."""
        return self.filter(state=State.RUNNING, lease_until__lt=Now(), attempts__gte=MAX_ATTEMPTS)


class Job(TenantModel):
    """One piece of background work. Written by homestart.jobs only; others read it and call enqueue()."""

    kind = plain(models.CharField(_("kind of work"), max_length=50))
    # Ids and numbers; no text of a person.
    params = plain(models.JSONField(_("about"), default=dict))
    state = plain(models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED))
    progress = plain(models.PositiveSmallIntegerField(_("progress (%)"), default=0))
    step = plain(models.CharField(_("step"), max_length=200, blank=True))
    failure = plain(models.CharField(_("why it failed"), max_length=500, blank=True))
    attempts = plain(models.PositiveSmallIntegerField(_("attempts"), default=0))
    # Whoever holds the claim may write the outcome, also after the lease; who claims next replaces it.
    claim = plain(models.UUIDField(_("claim of the worker"), null=True))
    lease_until = plain(models.DateTimeField(_("sign of life expected before"), null=True))
    created_by = plain(
        models.ForeignKey(
            User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
        )
    )
    created_at = plain(models.DateTimeField(_("asked at"), db_default=Now()))
    started_at = plain(models.DateTimeField(_("started at"), null=True))
    finished_at = plain(models.DateTimeField(_("finished at"), null=True))

    objects = TenantManager.from_queryset(JobQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("job")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "kind", "params"],
                condition=Q(state__in=OPEN_STATES),
                name="job_open_once",
                violation_error_message=_("This is being made already."),
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_percentage"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(claim__isnull=False, lease_until__isnull=False),
                name="job_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(failure=""), name="job_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, finished_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(finished_at__isnull=False)),
                name="job_finished_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["branch", "-created_at"], name="job_branch_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or is being done."""
        return self.state in OPEN_STATES

    @property
    def title(self) -> str:
        """What is being done, in words for whoever asked."""
        return str(HANDLERS[self.kind].title)

    @property
    def result_url(self) -> str:
        """The address at which the result is found; empty while there is none."""
        find = HANDLERS[self.kind].result_url
        return find(self) if find and self.state == State.DONE else ""
