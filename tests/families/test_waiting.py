"""The waiting list: who waits and since when, priority, care meanwhile, leaving it, and closing it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.enums import Decision, Priority, WaitingExitReason
from families.models import (
    Family,
    FamilyContact,
    FamilyMember,
    IntakeStop,
    Referral,
    WaitingCareAction,
    WaitingListEntry,
)
from families.queries.waiting import IN_TURN, Filters, to_ask, waiting_list
from families.rules import why_here
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.ui.templatetags.format import day
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db

LIST = "/herent/wachtlijst/"
ROUND = f"{LIST}nog-nodig/"


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def entry(herent: Branch) -> Any:
    """Peeters waits for a hundred days, in the active branch."""
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        yield WaitingListEntry.objects.create(family=family, entered_on=ago(100))


def path_of(entry: WaitingListEntry, page: str = "") -> str:
    return f"{LIST}{entry.pk}/{page}"


def place(name: str, days: int, **values: Any) -> WaitingListEntry:
    return WaitingListEntry.objects.create(
        family=Family.objects.create(name=name), entered_on=ago(days), **values
    )


def found(name: str = "", **filters: Any) -> list[Any]:
    return list(waiting_list(Filters(**filters), name, timezone.localdate()).order_by("family__name"))


def test_a_family_waits_since_it_was_accepted(herent, aalst):
    with branch_context(aalst):
        place("Aalsters", 10)
    with branch_context(herent):
        place("Adams", 10)
        accepted = place("Bogaert", 10)
        accepted.referral = Referral.objects.create(
            family=accepted.family, received_on=ago(40), decision=Decision.ACCEPTED, decided_on=ago(30)
        )
        accepted.save()
        undated = place("Claes", 10)
        undated.referral = Referral.objects.create(
            family=undated.family, received_on=ago(40), decision=Decision.ACCEPTED
        )
        undated.save()
        place("Daems", 20, left_on=ago(0))
        place("Engels", 20, left_on=ago(-1))
        place("Feys", -1)
        assert [(one.family.name, one.since) for one in found()] == [
            ("Adams", ago(10)),
            ("Bogaert", ago(30)),
            ("Claes", ago(10)),
            ("Engels", ago(20)),
        ]
        assert [one.family.name for one in found("cl")] == ["Claes"]


def test_the_last_contact_is_one_that_took_place(entry):
    family = entry.family
    assert found()[0].last_contact is None
    WaitingCareAction.objects.create(family=family, date=ago(50), kind="paperwork")
    FamilyContact.objects.create(family=family, date=ago(60), kind="other")
    FamilyContact.objects.create(family=family, date=ago(40), kind="home_visit", took_place=False)
    FamilyContact.objects.create(family=family, date=ago(-5), kind="home_visit")
    other = place("Claes", 1)
    FamilyContact.objects.create(family=other.family, date=ago(0), kind="other")
    assert [(one.family.name, one.last_contact) for one in found()] == [
        ("Claes", ago(0)),
        ("Peeters", ago(50)),
    ]
    FamilyContact.objects.create(family=family, date=ago(30), kind="long_call", took_place=True)
    assert found("Pee")[0].last_contact == ago(30)


@pytest.mark.parametrize(
    ("waits", "contact", "weeks", "asks"),
    [
        (56, None, 8, True),
        (55, None, 8, False),
        (200, 56, 8, True),
        (200, 55, 8, False),
        (10, 200, 8, False),
        (200, 55, 7, True),
        (200, 48, 7, False),
    ],
)
def test_after_the_weeks_of_the_branch_somebody_asks_again(herent, waits, contact, weeks, asks):
    herent.still_needed_weeks = weeks
    with branch_context(herent):
        entry = place("Peeters", waits)
        if contact:
            FamilyContact.objects.create(family=entry.family, date=ago(contact), kind="other")
        assert [row.pk for row in to_ask(found(), timezone.localdate())] == [entry.pk] * asks
        assert [row.pk for row in found(to_ask=True)] == [entry.pk] * asks


def test_the_order_is_urgent_then_a_child_that_comes_soon_then_who_waits_longest(herent):
    def expects(entry: WaitingListEntry, days: int, **values: Any) -> None:
        child = {"role": "child", "due_date": ago(-days), **values}
        FamilyMember.objects.create(family=entry.family, **child)

    with branch_context(herent):
        place("Adams", 300)
        expects(place("Bogaert", 400), 92)
        expects(place("Claes", 20), 91)
        expects(place("Daems", 30), -21)
        expects(place("Engels", 500), -22)
        expects(place("Feys", 290), 30, birth_date=ago(1))
        expects(place("Goris", 280), 30, left_on=ago(1))
        expects(place("Hermans", 270), 30, role="parent")
        place("Ivens", 5, priority=Priority.URGENT, urgency_reason="Opname van de moeder")
        expects(place("Jans", 6, priority=Priority.URGENT), 10)
        place("Konings", 300, priority=Priority.NORMAL)
        rows = waiting_list(Filters(), "", timezone.localdate()).order_by(*IN_TURN)
        names = [row.family.name for row in rows]
        assert names[:5] == ["Jans", "Ivens", "Daems", "Claes", "Engels"]
        assert set(names[6:8]) == {"Adams", "Konings"} and names[5] == "Bogaert"
        assert names[8:] == ["Feys", "Goris", "Hermans"]
        why = [why_here(row) for row in rows]
        assert why[:4] == [
            "dringend, reden niet genoteerd",
            "dringend: Opname van de moeder",
            f"verwacht een kind op {day(ago(21))}",
            f"verwacht een kind op {day(ago(-91))}",
        ]
        assert why[4] == f"wacht sinds {day(ago(500))}"


def test_the_list_tells_how_long_and_what_is_next(entry, els):
    fresh = place("Claes", 0, priority=Priority.URGENT, urgency_reason="Tweeling", wishes="Liefst dinsdag")
    page = els.get(LIST).content.decode()
    assert "3 maanden" in page and "sinds vandaag" in page and "Liefst dinsdag" in page
    assert "dringend: Tweeling" in page
    assert f"{LIST}nog-nodig/#plaats-{entry.pk}" in page
    assert f"{path_of(fresh)}" in page
    assert page.index("Claes") < page.index("Peeters")
    longest = els.get(LIST, {"volgorde": "wacht"}).content.decode()
    assert longest.index("Peeters") < longest.index("Claes")
    urgent = els.get(LIST, {"voorrang": "urgent"}).content.decode()
    assert "Claes" in urgent and "Peeters" not in urgent
    silent = els.get(LIST, {"stil": "on"}).content.decode()
    assert "Peeters" in silent and "Claes" not in silent


def test_the_list_says_how_long_one_waits_on_average(entry, els):
    def stats() -> list[tuple[str, str]]:
        return [(str(value), label) for value, label, _url in els.get(LIST).context["stats"]]

    place("Claes", 20, priority=Priority.URGENT)
    place("Daems", 700, left_on=ago(0))
    assert stats() == [
        ("2", "gezinnen wachten"),
        ("9 weken", "gemiddeld"),
        ("1", "dringend"),
        ("1", "te vragen of hulp nog nodig is"),
    ]
    WaitingListEntry.objects.update(left_on=ago(0))
    assert stats() == []


def test_priority_wishes_and_day_are_changed(entry, els):
    typed = {"priority": "urgent", "wishes": "Graag een oma", "entered_on": ago(90).isoformat()}
    assert set(errors(send(els, path_of(entry), **typed))) == {"urgency_reason"}
    typed |= {"urgency_reason": "Bevalling", "wished_languages": ["ar", "fr"], "wished_dayparts": ["tue_am"]}
    assert send(els, path_of(entry), **typed, wished_themes=["administration"]).url == LIST
    entry.refresh_from_db()
    assert (entry.priority, entry.wishes, entry.entered_on) == ("urgent", "Graag een oma", ago(90))
    assert (entry.wished_languages, entry.wished_dayparts, entry.wished_themes) == (
        ["ar", "fr"],
        ["tue_am"],
        ["administration"],
    )
    assert (entry.urgency_reason, entry.version) == ("Bevalling", 2)
    page = els.get(LIST).content.decode()
    assert "Arabisch, Frans, dinsdagvoormiddag, administratie · Graag een oma" in page
    assert set(errors(send(els, path_of(entry), entered_on=ago(-1).isoformat()))) == {"entered_on"}


def test_why_a_place_was_urgent_stays_in_the_history(entry, els):
    send(els, path_of(entry), priority="urgent", urgency_reason="Bevalling in maart")
    assert send(els, path_of(entry), priority="normal").url == LIST
    entry.refresh_from_db()
    assert (entry.priority, entry.urgency_reason) == ("normal", "")
    history = els.get(f"/herent/gezinnen/{entry.family_id}/historiek/").content.decode()
    assert "Bevalling in maart" in history


def test_who_saves_later_sees_both(entry, els, coordinator, sign_in):
    other = sign_in(coordinator)
    late = form_on(other.get(path_of(entry)))
    send(els, path_of(entry), wishes="Arabisch")
    page = other.post(path_of(entry), {**late, "wishes": "Turks"}).content.decode()
    assert "Arabisch" in page and "Turks" in page
    entry.refresh_from_db()
    assert entry.wishes == "Arabisch"


@pytest.mark.parametrize(("days", "right"), [(101, False), (100, True), (0, True), (-1, False)])
def test_a_family_leaves_the_list_from_the_day_it_came(entry, els, days, right):
    answer = send(els, path_of(entry, "afvoeren/"), left_on=ago(days).isoformat(), exit_reason="moved")
    entry.refresh_from_db()
    if right:
        assert answer.url == LIST
        assert (entry.left_on, entry.exit_reason) == (ago(days), WaitingExitReason.MOVED)
        assert found() == []
    else:
        assert set(errors(answer)) == {"left_on"}
        assert entry.left_on is None


def test_leaving_needs_a_reason_and_can_be_undone(entry, els):
    assert set(errors(send(els, path_of(entry, "afvoeren/")))) == {"exit_reason"}
    send(els, path_of(entry, "afvoeren/"), exit_reason="unreachable")
    page = els.get(LIST).content.decode()
    back = f"{path_of(entry, 'terugzetten/')}?versie=2"
    assert f'action="{back}"' in page
    for _click in range(2):
        assert els.post(back).url == LIST
        entry.refresh_from_db()
        assert (entry.left_on, entry.exit_reason) == (None, "")
    assert AuditEvent.objects.filter(verb="return_to_waiting_list").count() == 1


def test_an_old_tab_does_not_put_back_what_a_colleague_changed(entry, els):
    send(els, path_of(entry, "afvoeren/"), exit_reason="unreachable")
    send(els, path_of(entry, "afvoeren/"), exit_reason="moved", left_on=ago(3).isoformat())
    page = els.post(f"{path_of(entry, 'terugzetten/')}?versie=2", follow=True).content.decode()
    assert "Iemand anders heeft deze plaats intussen gewijzigd." in page
    entry.refresh_from_db()
    assert (entry.exit_reason, entry.left_on) == ("moved", ago(3))


@pytest.mark.parametrize("reason", WaitingExitReason.values)
def test_every_reason_takes_a_family_off_the_list_and_can_be_undone(entry, els, reason):
    assert form_on(els.get(f"{path_of(entry, 'afvoeren/')}?reden={reason}"))["exit_reason"] == [reason]
    assert send(els, path_of(entry, "afvoeren/"), exit_reason=reason).url == LIST
    entry.refresh_from_db()
    assert (entry.exit_reason, entry.left_on, found()) == (reason, ago(0), [])
    els.post(f"{path_of(entry, 'terugzetten/')}?versie=2")
    assert [row.pk for row in found()] == [entry.pk]


def test_a_family_that_has_another_place_does_not_get_the_old_one_back(entry, els):
    send(els, path_of(entry, "afvoeren/"), exit_reason="unreachable")
    WaitingListEntry.objects.create(family=entry.family, entered_on=ago(0))
    page = els.post(f"{path_of(entry, 'terugzetten/')}?versie=2", follow=True).content.decode()
    assert "Dit gezin staat al op de wachtlijst." in page
    entry.refresh_from_db()
    assert entry.left_on == timezone.localdate()


def test_a_place_is_not_taken_after_it_was_left(entry, els):
    send(els, path_of(entry, "afvoeren/"), left_on=ago(50).isoformat(), exit_reason="moved")
    assert set(errors(send(els, path_of(entry), entered_on=ago(49).isoformat()))) == {"entered_on"}
    assert send(els, path_of(entry), entered_on=ago(50).isoformat()).status_code == 302


def test_asking_whether_support_is_still_needed_is_noted(entry, els):
    path = path_of(entry, "zorg/")
    assert form_on(els.get(f"{path}?soort=still_needed_check"))["kind"] == ["still_needed_check"]
    answer = send(els, path, kind="still_needed_check", result="still_needed", note="Ja, graag")
    assert answer.url == path_of(entry)
    care = WaitingCareAction.objects.get()
    assert (care.family, care.date, care.by) == (entry.family, timezone.localdate(), "coordinator")
    assert (care.kind, care.result, care.note) == ("still_needed_check", "still_needed", "Ja, graag")
    page = els.get(path_of(entry)).content.decode()
    assert "Laatst gevraagd op" in page and "Ja, graag" in page
    assert to_ask(found(), timezone.localdate()) == []
    assert els.get(f"{path}?soort=x").status_code == 200


def test_a_family_with_a_file_is_put_on_the_list(herent, aalst, els):
    path = f"{LIST}toevoegen/"
    with branch_context(aalst):
        theirs = Family.objects.create(name="Aalsters")
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        page = els.get(f"{path}?gezin={family.pk}")
        assert form_on(page)["family"] == [str(family.pk)]
        assert "Aalsters" not in els.get(f"{path}?gezin={theirs.pk}").content.decode()
        assert els.get(f"{path}?gezin=x").status_code == 200
        assert set(errors(send(els, path, family=str(theirs.pk)))) == {"family"}
        assert set(errors(send(els, path))) == {"family"}
        twice = {**form_on(page), "wishes": "Turks"}
        assert els.post(path, twice).url == els.post(path, twice).url == LIST
        entry = WaitingListEntry.objects.get()
        assert (entry.family, entry.entered_on, entry.wishes) == (family, timezone.localdate(), "Turks")
        page = send(els, path, family=str(family.pk))
        assert errors(page) == {"family": ["Dit gezin staat al op de wachtlijst."]}


def test_the_waiting_list_is_closed_for_a_while(herent, els):
    path = f"{LIST}stop/"
    with branch_context(herent):
        early = send(els, path, started_on=ago(5).isoformat(), ended_on=ago(6).isoformat())
        assert set(errors(early)) == {"ended_on"}
        typed = {"started_on": ago(5).isoformat(), "ended_on": "", "reason": "Te weinig vrijwilligers"}
        assert send(els, path, **typed).url == LIST
        stop = IntakeStop.objects.get()
        assert (stop.started_on, stop.ended_on, stop.reason) == (ago(5), None, "Te weinig vrijwilligers")
        page = els.get(LIST).content.decode()
        assert "Te weinig vrijwilligers" in page and f"{path}{stop.pk}/" in page
        assert set(errors(send(els, path))) == {"started_on"}
        assert send(els, f"{path}{stop.pk}/", ended_on=ago(1).isoformat()).url == LIST
        stop.refresh_from_db()
        assert (stop.ended_on, stop.version) == (ago(1), 2)
        assert "Te weinig vrijwilligers" not in els.get(LIST).content.decode()
        assert set(errors(send(els, path, started_on=ago(1).isoformat()))) == {"started_on"}
        assert send(els, path, started_on=ago(0).isoformat()).status_code == 302


def test_the_number_of_queries_does_not_grow(
    entry, els, django_assert_num_queries, django_assert_max_num_queries
):
    pages = [LIST, path_of(entry), ROUND]
    for page in pages:
        els.get(page)
    counts = []
    for page in pages:
        with django_assert_max_num_queries(25) as counted:
            els.get(page)
        counts.append(len(counted))
    for name in ("Adams", "Bogaert"):
        other = place(name, 100)
        for family in (other.family, entry.family):
            FamilyContact.objects.create(family=family, date=ago(90), kind="other")
            WaitingCareAction.objects.create(family=family, date=ago(90), kind="paperwork")
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            els.get(page)


def test_a_note_of_care_is_corrected_and_removed(entry, els):
    care = WaitingCareAction.objects.create(family=entry.family, date=ago(3), kind="paperwork", note="Brief")
    path = path_of(entry, f"zorg/{care.pk}/")
    assert path in els.get(path_of(entry)).content.decode()
    assert send(els, path, note="Brief van de school", kind="urgent_need").url == path_of(entry)
    care.refresh_from_db()
    assert (care.note, care.kind, care.date, care.version) == (
        "Brief van de school",
        "urgent_need",
        ago(3),
        2,
    )
    remove = f"/herent/gezinnen/{entry.family_id}/wachtlijstzorg/{care.pk}/verwijderen/"
    assert f'action="{remove}"' in els.get(path).content.decode()
    assert els.post(remove).status_code == 302
    assert not WaitingCareAction.objects.exists()


def test_a_note_of_care_stands_under_its_own_family(herent, els):
    with branch_context(herent):
        care = WaitingCareAction.objects.create(
            family=place("Peeters", 9).family, date=ago(3), kind="paperwork"
        )
        other = place("Claes", 1)
    assert els.get(path_of(other, f"zorg/{care.pk}/")).status_code == 404


def test_a_result_belongs_to_what_was_done(entry, els):
    path = path_of(entry, "zorg/")
    assert set(errors(send(els, path, kind="paperwork", result="still_needed"))) == {"result"}
    assert set(errors(send(els, path, kind="still_needed_check", result="settled"))) == {"result"}
    answer = send(els, path, kind="paperwork", result="going_on", actor="volunteer", again="1")
    assert answer.url == path
    assert send(els, path, kind="urgent_need", result="settled").url == path_of(entry)
    noted = WaitingCareAction.objects.order_by("kind").values_list("kind", "by", "result")
    assert list(noted) == [("paperwork", "volunteer", "going_on"), ("urgent_need", "coordinator", "settled")]
    page = els.get(path_of(entry)).content.decode()
    assert "loopt nog" in page and "in orde" in page


def test_a_call_is_noted_in_one_press(entry, els):
    place("Claes", 10)
    page = els.get(ROUND).content.decode()
    assert "Peeters" in page and "Claes" not in page
    for _click in range(2):
        assert els.post(path_of(entry, "nog-nodig/"), {"result": "still_needed"}).url == ROUND
    care = WaitingCareAction.objects.get()
    assert (care.family, care.kind, care.by, care.result) == (
        entry.family,
        "still_needed_check",
        "coordinator",
        "still_needed",
    )
    page = els.get(ROUND).content.decode()
    assert "Peeters" not in page
    assert f"/herent/gezinnen/{entry.family_id}/wachtlijstzorg/{care.pk}/verwijderen/" in page


def test_who_needs_no_support_any_more_is_led_off_the_list(entry, els):
    answer = els.post(path_of(entry, "nog-nodig/"), {"result": "no_longer_needed"})
    assert answer.url == f"{path_of(entry, 'afvoeren/')}?reden=no_longer_needed"
    assert form_on(els.get(answer.url))["exit_reason"] == ["no_longer_needed"]


def test_who_is_not_reached_comes_back_and_may_leave_after_three_times(entry, els):
    for days in (9, 6):
        WaitingCareAction.objects.create(
            family=entry.family, date=ago(days), kind="still_needed_check", result="not_reached"
        )
    leave = f"{path_of(entry, 'afvoeren/')}?reden=unreachable"
    assert leave not in els.get(ROUND).content.decode()
    els.post(path_of(entry, "nog-nodig/"), {"result": "not_reached"})
    assert "Peeters" not in els.get(ROUND).content.decode()
    assert leave in els.get(LIST).content.decode()
    WaitingCareAction.objects.filter(date=ago(0)).update(date=ago(3))
    assert leave in els.get(ROUND).content.decode()
    assert (found()[0].not_reached, found()[0].last_contact) == (3, None)
    FamilyContact.objects.create(family=entry.family, date=ago(4), kind="other")
    assert found()[0].not_reached == 1


def test_an_answer_is_one_of_three_and_of_who_waits(entry, els):
    for result in ("", "asked_by_mail", "settled"):
        assert els.post(path_of(entry, "nog-nodig/"), {"result": result}).url == ROUND
    send(els, path_of(entry, "afvoeren/"), exit_reason="moved")
    els.post(path_of(entry, "nog-nodig/"), {"result": "still_needed"})
    assert not WaitingCareAction.objects.exists()


def test_the_demand_is_counted_while_the_list_is_closed(herent, aalst, els):
    with branch_context(aalst):
        Referral.objects.create(received_on=ago(3), decision="refused", refusal_reason="intake_stop")
    with branch_context(herent):
        stop = IntakeStop.objects.create(started_on=ago(5), reason="Te weinig vrijwilligers")
        Referral.objects.create(received_on=ago(6), decision="refused", refusal_reason="intake_stop")
        Referral.objects.create(received_on=ago(5), decision="refused", refusal_reason="intake_stop")
        Referral.objects.create(received_on=ago(1), decision="refused", refusal_reason="outside_area")
        Referral.objects.create(received_on=ago(0))
        page = els.get(LIST).content.decode()
        assert "Sindsdien kwamen 3 aanmeldingen binnen," in page
        assert "één is niet aanvaard om de stop." in page
        assert "Te weinig vrijwilligers" in els.get("/herent/aanmeldingen/").content.decode()
        assert els.post(f"{LIST}stop/{stop.pk}/einde/").url == LIST
        stop.refresh_from_db()
        assert (stop.ended_on, stop.version) == (ago(0), 2)
        assert f"{LIST}stop/{stop.pk}/einde/" not in els.get(LIST).content.decode()
        later = IntakeStop.objects.create(started_on=ago(-5))
        assert (
            "Deze stop is nog niet begonnen."
            in els.post(f"{LIST}stop/{later.pk}/einde/", follow=True).content.decode()
        )
