"""Links for who has no login: what they open, until when, and the secrets by which they are known."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import LinkKind, PublicLanguage
from families.models.referral import Referral
from families.models.waiting import WaitingListEntry
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain
from homestart.tenancy.walls import READ


class LinkQuerySet(TenantQuerySet[Any]):
    def working(self, at: datetime.datetime | None = None) -> Self:
        """Neither withdrawn nor expired; one that was used still says so."""
        return self.filter(withdrawn_at=None, expires_at__gt=at or timezone.now())


class Link(TenantModel):
    """What somebody may do or see without a login. It goes when the referral or the place goes."""

    kind = plain(models.CharField(_("kind"), max_length=20, choices=LinkKind))
    referral = plain(
        TenantForeignKey(
            Referral,
            on_delete=models.CASCADE,
            null=True,
            blank=True,
            related_name="links",
            verbose_name=_("referral"),
        )
    )
    entry = plain(
        TenantForeignKey(
            WaitingListEntry,
            on_delete=models.CASCADE,
            null=True,
            blank=True,
            related_name="links",
            verbose_name=_("place on the waiting list"),
        )
    )
    language = plain(
        models.CharField(_("language"), max_length=2, choices=PublicLanguage, default=PublicLanguage.NL)
    )
    made_at = plain(models.DateTimeField(_("made at"), default=timezone.now))
    expires_at = plain(models.DateTimeField(_("works until")))
    # Without the form by then, the coordinator decides.
    deadline = plain(models.DateField(_("form expected before"), null=True, blank=True))
    withdrawn_at = plain(models.DateTimeField(_("withdrawn at"), null=True, blank=True))
    used_at = plain(models.DateTimeField(_("used at"), null=True, blank=True))
    # Who is asked whether help is still needed: the family itself, or whoever referred it.
    to_family = plain(models.BooleanField(_("to the family"), default=False))
    # What was answered to "is help still needed?".
    still_needed = plain(models.BooleanField(_("help is still needed"), null=True, blank=True))

    objects = TenantManager.from_queryset(LinkQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("link")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=LinkKind.STILL_NEEDED, entry__isnull=False, referral__isnull=True)
                | (~Q(kind=LinkKind.STILL_NEEDED) & Q(entry__isnull=True, referral__isnull=False)),
                name="link_is_about_one",
            ),
            models.UniqueConstraint(
                fields=["branch", "referral"],
                condition=Q(kind=LinkKind.COMPLETE, withdrawn_at__isnull=True),
                name="link_complete_once",
                violation_error_message=_("This referral has a link to complete it already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"


class LinkToken(TenantModel):
    """One secret that opens a link, known by its hash alone: the one that was copied, or of one mail.

    Each mail has a secret of its own, for an earlier one cannot be read back; all of them open the link.
    """

    # A hash opens nothing: so that a link is found before the rows of the branch are in sight.
    public_may = READ

    link = plain(TenantForeignKey(Link, on_delete=models.CASCADE, related_name="tokens"))
    token_hash = plain(models.CharField(max_length=64, editable=False))
    # Of the mails about one link: 0 is the first, 1 and 2 are the reminders; None for one that was copied.
    step = plain(models.PositiveSmallIntegerField(_("which mail"), null=True, blank=True))
    # When the mail is to be sent; whoever takes it up puts this later, for whoever has to try again.
    due_at = plain(models.DateTimeField(_("to be sent at"), null=True, blank=True))
    tries = plain(models.PositiveSmallIntegerField(_("tries"), default=0))
    sent_at = plain(models.DateTimeField(_("sent at"), null=True, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("secret of a link")
        indexes = [
            models.Index(
                fields=["branch", "due_at"],
                condition=Q(due_at__isnull=False, sent_at__isnull=True),
                name="linktoken_to_send",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["branch", "token_hash"], name="linktoken_once"),
            models.UniqueConstraint(
                fields=["branch", "link", "step"],
                name="linktoken_one_mail_per_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.step}"
