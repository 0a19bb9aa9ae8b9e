"""Cover: a colleague does the work of somebody who is away, from the first day until the last one."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from homestart.accounts.actions.log import record_at
from homestart.accounts.models import Membership, User
from homestart.accounts.queries import can_cover
from homestart.accounts.roles import Role
from homestart.mail import letter
from homestart.tenancy.models import Branch

#: A summer, or most absences. Whoever needs longer prolongs it: so somebody looks again whether it is needed.
AT_MOST = datetime.timedelta(weeks=8)
GIVEN, PROLONGED, ENDED = "given", "prolonged", "ended"


@transaction.atomic
def give_cover(
    *,
    branch: Branch,
    email: str,
    covers_for: User,
    reason: str,
    started_on: datetime.date,
    ended_on: datetime.date,
    by: User,
) -> Membership:
    """The colleague with this address may do the work in the branch from the first day until the last one.

    Both are told by mail. Raises ValidationError when nobody with this address can stand in, when the days
    are over or too many, and when the person has this access already in those days.
    """
    _check_days(started_on, ended_on)
    colleague = can_cover().select_for_update(of=("self",)).filter(email=email.strip().lower()).first()
    if colleague is None:
        raise ValidationError(
            {
                "email": _(
                    "Nobody with this address can stand in. It has to be a coordinator or a volunteer coach "
                    "who signs in with a second step. Invite somebody else as coordinator, with a last day."
                )
            }
        )
    if colleague in (by, covers_for):
        raise ValidationError({"email": _("Choose somebody else: nobody stands in for himself.")})
    _check_overlap(colleague, branch, started_on, ended_on)
    cover = Membership(
        user=colleague,
        role=Role.COVER,
        branch=branch,
        covers_for=covers_for,
        cover_reason=reason,
        started_on=started_on,
        ended_on=ended_on,
        granted_by=by,
    )
    cover.full_clean()
    cover.save()
    record_at(
        branch,
        "give_cover",
        by=by,
        about=colleague,
        role=Role.COVER,
        reason=reason,
        first=started_on.isoformat(),
        last=ended_on.isoformat(),
    )
    tell(cover, GIVEN, by=by)
    return cover


@transaction.atomic
def prolong_cover(cover: Membership, *, ended_on: datetime.date, by: User) -> Membership:
    """The cover with a later or an earlier last day, by mail too.

    Raises ValidationError when it is over already, and when the days are over or too many.
    """
    cover = Membership.objects.select_for_update(of=("self",)).get(pk=cover.pk)
    if cover.is_over:
        raise ValidationError(_("This cover has ended. Give it anew."), code="over")
    _check_days(max(cover.started_on, timezone.localdate()), ended_on)
    if ended_on == cover.ended_on:
        return cover
    _check_overlap(cover.user, cover.branch, cover.started_on, ended_on, but=cover)
    cover.ended_on = ended_on
    cover.full_clean()
    cover.save(update_fields=["ended_on"])
    record_at(
        cover.branch, "prolong_cover", by=by, about=cover.user, role=Role.COVER, last=ended_on.isoformat()
    )
    tell(cover, PROLONGED, by=by)
    return cover


def _check_days(first: datetime.date, last: datetime.date) -> None:
    if first < timezone.localdate():
        raise ValidationError({"started_on": _("This day is over. Choose today or later.")})
    if last < first:
        raise ValidationError({"ended_on": _("The last day is before the first one.")})
    if last - first >= AT_MOST:
        latest = first + AT_MOST - datetime.timedelta(days=1)
        raise ValidationError(
            {
                "ended_on": _("At most %(weeks)d weeks at a time: until %(day)s. You can prolong it later.")
                % {"weeks": AT_MOST.days // 7, "day": _in_words(latest)}
            }
        )


def _check_overlap(
    colleague: User,
    branch: Branch | None,
    first: datetime.date,
    last: datetime.date,
    but: Membership | None = None,
) -> None:
    """Raises ValidationError when the colleague may do all this already on one of the days."""
    held = colleague.memberships.filter(
        branch=branch, role__in=(Role.COORDINATOR, Role.COVER), started_on__lte=last
    ).exclude(ended_on__lt=first)
    there = held.exclude(pk=but.pk if but else None).order_by("started_on").first()
    if there is None:
        return
    if there.role == Role.COORDINATOR:
        text = _("%(name)s is a coordinator here already and needs no cover.")
        raise ValidationError({"email": text % {"name": colleague}})
    text = _("%(name)s stands in here already from %(first)s until %(last)s. Change that cover.")
    raise ValidationError(
        {
            "email": text
            % {"name": colleague, "first": _in_words(there.started_on), "last": _in_words(there.ended_on)}
        }
    )


def tell(cover: Membership, what: str, *, by: User | None) -> None:
    """Mails what was decided to who stands in, to who is away and to who decided it; each once."""
    people = {person.pk: person for person in (cover.user, cover.covers_for, by) if person}
    for person in people.values():
        context = {"cover": cover, "what": what, "is_stand_in": person == cover.user}
        subject = render_to_string("accounts/email/cover_subject.txt", context).strip()
        message = letter(subject, render_to_string("accounts/email/cover_message.txt", context), person.email)
        # Robust: the cover stands, also when the mail server is away.
        transaction.on_commit(message.send, robust=True)


def _in_words(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""
