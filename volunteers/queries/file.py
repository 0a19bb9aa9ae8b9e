"""What stands in the file of one volunteer, and everything that happened, in a fixed number of queries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.ui.navigation import branch_url
from homestart.ui.timeline import Entry
from volunteers.enums import CoachingKind
from volunteers.models import Attendance, CoachingContact, RoleAssignment

ICONS = {
    CoachingKind.CALL: "phone",
    CoachingKind.VISIT: "house",
    CoachingKind.MAIL: "mail",
    CoachingKind.DROP_IN: "house",
}


class Kind(models.TextChoices):
    """By what one filters the timeline; the words of the address."""

    CONTACT = "contact", gettext_lazy("Contacts")
    MATCH = "koppeling", gettext_lazy("Matches")
    EVENT = "bijeenkomst", gettext_lazy("Trainings and meetings")
    PATH = "verloop", gettext_lazy("Path")


@dataclass(frozen=True)
class VolunteerFile:
    """What the page of a volunteer shows besides the volunteer; `matches` are of the app above this one."""

    volunteer: Any
    roles: list[RoleAssignment]
    matches: list[Any]
    attendances: list[Attendance]
    contacts: list[CoachingContact]
    today: datetime.date

    @property
    def current_matches(self) -> list[Any]:
        """Those that run or are planned, also when the volunteer stopped meanwhile."""
        return [match for match in self.matches if match.ended_on is None or match.ended_on > self.today]

    @property
    def former_matches(self) -> list[Any]:
        return [match for match in self.matches if match.ended_on and match.ended_on <= self.today]

    def happened(self) -> list[tuple[Kind, Entry]]:
        """Everything that has a day, each with its kind, the latest first."""
        entries = [*self._path(), *self._of_matches(), *self._of_events(), *self._of_contacts()]
        return sorted(entries, key=lambda pair: pair[1].day, reverse=True)

    def _path(self) -> list[tuple[Kind, Entry]]:
        person = self.volunteer
        days = [
            (person.interested_on, _("Was interested"), "inbox", person.get_channel_display()),
            (
                person.interview_on,
                _("Introduction interview"),
                "users",
                person.get_interview_result_display(),
            ),
            (person.record_extract_seen_on, _("Criminal-record extract seen"), "file-text", ""),
            (person.agreement_signed_on, _("Agreement signed"), "file-text", ""),
            (person.information_given_on, _("Information given"), "file-text", ""),
            (person.stopped_on, _("Stopped"), "log-out", person.get_stop_reason_display()),
        ]
        for role in self.roles:
            name = role.get_role_display()
            days += [
                (role.started_on, _("Role begins"), "circle-user", name),
                (role.ended_on, _("Role ends"), "circle-user", name),
            ]
        return [(Kind.PATH, Entry(day, kind, icon, str(who))) for day, kind, icon, who in days if day]

    def _of_matches(self) -> list[tuple[Kind, Entry]]:
        entries = []
        for match in self.matches:
            family = str(match.trajectory.family)
            url = branch_url(self.volunteer.branch, "matching:trajectory", trajectory_id=match.trajectory_id)
            days = [
                (match.introduced_on, _("Introduced to the family"), ""),
                (match.started_on, _("Match starts"), ""),
                (match.ended_on, _("Match ends"), match.end_reason),
            ]
            entries += [
                (Kind.MATCH, Entry(day, kind, "house", family, text, url)) for day, kind, text in days if day
            ]
        return entries

    def _of_events(self) -> list[tuple[Kind, Entry]]:
        words = {True: "", False: _("Was not there."), None: _("Not known whether present.")}
        return [
            (
                Kind.EVENT,
                Entry(
                    attendance.event.date,
                    attendance.event.get_kind_display().capitalize(),
                    "users",
                    attendance.event.title,
                    words[attendance.present],
                ),
            )
            for attendance in self.attendances
        ]

    def _of_contacts(self) -> list[tuple[Kind, Entry]]:
        return [
            (
                Kind.CONTACT,
                Entry(
                    contact.date,
                    contact.get_kind_display().capitalize(),
                    ICONS.get(CoachingKind(contact.kind), "message-circle"),
                    str(contact.noted_by or ""),
                    contact.note,
                    branch_url(
                        self.volunteer.branch, "volunteers:contact_edit", coaching_contact_id=contact.pk
                    ),
                ),
            )
            for contact in self.contacts
        ]


def file_of(volunteer: Any, today: datetime.date) -> VolunteerFile:
    """The file of a volunteer of volunteers_on(): four queries, however long the path was."""
    return VolunteerFile(
        volunteer,
        list(volunteer.roles.order_by("ended_on", "started_on", "role")),
        list(
            volunteer.matches.select_related("trajectory__family").order_by(
                "-started_on", "-introduced_on", "key"
            )
        ),
        list(volunteer.attendances.select_related("event").order_by("-event__date")),
        list(volunteer.coaching_contacts.select_related("noted_by").order_by("-date")),
        today,
    )
