"""The step plan for worrying situations: one for the whole network, kept by the central office."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User


class ConcernPlan(models.Model):
    """A version of the plan; never changed. A change is the next version, a concern stays with its own."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    published_at = models.DateTimeField(_("in force since"), default=timezone.now)
    published_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("step plan")

    def __str__(self) -> str:
        return f"{self.number}"


class ConcernPlanStep(models.Model):
    plan = models.ForeignKey(ConcernPlan, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveIntegerField(_("order"))
    title = models.CharField(_("step"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name = _("step of the plan")
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="concernplanstep_order")]

    def __str__(self) -> str:
        return self.title
