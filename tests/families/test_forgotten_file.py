"""A file that was made anonymous takes nothing any more: what is written in it would never go."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from families.actions.anonymising import anonymise_family
from families.actions.concerns import note_concern
from families.actions.contacts import note_contact
from families.actions.family import add_member, change_family
from families.actions.separating import move_member
from families.actions.waiting import put_on_waiting_list
from families.models import Family, FamilyMember, OnwardReferral, WaitingListEntry
from families.queries.onward import without_outcome
from homestart.tenancy.context import branch_context
from matching.actions import start_trajectory
from tests.families.intake import ago, send
from tests.families.taken_apart import all_rows
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SECRET = "Peeters-kanarie"


@pytest.mark.parametrize(
    "write",
    [
        lambda family, other, mieke: change_family(family, by=None, version=family.version, name=SECRET),
        lambda family, other, mieke: add_member(family, by=None, role="child", first_name=SECRET),
        lambda family, other, mieke: note_contact(family, by=None, date=ago(1), kind="other", note=SECRET),
        lambda family, other, mieke: note_concern(family, by=None, date=ago(1), facts=SECRET),
        lambda family, other, mieke: put_on_waiting_list(family, by=None, entered_on=ago(1)),
        lambda family, other, mieke: move_member(other.members.get(), family, by=None, version=None),
        lambda family, other, mieke: start_trajectory(family, volunteer=mieke, role="family_buddy", by=None),
    ],
)
def test_nothing_is_written_any_more_in_a_file_that_was_forgotten(herent, write):
    with branch_context(herent):
        family, other = Family.objects.create(), Family.objects.create(name="Peeters")
        FamilyMember.objects.create(family=other, role="child", first_name="Mila")
        mieke = Volunteer.objects.create(first_name="Mieke", last_name="Claes")
        anonymise_family(family, by=None)
        family.refresh_from_db()
        before = all_rows()
        with pytest.raises(ValidationError), transaction.atomic():
            write(family, other, mieke)
        assert all_rows() == before


def test_the_pages_of_a_forgotten_file_say_so(herent, coordinator, sign_in):
    with branch_context(herent):
        family = Family.objects.create()
        WaitingListEntry.objects.create(
            family=family, entered_on=ago(9), left_on=ago(8), exit_reason="withdrawn"
        )
        OnwardReferral.objects.create(family=family, date=ago(60), organisation="CAW")
        assert without_outcome(ago(0)).count() == 1
        anonymise_family(family, by=None)
        assert not without_outcome(ago(0)).exists()
    els, path = sign_in(coordinator), f"/herent/gezinnen/{family.pk}/"
    shown = els.get(path).content.decode()
    assert f"{path}historiek/" in shown and f"{path}contact/" not in shown and "starten/" not in shown
    answer = send(els, f"{path}contact/", date=ago(1).isoformat(), note=SECRET)
    assert answer.status_code == 200 and SECRET in answer.content.decode()
    for name in ("wachtlijst/", "situatie/klopt/"):
        assert els.post(f"{path}{name}").status_code in (200, 302), name
    with branch_context(herent):
        assert not family.contacts.exists() and family.waiting_list_entries.count() == 1
