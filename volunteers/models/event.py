"""Info sessions, trainings and other meetings, and who was there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain
from volunteers.enums import EventKind, TrainingModule
from volunteers.models.volunteer import Volunteer


class Event(KeyedModel):
    kind = plain(models.CharField(_("kind"), max_length=30, choices=EventKind))
    date = plain(models.DateField(_("date")))
    title = plain(models.CharField(_("title"), max_length=300, blank=True))
    module = plain(
        models.CharField(_("compulsory module"), max_length=20, choices=TrainingModule, blank=True)
    )
    online = plain(models.BooleanField(_("online"), null=True, blank=True))
    with_partner = plain(models.CharField(_("with partner"), max_length=300, blank=True))
    other_participants = plain(models.PositiveIntegerField(_("other participants"), null=True, blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("event")
        indexes = [models.Index(fields=["branch", "kind", "date"], name="event_branch_kind_date")]

    def __str__(self) -> str:
        return f"{self.title or self.kind} ({self.date})"


class Attendance(TenantModel):
    event = plain(TenantForeignKey(Event, related_name="attendances", verbose_name=_("event")))
    volunteer = plain(TenantForeignKey(Volunteer, related_name="attendances", verbose_name=_("volunteer")))
    present = plain(models.BooleanField(_("present"), null=True, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "event", "volunteer"],
                name="attendance_once_an_event",
                violation_error_message=_("This volunteer is already on the list of this event."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.volunteer_id}"
