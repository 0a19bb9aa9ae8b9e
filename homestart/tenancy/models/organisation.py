"""Who there is: organisations, the branches they run, and the municipalities of Belgium. No case data."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Names that the addresses of the application itself need as their first part.
RESERVED_SLUGS = (
    "aanmelden",
    "accounts",
    "beheer",
    "contact",
    "demo",
    "gezondheid",
    "hulp",
    "jaarverslagen",
    "mijn",
    "organisatie",
    "static",
    "steunpunt",
    "uitnodiging",
    "verwijzen",
)


class Organisation(models.Model):
    """A legal entity that runs branches: Home-Start Vlaanderen itself or a partner."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class OperatorType(models.TextChoices):
    OWN = "own", _("own branch")
    PARTNER = "partner", _("partner branch")


class Branch(models.Model):
    """A local branch: the tenant. Families, volunteers and all that concerns them belong to one branch."""

    slug = models.SlugField(_("short name in addresses"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="branches")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    operator_type = models.CharField(_("run by"), max_length=10, choices=OperatorType, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    municipalities = ArrayField(
        models.CharField(max_length=5, validators=[RegexValidator(r"^\d{5}$")]),
        verbose_name=_("working area (NIS codes)"),
        default=list,
        blank=True,
    )
    review_talk_months = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("months of the review talks"),
        default=list,
        blank=True,
    )
    perinatal_limit_months = models.PositiveSmallIntegerField(_("perinatal up to (months)"), default=30)
    still_needed_weeks = models.PositiveSmallIntegerField(
        _("weeks after which a waiting family is asked again"), default=8
    )
    recognised = models.BooleanField(_("recognised by Opgroeien"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="branch_closed_after_opened",
                violation_error_message=_("A branch cannot close before it opened."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="branch_slug_not_reserved",
                violation_error_message=_("This short name is used by the application itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality under its NIS code, which changes when municipalities merge."""

    nis_code = models.CharField(_("NIS code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
