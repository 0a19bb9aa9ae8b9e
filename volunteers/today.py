"""What of the volunteers waits for the coordinator: papers, compulsory training, birthdays."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day
from homestart.ui.today import SHOWN, Section, Task
from volunteers.enums import SUPPORTER_ROLES, TrainingModule
from volunteers.models import Attendance, RoleAssignment, Volunteer

BIRTHDAYS_AHEAD = 7  # days


def sections(branch: Branch, today: date) -> Iterator[Section]:
    yield papers_missing(branch, today)
    yield birthdays(branch, today)


def papers_missing(branch: Branch, today: date) -> Section:
    """Supporters of families of whom a paper or the training about concern is not noted."""
    trained = Attendance.objects.filter(
        volunteer=OuterRef("pk"), present=True, event__module=TrainingModule.CONCERN
    )
    volunteers = (
        _active(today, SUPPORTER_ROLES)
        .annotate(has_training=Exists(trained))
        .filter(
            Q(record_extract_seen_on=None)
            | Q(agreement_signed_on=None)
            | Q(information_given_on=None)
            | Q(has_training=False)
        )
    )
    found = list(volunteers.annotate(total=Window(Count("pk"))).order_by("last_name", "first_name")[:SHOWN])
    tasks = [
        Task(
            about=str(volunteer),
            url=_file(branch, volunteer),
            wait=", ".join(_missing(volunteer)),
            action=Action(_("Complete"), branch_url(branch, "volunteers:edit", volunteer_id=volunteer.pk)),
        )
        for volunteer in found
    ]
    return Section(
        gettext_lazy("Papers and training missing"),
        "file-text",
        tasks,
        found[0].total if found else 0,
        more_url=branch_url(branch, "volunteers:list"),
    )


def birthdays(branch: Branch, today: date) -> Section:
    """Volunteers who have their birthday today or within the week."""
    days = [today + timedelta(days=ahead) for ahead in range(BIRTHDAYS_AHEAD)]
    on_one = Q()
    for one in days:
        on_one |= Q(birth_date__month=one.month, birth_date__day=one.day)
    found = sorted(
        _active(today).filter(on_one), key=lambda volunteer: days.index(_birthday(volunteer, days))
    )
    tasks = [
        Task(
            about=str(volunteer),
            url=_file(branch, volunteer),
            wait=_("%(age)s years on %(day)s")
            % {
                "age": _birthday(volunteer, days).year - volunteer.birth_date.year,
                "day": day(_birthday(volunteer, days)),
            },
            action=Action(
                _("Note a contact"),
                branch_url(branch, "volunteers:contact_new", volunteer_id=volunteer.pk),
            ),
        )
        for volunteer in found
    ]
    return Section(gettext_lazy("Birthdays this week"), "gift", tasks, len(tasks))


def _active(today: date, roles: tuple[str, ...] = ()) -> QuerySet[Volunteer]:
    held = RoleAssignment.objects.held_after(today).filter(volunteer=OuterRef("pk"))
    if roles:
        held = held.filter(role__in=roles)
    return Volunteer.objects.filter(Exists(held)).filter(Q(stopped_on=None) | Q(stopped_on__gt=today))


def _missing(volunteer: Volunteer) -> Iterator[str]:
    if not volunteer.record_extract_seen_on:
        yield _("criminal-record extract")
    if not volunteer.agreement_signed_on:
        yield _("agreement")
    if not volunteer.information_given_on:
        yield _("information note")
    if not volunteer.has_training:  # type: ignore[attr-defined]
        yield _("training about concern")


def _birthday(volunteer: Volunteer, days: list[date]) -> date:
    """The day among `days` that is the volunteer's birthday."""
    born = volunteer.birth_date
    return next(one for one in days if (one.month, one.day) == (born.month, born.day))


def _file(branch: Branch, volunteer: Volunteer) -> str:
    return branch_url(branch, "volunteers:file", volunteer_id=volunteer.pk)
