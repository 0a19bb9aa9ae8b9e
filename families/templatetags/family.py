"""`{% load family %}`: ages, states and answers of a file in words."""

import datetime
from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from families.enums import Decision, FactValue, FamilyState, LeftReason, MemberRole
from families.models import FamilyMember, ProfileFact
from families.queries.around import Helper
from families.queries.file import FamilyFile, KnownFact, Period, Support
from families.rules import age_on, months_between
from families.words import address_in, value_words, words
from homestart.ui.templatetags.format import day, duration, months
from homestart.vocabulary import Language

register = template.Library()


@register.filter
def age(member: FamilyMember, today: datetime.date) -> str:
    """ "34 years", "8 months", "expected on 3 Mar. 2027"; "age not known"."""
    if member.birth_date is None:
        if member.due_date is None:
            return _("age not known")
        if member.due_date < today:
            return _("was expected on %(day)s") % {"day": day(member.due_date)}
        return _("expected on %(day)s") % {"day": day(member.due_date)}
    if (today - member.birth_date).days < 61:
        return duration(max((today - member.birth_date).days, 0))
    whole_months = months_between(member.birth_date, today)
    if whole_months < 24:
        return months(whole_months)
    years = age_on(member.birth_date, today)
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@register.filter
def member_name(member: FamilyMember) -> str:
    """By what a member is called in the file: the name, else what he or she is."""
    if member.first_name or member.last_name:
        return str(member)
    if is_unborn(member):
        return _("Unborn child")
    return capfirst(MemberRole(member.role).label)


@register.filter
def departure(member: FamilyMember) -> str:
    """Since when and why somebody is no longer in the family."""
    when = {"day": day(member.left_on)}
    match member.left_reason:
        case LeftReason.DIED:
            return _("died on %(day)s") % when
        case LeftReason.NOT_BORN:
            return _("the pregnancy ended on %(day)s") % when
        case "" | LeftReason.OTHER:
            return _("until %(day)s") % when
    return _("until %(day)s, %(reason)s") % {**when, "reason": LeftReason(member.left_reason).label}


@register.filter
def is_unborn(member: FamilyMember) -> bool:
    return member.birth_date is None and member.due_date is not None and member.role == MemberRole.CHILD


@register.filter
def fact_words(known: KnownFact) -> str:
    """The answer in words; what nobody asked is not known."""
    value = known.value
    if value == FactValue.UNKNOWN:
        return _("not known")
    return capfirst(value_words(known.fact, value))


@register.filter
def state_words(file: FamilyFile) -> str:
    """Where the family stands, in words: "waits 5 months", "supported since 3 Mar. 2025"."""
    match file.state:
        case FamilyState.SUPPORTED:
            started = max(
                t.started_on
                for t in file.trajectories
                if t.started_on and t.started_on <= file.today and t.goes_on(file.today)
            )
            return _("supported since %(day)s") % {"day": day(started)}
        case FamilyState.WAITING:
            assert file.waiting  # that is what the state says
            waits = (file.today - file.waiting.entered_on).days
            return (
                _("waits %(duration)s") % {"duration": duration(waits)} if waits else _("waits since today")
            )
        case FamilyState.CLOSED:
            ended = max(t.ended_on for t in file.trajectories if t.ended_on and t.ended_on <= file.today)
            return pgettext("family", "closed on %(day)s") % {"day": day(ended)}
    return _referral_words(file)


def _referral_words(file: FamilyFile) -> str:
    if not file.referrals:
        return _("no referral")
    last = file.referrals[0]
    if last.decision:
        decided = {"day": day(last.decided_on or last.received_on)}
        return {
            Decision.ACCEPTED: _("accepted on %(day)s"),
            Decision.REFUSED: _("not accepted on %(day)s"),
            Decision.WITHDRAWN: _("withdrawn on %(day)s"),
        }[Decision(last.decision)] % decided
    return _("referred on %(day)s, to be decided") % {"day": day(last.received_on)}


@register.filter
def state_kind(file: FamilyFile) -> str:
    """The kind of the badge of the state."""
    return {
        FamilyState.SUPPORTED: "good",
        FamilyState.WAITING: "caution",
        FamilyState.REFERRED: "accent",
    }.get(file.state, "")


@register.filter
def role_words(support: Support) -> str:
    """What the volunteer is in this trajectory."""
    return str(words("trajectories__matches__role").get(support.role, ""))


@register.filter
def closing_words(period: Period) -> str:
    """Why the trajectory ended."""
    return str(words("trajectories__closing_reason").get(period.closing_reason, ""))


@register.filter
def address_line(family: Any) -> str:
    """Street, postal code and municipality on one line."""
    place = " ".join(filter(None, [family.postal_code, family.municipality_name]))
    return ", ".join(filter(None, [family.street, place]))


@register.filter
def language_words(code: str) -> str:
    """A language by its name; the code where it has none here."""
    return str(dict(Language.choices).get(code, code))


@register.filter
def helper_words(helper: Helper) -> str:
    """What a professional is for the family, of which service, since when; whether he knows of us."""
    parts = [helper.function if helper.name else "", helper.organisation]
    if helper.since and helper.until:
        parts.append(_("%(from)s to %(until)s") % {"from": day(helper.since), "until": day(helper.until)})
    elif helper.since:
        parts.append(_("since %(day)s") % {"day": day(helper.since)})
    elif helper.until:
        parts.append(_("until %(day)s") % {"day": day(helper.until)})
    if helper.knows_us is not None:
        parts.append(_("knows that we come") if helper.knows_us else _("does not know that we come"))
    return ", ".join(part for part in parts if part)


@register.filter
def tel(number: str) -> str:
    """A telephone number as `tel:` wants it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, **kwargs: Any) -> str:
    """The address of page `name` in the branch of this request; "" while there is no such page."""
    return address_in(context["request"].branch, name, **kwargs)


@register.filter
def fact_value(row: ProfileFact) -> str:
    return value_words(row.fact, row.value)
