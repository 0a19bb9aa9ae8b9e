"""What has to be done for a family, from what its file says and does not say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.enums import ConsentPurpose, FamilyState, MemberRole
from families.queries.file import FamilyFile
from families.words import address_in, words
from homestart.ui.navigation import branch_url
from homestart.ui.templatetags.format import day, duration


@dataclass(frozen=True)
class Step:
    """Something to do, with where it is done ("" when nowhere) and when or since when, in words."""

    what: str
    when: str = ""
    url: str = ""


def next_steps(file: FamilyFile) -> list[Step]:
    """What waits first."""
    return [*_referral(file), *_support(file), *_births(file), *_gaps(file)]


def _referral(file: FamilyFile) -> Iterator[Step]:
    for referral in file.referrals:
        if not referral.decision:
            since = {"duration": duration((file.today - referral.received_on).days)}
            yield Step(
                _("Decide about the referral"),
                _("received %(duration)s ago") % since,
                address_in(file.family.branch, "referrals:decide", referral_id=referral.pk),
            )


def _support(file: FamilyFile) -> Iterator[Step]:
    talk = file.talk_due
    if talk and talk.due_on:
        when = _("by %(day)s") if talk.due_on >= file.today else _("was due on %(day)s")
        kind = words("trajectories__review_talks__kind")[talk.kind]
        yield Step(capfirst(str(kind)), when % {"day": day(talk.due_on)})
    period = file.trajectory
    if period and not period.started_on:
        yield Step(
            _("Note the first visit"),
            url=address_in(file.family.branch, "matching:begin", trajectory_id=period.id),
        )
    for support in period.supports if period else []:
        if support.introduced_on and not support.started_on and not support.ended_on:
            yield Step(
                _("Introduction of %(volunteer)s") % {"volunteer": support.volunteer},
                day(support.introduced_on),
            )


def _births(file: FamilyFile) -> Iterator[Step]:
    for member in file.household:
        if (
            member.role == MemberRole.CHILD
            and member.due_date
            and not member.birth_date
            and not member.left_on
        ):
            late = member.due_date < file.today
            yield Step(
                _("Is the child born?") if late else _("A child is expected"),
                (_("was expected on %(day)s") if late else _("on %(day)s")) % {"day": day(member.due_date)},
                branch_url(
                    file.family.branch, "families:member_born", family_id=file.family.pk, member_id=member.pk
                )
                if late
                else "",
            )


def _gaps(file: FamilyFile) -> Iterator[Step]:
    """What a file should have once a family waits or is supported."""
    if file.state not in (FamilyState.WAITING, FamilyState.SUPPORTED):
        return
    family = {"family_id": file.family.pk}
    agreed = {consent.purpose for consent in file.consents if not consent.withdrawn_on}
    if ConsentPurpose.SUPPORT not in agreed:
        url = branch_url(file.family.branch, "families:consent_new", **family)
        yield Step(_("Ask whether the family agrees to a file"), url=url)
    unknown = len(file.facts_unknown)
    if unknown:
        text = ngettext("%(count)d answer is not known yet", "%(count)d answers are not known yet", unknown)
        yield Step(
            _("Complete the situation"),
            text % {"count": unknown},
            branch_url(file.family.branch, "families:facts", **family),
        )
