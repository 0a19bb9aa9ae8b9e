"""Code lists of the reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("being read over")
    FINAL = "final", _("final")
