"""Two people, or two presses, at the same moment: the file is as if one came after the other."""

import datetime
from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from families.actions import removal
from families.actions.decisions import undo_decision
from families.actions.waiting import return_to_waiting_list
from families.models import Family, FamilyContact, Referral, WaitingListEntry
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import locked
from matching.actions import start_trajectory
from matching.models import Trajectory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.date(2026, 1, 5)


def at_once(*tasks: Callable[[], Any]) -> None:
    """Does these beside each other, and waits for all."""

    def run(task: Callable[[], Any]) -> None:
        try:
            task()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_trajectory_rests_on_a_decision_that_is_being_taken_back(herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        mieke = Volunteer.objects.create(first_name="Mieke", last_name="Claes")
        referral = Referral.objects.create(
            family=family, received_on=DAY, decided_on=DAY, decision="accepted"
        )
    taken_back = Event()

    def undo() -> None:
        with branch_context(herent):
            undo_decision(referral, by=None, version=referral.version)
            taken_back.set()
            Event().wait(0.5)  # the other one asks before this is committed

    def start() -> None:
        taken_back.wait()
        with branch_context(herent):
            start_trajectory(family, volunteer=mieke, role="family_buddy", started_on=DAY, by=None)

    at_once(undo, start)
    with branch_context(herent):
        assert Trajectory.objects.get().referral is None
        referral.refresh_from_db()
        assert referral.decision == ""


def test_a_place_is_given_back_while_somebody_notes_what_the_family_answered(herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        entry = WaitingListEntry.objects.create(
            family=family, entered_on=DAY, left_on=DAY, exit_reason="withdrawn"
        )
    locks, done = Event(), Event()

    def note() -> None:
        with branch_context(herent):
            locked(family)
            locks.set()
            Event().wait(0.5)  # the other one has locked by then what it locks first
            locked(entry)

    def give_back() -> None:
        locks.wait()
        with branch_context(herent):
            return_to_waiting_list(entry, by=None, version=None)
        done.set()

    at_once(note, give_back)
    with branch_context(herent):
        entry.refresh_from_db()
    assert done.is_set() and entry.left_on is None


def test_what_is_put_back_with_many_presses_is_there_once(herent: Branch, coordinator, sign_in) -> None:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        contact = FamilyContact.objects.create(family=family, date=DAY, kind="intake", note="Belt terug.")
        removal.remove_from_file(contact, family=family, by=coordinator)
    cookies, start, answers = sign_in(coordinator).cookies, Barrier(6), []

    def press() -> None:
        browser = Client()
        browser.cookies = cookies
        start.wait()
        path = f"/herent/gezinnen/{family.pk}/contacten/{contact.pk}/terugzetten/"
        answers.append(browser.post(path).status_code)

    at_once(*[press] * 6)
    assert answers == [302] * 6
    with branch_context(herent):
        assert FamilyContact.objects.get().note == "Belt terug."
        assert AuditEvent.objects.filter(verb="restore_familycontact").count() == 1
