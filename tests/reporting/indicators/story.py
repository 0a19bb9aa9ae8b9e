"""Words to tell the story of a branch in a few lines; days are written as in the exchange format."""

from datetime import date
from typing import Any

from families.enums import Decision, MemberRole
from families.models import Family, FamilyMember, ProfileFact, Referral, WaitingListEntry
from matching.models import Match, Trajectory
from volunteers.enums import VolunteerRole
from volunteers.models import Attendance, Event, RoleAssignment, Volunteer


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Story:
    def family(self, *periods: tuple[str, str | None], **values: Any) -> Family:
        """A family with a trajectory for each (first day, last day or None)."""
        family = Family.objects.create(**values)
        for started_on, ended_on in periods:
            self.trajectory(family, started_on, ended_on)
        return family

    def trajectory(
        self, family: Family, started_on: str | None, ended_on: str | None = None, **values: Any
    ) -> Trajectory:
        return Trajectory.objects.create(
            family=family, started_on=day(started_on), ended_on=day(ended_on), **values
        )

    def child(self, family: Family, born: str | None = None, **days: str) -> FamilyMember:
        return self._member(family, MemberRole.CHILD, born, days)

    def parent(self, family: Family, born: str | None = None, **days: str) -> FamilyMember:
        return self._member(family, MemberRole.PARENT, born, days)

    def _member(self, family: Family, role: str, born: str | None, days: dict[str, str]) -> FamilyMember:
        return FamilyMember.objects.create(
            family=family, role=role, birth_date=day(born), **{name: day(text) for name, text in days.items()}
        )

    def fact(self, family: Family, fact: str, value: str, valid_from: str) -> None:
        ProfileFact.objects.create(family=family, fact=fact, value=value, valid_from=day(valid_from))

    def referral(self, received_on: str, decided_on: str | None = None, **values: Any) -> Referral:
        """An accepted referral of a new family when a day of decision is given, else an open one."""
        if decided_on and "decision" not in values:
            values |= {"decision": Decision.ACCEPTED, "family": values.get("family") or self.family()}
        return Referral.objects.create(received_on=day(received_on), decided_on=day(decided_on), **values)

    def waiting(self, family: Family, entered_on: str, left_on: str | None = None, **values: Any) -> None:
        WaitingListEntry.objects.create(
            family=family, entered_on=day(entered_on), left_on=day(left_on), **values
        )

    def volunteer(self, *roles: tuple[str, str, str | None], **values: Any) -> Volunteer:
        """A volunteer with, for each (role, first day, last day or None), that role."""
        volunteer = Volunteer.objects.create(
            **{
                name: day(value) if name.endswith(("_on", "_date")) else value
                for name, value in values.items()
            }
        )
        for role, started_on, ended_on in roles:
            RoleAssignment.objects.create(
                volunteer=volunteer, role=role, started_on=day(started_on), ended_on=day(ended_on)
            )
        return volunteer

    def match(
        self,
        trajectory: Trajectory,
        volunteer: Volunteer,
        started_on: str | None,
        ended_on: str | None = None,
        role: str = VolunteerRole.FAMILY_BUDDY,
    ) -> Match:
        return Match.objects.create(
            trajectory=trajectory,
            volunteer=volunteer,
            role=role,
            started_on=day(started_on),
            ended_on=day(ended_on),
        )

    def event(self, kind: str, on: str, *present: Volunteer, **values: Any) -> Event:
        event = Event.objects.create(kind=kind, date=day(on), **values)
        for volunteer in present:
            Attendance.objects.create(event=event, volunteer=volunteer, present=True)
        return event
