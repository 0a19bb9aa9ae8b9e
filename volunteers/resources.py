"""The files of the exchange format that this app keeps."""

from homestart.exchange.checks import ends_after_start
from homestart.exchange.columns import (
    Code,
    Date,
    Key,
    Language,
    Many,
    Number,
    Reference,
    Text,
    Whole,
    YesNo,
    codes,
)
from homestart.exchange.resource import Resource
from homestart.vocabulary import Daypart, Gender, Theme
from volunteers import enums
from volunteers.models import Attendance, CoachingContact, Event, ExpenseNote, RoleAssignment, Volunteer

RESOURCES = [
    Resource(
        "volunteers",
        Volunteer,
        [
            Key(),
            Text("first_name"),
            Text("last_name"),
            Code("gender", codes=Gender),
            Date("birth_date", past=True),
            Text("postal_code"),
            Text("email"),
            Text("phone"),
            Many("languages", item=Language("language")),
            Date("interested_on"),
            Code("channel", codes=enums.RecruitmentChannel),
            Date("interview_on"),
            Code("interview_result", codes=enums.InterviewResult),
            Date("record_extract_issued_on"),
            Date("record_extract_seen_on"),
            Date("agreement_signed_on"),
            Date("information_given_on"),
            Date("available_from"),
            codes("availability", Daypart),
            codes("interests", Theme),
            Text("wishes"),
            Date("stopped_on"),
            Code("stop_reason", codes=enums.StopReason),
        ],
    ),
    Resource(
        "volunteer_roles",
        RoleAssignment,
        [
            Reference("volunteer", to="volunteers", needed=True),
            Code("role", codes=enums.VolunteerRole, needed=True),
            # Without it the role has not started yet.
            Date("started_on"),
            Date("ended_on"),
            Text("project"),
        ],
        unique_by=("volunteer", "role", "started_on"),
        checks=[ends_after_start()],
    ),
    Resource(
        "events",
        Event,
        [
            Key(),
            Code("kind", codes=enums.EventKind, needed=True),
            Date("date", needed=True),
            Text("title"),
            Code("module", codes=enums.TrainingModule),
            YesNo("online"),
            Text("with_partner"),
            Whole("other_participants"),
        ],
    ),
    Resource(
        "attendance",
        Attendance,
        [
            Reference("event", to="events", needed=True),
            Reference("volunteer", to="volunteers", needed=True),
            YesNo("present"),
        ],
        unique_by=("event", "volunteer"),
    ),
    Resource(
        "coaching_contacts",
        CoachingContact,
        [
            Reference("volunteer", to="volunteers", needed=True),
            Date("date", needed=True),
            Code("kind", codes=enums.CoachingKind, needed=True),
            Text("note"),
        ],
        unique_by=(),
    ),
    Resource(
        "expenses",
        ExpenseNote,
        [
            Key(),
            Reference("volunteer", to="volunteers", needed=True),
            Date("date", needed=True),
            Code("kind", codes=enums.ExpenseKind, needed=True),
            Number("quantity"),
            Number("amount", money=True),
            Code("status", codes=enums.ExpenseStatus),
            Date("paid_on"),
        ],
    ),
]
