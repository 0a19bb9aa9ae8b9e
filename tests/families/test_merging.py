"""Two files of one family made one, taken back, taken apart: what goes along, collides or is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from families.actions.contacts import note_contact
from families.actions.merging import Choices, merge_families, undo_regrouping
from families.actions.separating import join_again, move_member, separate_family
from families.models import (
    Consent,
    Family,
    FamilyContact,
    FamilyMember,
    ProfileFact,
    Referral,
    Regrouping,
    WaitingListEntry,
)
from families.queries.relations import pointing_at, uniques
from homestart.audit.history import FieldChange
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import TenantForeignKey
from homestart.tenancy.versions import Outdated
from matching.models import Trajectory
from tests.families.intake import send
from tests.families.taken_apart import all_rows

pytestmark = pytest.mark.django_db

MARCH, MAY = datetime.date(2025, 3, 1), datetime.date(2025, 5, 1)


def day(month, number=1):
    return datetime.date(2025, month, number)


@pytest.fixture
def two(herent):
    """One family twice: Peeters as a colleague wrote it down in March, and again in May."""
    with branch_context(herent):
        first = Family.objects.create(name="Peeters", phone="0470 12 34 56", needs="Rust.")
        second = Family.objects.create(name="Peters-Claes", street="Dorpsstraat 1", needs="Taal.")
        for family, name in ((first, "Mila"), (second, "Milla")):
            FamilyMember.objects.create(
                family=family, role="child", first_name=name, birth_date=datetime.date(2023, 5, 12)
            )
        yield first, second


@pytest.fixture
def client(coordinator, sign_in):
    return sign_in(coordinator)


def merge(first, second, **choices):
    return merge_families(first, second, by=None, version=None, choices=Choices(**choices))


def path(family, *parts):
    return "/".join(["/herent/gezinnen", str(family.pk), *map(str, parts), ""])


# What goes along


def test_every_relation_has_a_rule():
    """Whatever belongs to a family goes along. Where it may have one only, a constraint of fields says so."""
    waiting, seen = [Family], set()
    while waiting:
        model = waiting.pop()
        seen.add(model)
        for relation in pointing_at(model):
            field, of = relation.field, relation.related_model
            assert isinstance(field, TenantForeignKey | models.OneToOneField), field
            one_only = uniques(relation)
            named = {constraint.name for constraint in one_only}
            for constraint in of._meta.constraints:
                about = f'"{field.column}"' in str(getattr(constraint, "expressions", ""))
                assert not about or constraint.name in named, f"{constraint.name} needs a rule in merging.py"
            if one_only and of not in seen:
                # Two of these become one row: what belongs to them goes along in its turn.
                waiting.append(of)
    assert len(seen) > 3


def test_a_row_of_every_table_goes_along(herent, ours):
    with branch_context(herent):
        family = ours[Family]
        before = all_rows()
        other = Family.objects.create(name="Peeters")
        made = merge(other, family)
        assert not Family.objects.filter(pk=family.pk).exists()
        for relation in pointing_at(Family):
            if relation.related_model is not Regrouping:
                rows = relation.related_model.objects.filter(**{relation.field.name: other})
                assert rows.exists(), relation
        undo_regrouping(made, by=None)
        Regrouping.objects.filter(pk=made.pk).delete()
        other.delete()
        assert all_rows() == before


def test_the_fuller_value_holds_and_choices_decide(two):
    first, second = two
    merge(first, second, values={"name": "Peeters-Claes", "needs": "Rust.\n\nTaal."})
    first.refresh_from_db()
    assert (first.name, first.phone, first.street) == ("Peeters-Claes", "0470 12 34 56", "Dorpsstraat 1")
    assert first.needs == "Rust.\n\nTaal."
    assert FieldChange.objects.filter(file_id=first.pk, removed=True, old="Peters-Claes").exists()
    (member,) = first.members.all()
    assert member.first_name == "Mila"
    assert FieldChange.objects.filter(file_id=first.pk, removed=True, old="Milla").exists()


def test_members_are_paired_as_chosen(two):
    first, second = two
    merge(first, second, same={})
    assert sorted(first.members.values_list("first_name", flat=True)) == ["Mila", "Milla"]


def test_both_on_the_waiting_list_is_one_place_since_the_first_day(two):
    first, second = two
    WaitingListEntry.objects.create(family=first, entered_on=MAY, wishes="Dinsdag")
    referral = Referral.objects.create(family=second, received_on=MARCH)
    WaitingListEntry.objects.create(
        family=second, entered_on=MARCH, referral=referral, priority="urgent", wishes="Een oma"
    )
    before = all_rows()
    made = merge(first, second)
    (place,) = first.waiting_list_entries.all()
    assert (place.entered_on, place.left_on, place.referral, place.priority) == (
        MARCH,
        None,
        referral,
        "urgent",
    )
    assert sorted(place.wishes.split("\n\n")) == ["Dinsdag", "Een oma"]
    undo_regrouping(made, by=None)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("mine", "theirs", "places"),
    [
        # One ends before the other begins: the family waited twice.
        ((day(1), day(3), "moved"), (day(3), day(6), "started"), 2),
        # Whoever started does not wait any more, also where the other file forgot to say so.
        ((day(1), day(6), "started"), (day(3), None, ""), (day(1), day(6), "started")),
        ((day(3), day(4), "unreachable"), (day(1), None, ""), (day(1), None, "")),
        ((day(1), day(4), "unreachable"), (day(2), day(6), "moved"), (day(1), day(6), "moved")),
    ],
)
def test_waits_that_overlap_are_one_wait(two, mine, theirs, places):
    for family, (entered, left, reason) in zip(two, (mine, theirs), strict=True):
        WaitingListEntry.objects.create(family=family, entered_on=entered, left_on=left, exit_reason=reason)
    merge(*two)
    found = list(two[0].waiting_list_entries.values_list("entered_on", "left_on", "exit_reason"))
    assert len(found) == 2 if places == 2 else found == [places]


def test_facts_of_one_day_and_facts_that_nobody_asked(two):
    first, second = two
    facts = [
        (first, "single_parent", "yes", MARCH),
        (second, "single_parent", "no", MARCH),
        (first, "financial_vulnerability", "yes", MARCH),
        (second, "financial_vulnerability", "unknown", MAY),
        (first, "under_supervision", "unknown", MARCH),
        (second, "under_supervision", "no", MARCH),
    ]
    rows = [ProfileFact.objects.create(family=f, fact=n, value=v, valid_from=d) for f, n, v, d in facts]
    merge(first, second, facts={rows[1].pk})
    assert set(first.facts.values_list("fact", "value", "valid_from")) == {
        ("single_parent", "no", MARCH),
        ("financial_vulnerability", "yes", MARCH),
        ("under_supervision", "no", MARCH),
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "one"),
    [
        ((MAY, None), (MARCH, None), [(MARCH, None)]),
        # Taken back in one file, it does not hold in the other.
        ((MARCH, None), (MARCH, MAY), [(MARCH, MAY)]),
        ((MAY, None), (day(1), MARCH), [(day(1), MARCH), (MAY, None)]),
    ],
)
def test_a_consent_is_given_once_and_taken_back_for_both(two, mine, theirs, one):
    for family, (given, withdrawn) in zip(two, (mine, theirs), strict=True):
        Consent.objects.create(family=family, purpose="story", given_on=given, withdrawn_on=withdrawn)
    merge(*two)
    assert sorted(two[0].consents.values_list("given_on", "withdrawn_on")) == one


# What is refused


def test_what_cannot_be_merged_is_refused(two):
    first, second = two
    with pytest.raises(ValidationError):
        merge(first, first)
    with pytest.raises(Outdated):
        merge_families(first, second, by=None, version=first.version + 1)
    Family.objects.filter(pk=second.pk).update(anonymised=True)
    with pytest.raises(ValidationError):
        merge(first, second)
    assert Family.objects.count() == 2 and not Regrouping.objects.exists()


def test_one_file_goes_once(two):
    made = merge(*two)
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrouping.objects.create(
            kind="merged", family=two[0], into_id=two[0].pk, gone_id=made.gone_id, steps=[]
        )


# Taking it back


def test_what_was_written_since_stays_where_it_was_written(two):
    first, second = two
    made = merge(first, second)
    note_contact(first, by=None, date=MAY, kind="other", note="Na het samenvoegen")
    first.refresh_from_db()
    first.phone = "016 11 22 33"
    first.save()
    undo_regrouping(made, by=None)
    first.refresh_from_db()
    assert (first.phone, first.street, first.contacts.count()) == ("016 11 22 33", "", 1)
    assert second.members.get().first_name == "Milla" and second.contacts.count() == 0
    assert undo_regrouping(made, by=None).undone_at is not None  # pressed twice, it is undone once


def test_what_stands_in_the_way_is_said_and_nothing_changes(two):
    first, second = two
    Consent.objects.create(family=first, purpose="story", given_on=MARCH)
    Consent.objects.create(family=second, purpose="story", given_on=MARCH, withdrawn_on=MAY)
    made = merge(first, second)
    # What was taken back was given again: it would be open twice.
    Consent.objects.create(family=first, purpose="story", given_on=day(6))
    merged = all_rows()
    with pytest.raises(ValidationError):
        undo_regrouping(made, by=None)
    assert all_rows() == merged


def test_files_merged_one_after_the_other_are_undone_in_turn(two):
    first, second = two
    third = Family.objects.create(name="Claes")
    before = all_rows()
    inner = merge(first, second)
    outer = merge(third, first)
    inner.refresh_from_db()
    assert inner.family == third
    with pytest.raises(ValidationError):
        undo_regrouping(inner, by=None)
    undo_regrouping(outer, by=None)
    undo_regrouping(inner, by=None)
    assert all_rows() == before


# Moving, taking apart, joining


def test_nobody_is_in_two_families_on_one_day(two):
    first, second = two
    child = first.members.get()
    made = move_member(child, second, by=None, version=child.version, day=MAY)
    child.refresh_from_db()
    there = second.members.get(first_name="Mila")
    assert child.left_on == day(4, 30) and there.joined_on == MAY and there.birth_date == child.birth_date
    with pytest.raises(ValidationError):
        move_member(there, first, by=None, version=None, day=MAY)
    there.first_name, there.version = "Myla", there.version + 1
    there.save()
    with pytest.raises(ValidationError):
        undo_regrouping(made, by=None)


def test_a_separation_is_taken_back_to_the_letter(two):
    first, _ = two
    parent = FamilyMember.objects.create(family=first, role="parent", first_name="An")
    before = all_rows()
    apart = separate_family(first, by=None, version=None, day=MARCH, members=[parent], name="Claes")
    joined = join_again(apart, by=None, day=MAY)
    with pytest.raises(ValidationError):
        undo_regrouping(apart, by=None)
    undo_regrouping(joined, by=None)
    undo_regrouping(apart, by=None)
    assert all_rows() == before


def test_a_family_apart_keeps_its_support_and_is_joined_again_with_its_history(two):
    first, _ = two
    parent = FamilyMember.objects.create(family=first, role="parent", first_name="An")
    Trajectory.objects.create(family=first, started_on=day(1))
    apart = separate_family(
        first, by=None, version=None, day=MARCH, members=[parent], name="Claes", phone="016 11 22 33"
    )
    new = apart.other
    assert (new.name, new.members.get().first_name, new.trajectories.count()) == ("Claes", "An", 0)
    assert first.trajectories.count() == 1
    with pytest.raises(ValidationError):
        separate_family(first, by=None, version=None, day=MAY, members=list(first.members.all()), name="X")
    note_contact(new, by=None, date=MARCH, kind="other")
    with pytest.raises(ValidationError):
        undo_regrouping(apart, by=None)
    join_again(apart, by=None, day=MAY)
    stays = first.members.filter(first_name="An").order_by("joined_on")
    assert sorted((one.joined_on or day(1), one.left_on) for one in stays) == [
        (day(1), day(2, 28)),
        (MAY, None),
    ]
    assert new.members.get().left_on == day(4, 30) and new.contacts.count() == 1


# On the pages


def test_from_the_file_to_one_file_and_back(two, client):
    first, second = two
    page = client.get(path(first, "samenvoegen"))
    assert path(first, "samenvoegen", second.pk) in page.content.decode()
    note_contact(second, by=None, date=MAY, kind="other", note="Uit het tweede dossier")
    done = send(
        client,
        path(first, "samenvoegen", second.pk),
        field_name="there",
        field_needs="both",
    )
    assert done.url == path(first)
    first.refresh_from_db()
    assert (first.name, first.needs) == ("Peters-Claes", "Rust.\n\nTaal.")
    assert first.members.count() == 1
    # The old address, and a form that was open in the file that went, lead to the one that stays.
    assert client.get(path(second)).url == path(first)
    contact = FamilyContact.objects.get()
    assert client.get(path(second, "contacten", contact.pk)).status_code == 200
    history = client.get(path(first, "historiek")).content.decode()
    assert "Milla" in history
    made = Regrouping.objects.get()
    page = client.get(path(first)).content.decode()
    assert "Peters-Claes" in page
    client.post(path(first, "samenvoegen", made.pk, "ongedaan"))
    assert client.get(path(second)).status_code == 200
    assert second.contacts.count() == 1 and first.members.get().first_name == "Mila"


def test_what_was_changed_in_the_file_that_went_is_read_in_the_one_that_stays(two, client):
    first, second = two
    client.get(path(second))
    send(client, path(second, "wijzigen"), name="Pieters")
    merge(first, second)
    page = client.get(path(first, "historiek"))
    assert any(line.old == "Peters-Claes" for edit in page.context["edits"] for line in edit.lines)
    assert sum(look.times for look in page.context["looks"]) >= 2


def test_two_members_cannot_be_the_same_person(two, client):
    first, second = two
    other = FamilyMember.objects.create(family=second, role="child", first_name="Noor")
    mine, theirs = first.members.get(), second.members.exclude(pk=other.pk).get()
    page = send(
        client,
        path(first, "samenvoegen", second.pk),
        **{f"member_{theirs.pk}": str(mine.pk), f"member_{other.pk}": str(mine.pk)},
    )
    assert page.status_code == 200 and page.context["form"].errors
    assert Family.objects.count() == 2


@pytest.fixture
def stranger(aalst):
    with branch_context(aalst):
        return Family.objects.create(name="Peeters", phone="0470 12 34 56")


def test_a_family_of_another_branch_cannot_be_chosen(stranger, herent, client):
    with branch_context(herent):
        first = Family.objects.create(name="Peeters", phone="0470 12 34 56")
    assert client.get(path(first, "samenvoegen", stranger.pk)).status_code == 404
    page = client.post(path(first, "samenvoegen"), {"family": str(stranger.pk)})
    assert page.status_code == 200 and page.context["form"].errors
    assert str(stranger.pk) not in client.get(path(first, "samenvoegen")).content.decode()


def test_move_separate_and_join_by_their_forms(two, client):
    first, second = two
    parent = FamilyMember.objects.create(family=first, role="parent", first_name="An")
    member = first.members.exclude(pk=parent.pk).get()
    page = send(client, path(first, "leden", member.pk, "verhuizen"), family=str(second.pk))
    assert list(page.context["form"].errors) == ["day"]
    send(
        client,
        path(first, "leden", member.pk, "verhuizen"),
        family=str(second.pk),
        how="day",
        day="2025-05-01",
    )
    assert second.members.filter(first_name="Mila", joined_on=MAY).exists()
    FamilyMember.objects.create(family=first, role="child", first_name="Adam")
    done = send(client, path(first, "splitsen"), members=[str(parent.pk)], day="2025-06-01", name="Claes")
    assert done.url.startswith(path(first))
    apart = Regrouping.objects.get(kind="separated")
    assert path(apart.other) in client.get(path(first)).content.decode()
    assert path(first) in client.get(path(apart.other)).content.decode()
    send(client, path(first, "splitsen", apart.pk, "samen"), day="2025-09-01")
    assert first.members.filter(first_name="An", left_on=None).exists()


def test_the_number_of_queries_of_a_merging_does_not_grow_with_the_rows(two, client):
    counts = []
    for number in (1, 3):
        first = Family.objects.create(name=f"Adams {number}")
        second = Family.objects.create(name=f"Adams {number}")
        for family in (first, second):
            for _ in range(number):
                FamilyContact.objects.create(family=family, date=MAY, kind="other")
                Referral.objects.create(family=family, received_on=MAY)
        for address in (path(first, "samenvoegen"), path(first, "samenvoegen", second.pk)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            merge(first, second)
        counts.append(len(queries))
    assert counts[:3] == counts[3:]
