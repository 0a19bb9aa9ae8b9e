"""Who may read what: a coach works like a coordinator, and reads no concern and no note for coordinators."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from families.actions import concerns as concern_actions
from families.actions import contacts as contact_actions
from families.actions.merging import merge_families, undo_regrouping
from families.actions.removal import remove_from_file
from families.actions.separating import separate_family
from families.models import Concern, Family, FamilyContact, FamilyMember, FollowUp, Referral
from homestart.accounts.models import User
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.exchange.exporting import tables_of
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.actions import open_report
from reporting.indicators import compute
from tests.architecture.access_matrix import COACH, MATRIX
from tests.drafts.test_editing import hidden
from tests.families.test_file import ago, page, path_of, send

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
#: What stands in a note of each level, and in a concern.
BRANCH, COORDINATORS, CONCERN, FACTS = (
    "voor-iedereen-x7",
    "voor-coordinatoren-x7",
    "bij-de-zorg-x7",
    "feiten-x7",
)
NARROW = (COORDINATORS, CONCERN, FACTS)


@pytest.fixture
def family(herent: Branch, coordinator: User) -> Family:
    """With a corrected note of each level, each with something to do; and a concern with all its parts."""
    today = timezone.localdate()
    with branch_context(herent):
        family = Family.objects.create(name="Peeters", phone="0470 12 34 56")
        Referral.objects.create(family=family, family_name="Peeters", received_on=ago(30))
        for level, text in (("branch", BRANCH), ("coordinators", COORDINATORS), ("concern", CONCERN)):
            values: dict[str, Any] = {"date": ago(2), "kind": "long_call", "took_place": True, "level": level}
            contact = contact_actions.note_contact(
                family, by=coordinator, note=text, next_text=f"doen {text}", next_on=today, **values
            )
            changed = {"with_whom": f"met {text}", "note": f"{text} verbeterd"}
            contact_actions.change_contact(contact, by=coordinator, version=1, **changed)
        concern = concern_actions.note_concern(family, by=coordinator, date=ago(5), facts=FACTS)
        concern = concern_actions.change_concern(concern, by=coordinator, version=1, conclusion=FACTS)
        step = concern.plan.steps.first()
        concern_actions.take_step(concern, step, by=coordinator, done_on=today, note=FACTS)
        told = {"who": "vk", "date": today, "name": FACTS, "note": FACTS}
        concern_actions.note_notice(concern, by=coordinator, **told)
        return family


def pages_of(family: Family) -> Iterator[str]:
    """Every page of the branch that a coach may open, for this family."""
    with branch_context(family.branch):
        contacts = {contact.level: contact for contact in FamilyContact.objects.all()}
        referral = Referral.objects.get()
    for name, one in MATRIX.items():
        if not one.in_branch or one.get != 200 or COACH not in one.opens_for:
            continue
        kwargs = {"branch_slug": family.branch.slug}
        if name in ("referrals:detail", "referrals:edit", "referrals:decide"):
            kwargs["referral_id"] = referral.pk
        elif name in ("families:contact_edit",):
            kwargs |= {"family_id": family.pk, "contact_id": contacts["branch"].pk}
        elif name.startswith("families:"):
            kwargs["family_id"] = family.pk
        try:
            yield reverse(name, kwargs=kwargs)
        except NoReverseMatch:  # about a record of another kind
            continue


def test_a_coach_reads_no_narrow_note_on_any_page(family, sign_in: SignIn, coach, coordinator):
    seen = {}
    for who in (coach, coordinator):
        client = sign_in(who)
        texts = []
        for path in pages_of(family):
            response = client.get(path)
            assert response.status_code in (200, 404), path
            texts.append(response.content.decode())
            if who == coach:
                assert not [word for word in NARROW if word in texts[-1]], path
        seen[who] = "\n".join(texts)
    assert len(texts) > 15
    assert BRANCH in seen[coach] and BRANCH in seen[coordinator]
    # The canaries do sing: for who may hear them.
    assert COORDINATORS in seen[coordinator]
    # A concern stands on no ordinary page, for the coordinator neither.
    assert FACTS not in seen[coordinator]


def test_on_the_file_the_history_and_today(family, herent, sign_in: SignIn, coach, coordinator):
    for who, told in ((coach, {BRANCH}), (coordinator, {BRANCH, COORDINATORS})):
        client = sign_in(who)
        for path in (path_of(family), path_of(family, "historiek/")):
            text = page(client, path)
            assert {word for word in (BRANCH, *NARROW) if word in text} == told, path
    today = page(sign_in(coach), "/herent/")
    assert {word for word in (BRANCH, *NARROW) if word in today} == {BRANCH}
    assert "erontrusting" not in today
    today = page(sign_in(coordinator), "/herent/")
    assert {word for word in (BRANCH, *NARROW) if word in today} == {BRANCH, COORDINATORS, CONCERN}


@pytest.mark.parametrize(("level", "for_coach"), [("branch", 200), ("coordinators", 404), ("concern", 404)])
def test_a_note_that_is_too_narrow_does_not_exist(
    family, herent, sign_in: SignIn, coach, coordinator, level, for_coach
):
    with branch_context(herent):
        contact = FamilyContact.objects.get(level=level)
        follow_up = FollowUp.objects.get(level=level)
    edit, todo = path_of(family, f"contacten/{contact.pk}/"), path_of(family, f"opvolging/{follow_up.pk}/")
    assert [sign_in(coach).get(path).status_code for path in (edit, todo)] == [for_coach, for_coach]
    assert [sign_in(coordinator).get(path).status_code for path in (edit, todo)] == [200, 200]
    gone = 302 if for_coach == 200 else 404
    for path in (f"{todo}gedaan/", f"{todo}naar/2026-01-05/", f"{todo}opnieuw/", f"{edit}verwijderen/"):
        assert sign_in(coach).post(path).status_code == gone, path
    with branch_context(herent):
        assert FamilyContact.objects.filter(pk=contact.pk).exists() == (gone == 404)


def test_what_was_once_narrow_stays_so_in_the_history(family, herent, sign_in: SignIn, coach, coordinator):
    with branch_context(herent):
        contact = FamilyContact.objects.get(level="coordinators")
        contact_actions.change_contact(
            contact, by=coordinator, version=contact.version, note="nu-voor-iedereen", level="branch"
        )
        removed = contact_actions.note_contact(
            family, by=coordinator, date=ago(1), kind="other", note=COORDINATORS, level="coordinators"
        )
        remove_from_file(removed, family=family, by=coordinator)
    client = sign_in(coach)
    assert "nu-voor-iedereen" in page(client, path_of(family))
    assert COORDINATORS not in page(client, path_of(family, "historiek/"))
    assert client.post(path_of(family, f"contacten/{removed.pk}/terugzetten/")).status_code == 404
    assert COORDINATORS in page(sign_in(coordinator), path_of(family, "historiek/"))
    with branch_context(herent):
        # What was agreed in it is for the same readers.
        assert {*FollowUp.objects.filter(contact=contact).values_list("level", flat=True)} == {"branch"}


def test_a_merging_taken_back_gives_no_narrow_note_away(family, herent, sign_in: SignIn, coach, coordinator):
    with branch_context(herent):
        other = Family.objects.create(name="Peeters")
        merging = merge_families(other, family, by=coordinator, version=None)
        for contact in FamilyContact.objects.exclude(level="branch"):
            contact_actions.change_contact(
                contact, by=coordinator, version=contact.version, note="Na het samenvoegen."
            )
        undo_regrouping(merging, by=coordinator)
    history = path_of(other, "historiek/")
    assert not {word for word in NARROW if word in page(sign_in(coach), history)}
    assert COORDINATORS in page(sign_in(coordinator), history)


def test_what_stands_in_the_way_of_an_undo_names_no_concern(family, herent, sign_in: SignIn, coach):
    with branch_context(herent):
        goes, _stays = (
            FamilyMember.objects.create(family=family, role="parent", first_name=name)
            for name in ("An", "Bo")
        )
        apart = separate_family(family, by=None, version=None, day=ago(3), members=[goes], name="Claes")
        concern_actions.note_concern(apart.other, by=None, date=ago(1), facts=FACTS)
    client = sign_in(coach)
    response = client.post(path_of(family, f"samenvoegen/{apart.pk}/ongedaan/"), follow=True)
    (said,) = response.context["messages"]
    assert said.level_tag == "error" and str(Concern._meta.verbose_name) not in str(said)
    assert "erontrust" not in response.content.decode()


def test_a_coach_is_not_asked_who_may_read_and_cannot_say(family, herent, sign_in: SignIn, coach):
    client = sign_in(coach)
    path = path_of(family, "contact/")
    assert 'name="level"' not in page(client, path)
    send(client, path, date=timezone.localdate(), note="van de coach", level="concern")
    with branch_context(herent):
        assert FamilyContact.objects.get(note="van de coach").level == "branch"


def test_a_coordinator_chooses_and_a_note_about_a_concern_stands_with_the_concerns(
    family, herent, sign_in: SignIn, coordinator
):
    client = sign_in(coordinator)
    path = path_of(family, "contact/")
    text = send(client, path, date=timezone.localdate(), note="nieuw-bij-zorg", level="concern")
    assert "nieuw-bij-zorg" in text and CONCERN in text
    assert "nieuw-bij-zorg" not in page(client, path_of(family))
    answer = client.post(path, {**hidden(page(client, path)), "date": timezone.localdate(), "level": "iets"})
    assert answer.status_code == 200


def exported(branch: Branch, permissions: frozenset[Permission]) -> str:
    with branch_context(branch):
        return str(tables_of(branch, permissions))


def test_an_export_takes_along_what_its_maker_may_read(family, herent):
    everything = PERMISSIONS[Role.COORDINATOR]
    text = exported(herent, everything)
    assert all(word in text for word in (BRANCH, *NARROW))
    assert "concerns.csv" in text and "'level'" in text
    text = exported(herent, everything - {Permission.READ_CONCERNS})
    assert {word for word in (BRANCH, *NARROW) if word in text} == {BRANCH, COORDINATORS}
    assert "concerns.csv" not in text
    text = exported(herent, PERMISSIONS[Role.COACH])
    assert {word for word in (BRANCH, *NARROW) if word in text} == {BRANCH}


def test_a_coach_finds_and_downloads_nothing_of_it(family, herent, sign_in: SignIn, coach):
    client = sign_in(coach)
    for word in NARROW:
        assert "data-hit" not in client.post("/herent/zoeken/", {"zoek": word}).content.decode()
    listed = client.post("/herent/gezinnen/?export=xlsx", {"export": "xlsx"})
    assert listed.status_code in (200, 302)
    assert not [word for word in NARROW if word.encode() in listed.content]


def test_all_of_them_count_in_the_figures(family, herent):
    names = ["contacts_coordinator_family", "crisis_no_shelter"]
    with branch_context(herent):
        assert [compute(herent, ago(5).year, [name])[name] for name in names] == [3, 0]
        Concern.objects.update(outcome="no_place_available")
        assert compute(herent, ago(5).year, names)["crisis_no_shelter"] == 1


def test_the_list_behind_a_figure_does_not_say_of_which_family_a_note_with_a_concern_is(
    family, herent, sign_in: SignIn, coach
):
    with branch_context(herent):
        open_report(ago(2).year, by=None)
    path = reverse("reports:cases", args=["herent", ago(2).year, "contacts_coordinator_family"])
    listed = sign_in(coach).get(path)
    assert sorted(line.who for line in listed.context["page"].lines) == ["Peeters", "Peeters", "–"]
