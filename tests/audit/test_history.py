"""Who looked at a file and who changed what in it, in words."""

import datetime
import uuid

import pytest
from django.template.loader import render_to_string

from families.enums import MemberRole
from families.models import Family, FamilyMember
from homestart.accounts.models import User
from homestart.accounts.queries import with_people
from homestart.audit import changes
from homestart.audit.history import FieldChange, record_changes
from homestart.audit.models import Entry, record, write
from homestart.audit.queries import Line, history_of, lookers_of, named
from homestart.tenancy.context import branch_context
from homestart.tenancy.versions import Outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(herent):
    with branch_context(herent):
        yield Family.objects.create(name="Peeters")


@pytest.fixture
def child(family):
    return FamilyMember.objects.create(family=family, role=MemberRole.CHILD, first_name="Noor")


def lines_of(file: Family) -> list[Line]:
    return [line for edit in history_of(file) for line in edit.lines]


def test_a_change_is_read_in_words(family, child, coordinator):
    later = datetime.date(2025, 3, 1)
    changed = changes.change(
        child, "correct", by=coordinator, version=1, about=family, role=MemberRole.PARENT, birth_date=later
    )
    assert changed.version == 2
    (edit,) = history_of(family)
    assert (edit.record, edit.actor_id, edit.removed) == ("gezinslid", coordinator.pk, False)
    assert edit.lines == [Line("geboortedatum", "", "1 maart 2025"), Line("rol", "kind", "ouder")]


def test_an_older_version_changes_nothing(family, child, coordinator):
    changes.change(child, "correct", by=coordinator, version=1, about=family, first_name="Noor M.")
    with pytest.raises(Outdated):
        changes.change(child, "correct", by=coordinator, version=1, about=family, first_name="Nora")
    assert lines_of(family) == [Line("voornaam", "Noor", "Noor M.")]


def test_what_was_removed_can_still_be_read(family, child, coordinator):
    changes.remove(child, "remove_member", by=coordinator, version=1, about=family)
    (edit,) = history_of(family)
    assert edit.removed
    assert Line("voornaam", "Noor", "") in edit.lines
    assert Line("rol", "kind", "") in edit.lines
    assert {line.field for line in edit.lines} == {"voornaam", "rol"}


def test_values_of_every_kind_are_read_in_words(family, coordinator):
    def keep(model: str, field: str, old: str, new: str) -> None:
        FieldChange.objects.create(
            file_id=family.pk, record_type=model, record_id=uuid.uuid4(), field=field, old=old, new=new
        )

    keep("tenancy.branch", "recognised", "True", "False")
    keep("tenancy.branch", "review_talk_months", "3,6", "")
    keep("jobs.job", "created_at", "2025-03-01 10:30:00+00:00", "toen nog een tekst")
    other = Family.objects.create(name="Yilmaz")
    keep("families.referral", "family", str(uuid.uuid4()), str(other.pk))
    keep("families.gone", "x", "was", "is")
    keep("families.family", "gone", "was", "is")
    assert sorted((line.old, line.new) for line in lines_of(family)) == sorted(
        [
            ("ja", "nee"),
            ("3, 6", ""),
            ("1 maart 2025 11:30", "toen nog een tekst"),
            ("een gegeven dat verwijderd is", "Yilmaz"),
            ("was", "is"),
            ("was", "is"),
        ]
    )


def test_the_history_costs_a_query_and_one_per_kind_of_reference(
    family, coordinator, django_assert_num_queries
):
    families = [Family.objects.create(name=f"{number}") for number in range(4)]
    link = FieldChange(record_type="families.referral", field="family", file_id=family.pk)
    link.record_id, link.old, link.new = uuid.uuid4(), str(families[0].pk), str(families[1].pk)
    link.save()
    for number in range(3):
        child = FamilyMember.objects.create(family=family, role=MemberRole.CHILD, first_name=f"{number}")
        changes.remove(child, "remove_member", by=coordinator, version=1, about=family)
        with django_assert_num_queries(2):
            assert len(history_of(family)) == number + 2


def test_other_files_stay_out(family, child, coordinator):
    other = Family.objects.create(name="Yilmaz")
    record_changes(other, {"name": "Yildiz"}, by=coordinator)
    assert history_of(family) == []
    assert lines_of(other) == [Line("naam", "Yildiz", "Yilmaz")]


@pytest.fixture
def looks(family, coordinator, volunteer_coach):
    """Els twice on Monday, the coach once then and once on Tuesday; others changed it or looked elsewhere."""
    monday = datetime.datetime(2025, 3, 3, 10, 0, tzinfo=datetime.UTC)
    late = monday.replace(hour=23, minute=30)  # Tuesday in Belgium
    for who, at in ((coordinator, monday), (coordinator, monday.replace(hour=12)), (volunteer_coach, monday)):
        write([Entry("look", who, family, at=at)])
    write([Entry("look", volunteer_coach, family, at=late)])
    write([Entry("look", coordinator, Family.objects.create(name="Yilmaz"))])
    record("correct", by=coordinator, about=family)


@pytest.fixture
def volunteer_coach(herent) -> User:
    return User.objects.create_user(email="mia@example.org", name="Mia Peters")


def test_who_looked_is_told_per_person_and_day(
    looks, family, coordinator, volunteer_coach, django_assert_num_queries
):
    with django_assert_num_queries(1):
        rows = lookers_of(family)
    assert [(row.day, row.actor_id, row.times, row.last.hour) for row in rows] == [
        (datetime.date(2025, 3, 4), volunteer_coach.pk, 1, 23),
        (datetime.date(2025, 3, 3), coordinator.pk, 2, 12),
        (datetime.date(2025, 3, 3), volunteer_coach.pk, 1, 10),
    ]


def test_the_page_names_people_and_the_application(looks, family, child, coordinator):
    changes.change(child, "correct", by=coordinator, version=1, about=family, first_name="<b>Nora</b>")
    changes.change(child, "correct", by=None, version=2, about=family, first_name="")
    page = render_to_string("audit/_history.html", {"edits": with_people(history_of(family))})
    assert "Els Vermeulen" in page
    assert "&lt;b&gt;Nora&lt;/b&gt;" in page
    assert "de toepassing" in page
    assert "leeg" in page
    page = render_to_string("audit/_lookers.html", {"looks": with_people(lookers_of(family))})
    assert page.count("Els Vermeulen") == 1
    assert page.count("Mia Peters") == 2
    page = render_to_string("audit/_lookers.html", {"looks": named(lookers_of(family), {})})
    assert "iemand die hier niet meer is" in page


def test_nothing_is_said_so(family):
    assert "Nog niets gewijzigd" in render_to_string("audit/_history.html", {"edits": history_of(family)})
    assert "Nog niemand keek" in render_to_string("audit/_lookers.html", {"looks": lookers_of(family)})
