"""A folder that comes in again: the records that it names are updated, the others are kept."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.actions.anonymising import anonymise_families, anonymise_referrals
from families.models import Family, ProfileFact, Referral, WaitingCareAction, WaitingListEntry
from homestart.accounts.actions import save_branch
from homestart.audit.models import AuditEvent
from homestart.exchange.importing import FileResult, import_folder
from homestart.exchange.problems import ImportRefused
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Match, Visit
from tests.exchange.folders import SMALL, write_files, write_small, write_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def proefdorp(tmp_path: Path) -> Branch:
    import_folder(write_small(tmp_path / "small"), by=None)
    return Branch.objects.get(slug="proefdorp")


def refused(source: Path) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        import_folder(source, by=None)
    return [str(problem) for problem in caught.value.problems.first()]


def test_the_same_folder_twice_changes_nothing(proefdorp: Branch, tmp_path: Path) -> None:
    with branch_context(proefdorp):
        before = dict(Visit.objects.values_list("key", "id"))
        events = AuditEvent.objects.count()
    result = import_folder(tmp_path / "small", by=None)
    assert (result.made, result.changed) == (0, 0)
    assert sum(file.unchanged for file in result.files) == sum(
        len(c.splitlines()) - 1 for c in SMALL.values()
    )
    with branch_context(proefdorp):
        assert dict(Visit.objects.values_list("key", "id")) == before
        assert AuditEvent.objects.count() == events


def test_a_corrected_folder_updates_the_records_it_names(proefdorp: Branch, tmp_path: Path) -> None:
    source = write_files(
        tmp_path / "correction",
        families="key,name,needs\nG2,Yildiz,\nG3,Nieuw,\n",
        profile_facts="family,fact,value,valid_from\nG1,housing,owner,2023-01-10\nG1,housing,unknown,2024-01-01\n",
    )
    result = import_folder(source, by=None)
    assert result.files == [
        FileResult("branch.csv", made=0, changed=0, unchanged=1),
        FileResult("families.csv", made=1, changed=1, unchanged=0),
        FileResult("profile_facts.csv", made=1, changed=1, unchanged=0),
    ]
    with branch_context(proefdorp):
        assert list(Family.objects.order_by("key").values_list("key", "name", "home_language", "needs")) == [
            ("G1", "Peeters", "nl", "Rust."),
            ("G2", "Yildiz", "tr", ""),
            ("G3", "Nieuw", "", ""),
        ]
        facts = ProfileFact.objects.filter(fact="housing").order_by("valid_from")
        assert list(facts.values_list("value", flat=True)) == ["owner", "unknown"]


def test_an_empty_cell_takes_a_value_away_and_an_absent_column_keeps_it(
    proefdorp: Branch, tmp_path: Path
) -> None:
    import_folder(write_files(tmp_path / "a", families="key,name\nG1,Peeters\n"), by=None)
    with branch_context(proefdorp):
        assert Family.objects.get(key="G1").needs == "Rust."
    import_folder(write_files(tmp_path / "b", families="key,needs\nG1,\n"), by=None)
    with branch_context(proefdorp):
        assert Family.objects.get(key="G1").needs == ""


def test_equal_rows_keep_their_number(proefdorp: Branch, tmp_path: Path) -> None:
    line = "G2,2023-04-01,paperwork,coordinator,\n"
    header = SMALL["waiting_care.csv"].splitlines(keepends=True)[0]

    def number() -> int:
        with branch_context(proefdorp):
            return WaitingCareAction.objects.count()

    assert number() == 2
    assert import_folder(write_files(tmp_path / "one", waiting_care=header + line), by=None).made == 0
    assert number() == 2
    assert import_folder(write_files(tmp_path / "three", waiting_care=header + 3 * line), by=None).made == 1
    assert number() == 3
    fewer_columns = "family,date,kind\n" + 3 * "G2,2023-04-01,paperwork\n"
    assert import_folder(write_files(tmp_path / "fewer", waiting_care=fewer_columns), by=None).made == 0


def test_a_part_of_a_branch_may_refer_to_what_is_there_already(proefdorp: Branch, tmp_path: Path) -> None:
    source = write_files(tmp_path / "part", visits="key,match,date,kind\nB9,M1,2023-03-01,call\n")
    assert import_folder(source, by=None).made == 1
    with branch_context(proefdorp):
        assert Visit.objects.get(key="B9").match == Match.objects.get(key="M1")


def test_a_part_of_a_branch_is_checked_against_what_is_there_already(
    proefdorp: Branch, tmp_path: Path
) -> None:
    source = write_files(tmp_path / "part", visits="key,match,date,kind\nB9,M1,2025-03-01,call\n")
    assert refused(source) == ['visits.csv:2:date: 2025-03-01 ligt na ended_on (2024-01-31) van match "M1"']


def test_a_change_that_leaves_stored_records_outside_is_blamed_on_the_change(
    proefdorp: Branch, tmp_path: Path
) -> None:
    source = write_files(
        tmp_path / "part",
        matches="key,trajectory,volunteer,role,started_on\nM1,T1,V1,family_buddy,2023-02-05\n",
    )
    assert refused(source) == [
        'matches.csv:2:started_on: visits.csv date "B1": 2023-02-01 ligt voor started_on (2023-02-05)'
        ' van match "M1"'
    ]


def test_a_place_on_the_waiting_list_may_be_closed_and_opened_in_one_folder(
    proefdorp: Branch, tmp_path: Path
) -> None:
    waiting = "key,family,entered_on,left_on\nW2,G2,2023-03-05,2023-04-01\nW3,G2,2023-05-01,\n"
    import_folder(write_files(tmp_path / "in", waiting_list=waiting), by=None)
    with branch_context(proefdorp):
        assert WaitingListEntry.objects.get(left_on=None).key == "W3"
    again = "key,family,entered_on\nW4,G2,2023-06-01\n"
    assert refused(write_files(tmp_path / "again", waiting_list=again)) == [
        'waiting_list.csv:2:left_on: gezin "G2" staat al op de wachtlijst ("W3")'
    ]


def test_a_dry_run_tells_and_writes_nothing(proefdorp: Branch, tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", families="key,name\nG1,Anders\nG9,Nieuw\n")
    result = import_folder(source, by=None, dry_run=True)
    assert result.files[1] == FileResult("families.csv", made=1, changed=1, unchanged=0)
    with branch_context(proefdorp):
        assert set(Family.objects.values_list("name", flat=True)) == {"Peeters", "Yılmaz"}
    new = write_with(tmp_path / "new", "branch.csv", "proefdorp,", "ander,")
    assert import_folder(new, by=None, dry_run=True).made == sum(
        len(c.splitlines()) - 1 for c in SMALL.values()
    )
    assert not Branch.objects.filter(slug="ander").exists()


def test_the_branch_itself_is_updated(proefdorp: Branch, tmp_path: Path) -> None:
    write_files(
        tmp_path / "in",
        branch="slug,operator,closed_on,perinatal_limit_months\nproefdorp,Nieuw vzw,2025-12-31,\n",
    )
    assert import_folder(tmp_path / "in", by=None).files == [FileResult("branch.csv", 0, 1, 0)]
    proefdorp.refresh_from_db()
    assert proefdorp.organisation.name == "Nieuw vzw"
    assert proefdorp.closed_on == date(2025, 12, 31)
    assert (proefdorp.name, proefdorp.perinatal_limit_months) == ("Home-Start Proefdorp", 30)


def test_two_branches_may_use_the_same_keys_and_never_touch_each_other(
    proefdorp: Branch, tmp_path: Path
) -> None:
    other = write_with(tmp_path / "other", "branch.csv", "proefdorp,", "ander,")
    (other / "families.csv").write_text(SMALL["families.csv"].replace("Peeters", "Buren"))
    assert import_folder(other, by=None).changed == 0
    with branch_context(proefdorp):
        assert Family.objects.get(key="G1").name == "Peeters"
        event = AuditEvent.objects.get(verb="import_branch")
        assert (event.verb, event.detail["changed"], event.object_id) == (
            "import_branch",
            0,
            str(proefdorp.pk),
        )
    with branch_context(Branch.objects.get(slug="ander")):
        assert Family.objects.get(key="G1").name == "Buren"


def test_empty_files_and_columns_in_any_order_are_fine(tmp_path: Path) -> None:
    source = write_files(
        tmp_path / "in", branch="name,slug\nKlein,klein\n", families="", visits="note,key,kind,match,date\n"
    )
    result = import_folder(source, by=None)
    assert [(file.file, file.made) for file in result.files] == [
        ("branch.csv", 1),
        ("families.csv", 0),
        ("visits.csv", 0),
    ]
    assert Branch.objects.get(slug="klein").organisation.name == "Klein"


def test_the_number_of_queries_does_not_grow_with_the_records(proefdorp: Branch, tmp_path: Path) -> None:
    def queries(name: str, records: int) -> int:
        lines = "".join(f"{name}{number},Nieuw\n" for number in range(records))
        source = write_files(tmp_path / name, families="key,name\n" + lines)
        with CaptureQueriesContext(connection) as captured:
            import_folder(source, by=None)
        return len(captured)

    assert queries("few", 3) == queries("more", 150)


def test_what_somebody_else_saves_in_the_meantime_is_respected(proefdorp: Branch, tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", waiting_list="key,family,entered_on\nW7,G1,2024-03-01\n")

    def somebody_else(done: int, total: int, file: str) -> None:
        if done > total / 2 and file == "waiting_list.csv":
            family = Family.objects.get(key="G1")
            WaitingListEntry.objects.create(family=family, entered_on=date(2024, 2, 1))

    with pytest.raises(ImportRefused) as caught:
        import_folder(source, by=None, progress=somebody_else)
    (problem,) = caught.value.problems.first()
    assert (problem.file, problem.line, problem.column) == ("waiting_list.csv", 1, "-")
    with branch_context(proefdorp):
        assert WaitingListEntry.objects.filter(family__key="G1").count() == 1


def test_two_imports_of_the_same_new_branch_do_not_make_two(tmp_path: Path) -> None:
    def somebody_else(done: int, total: int, file: str) -> None:
        if done == 0:
            save_branch(Branch(slug="proefdorp", name="Van een ander"), operator="Een ander", by=None)

    with pytest.raises(ImportRefused) as caught:
        import_folder(write_small(tmp_path / "in"), by=None, progress=somebody_else)
    assert [str(problem) for problem in caught.value.problems.first()] == [
        "branch.csv:1:slug: iemand anders heeft deze afdeling net gemaakt; probeer opnieuw"
    ]


def test_an_old_folder_does_not_give_back_what_was_forgotten(proefdorp: Branch, tmp_path: Path) -> None:
    with branch_context(proefdorp):
        anonymise_families(list(Family.objects.filter(key="G1")), by=None)
        referral = Referral.objects.get(key="A2")
        anonymise_referrals([referral], by=None)
    problems = refused(tmp_path / "small")
    assert {problem.partition(":")[0] for problem in problems} == {
        "families.csv",
        "family_members.csv",
        "family_contacts.csv",
        "onward_referrals.csv",
        "concerns.csv",
        "referrals.csv",
    }
    reason = "deze aanmelding werd hier geanonimiseerd; laat ze weg uit het bestand"
    assert f"referrals.csv:3:key: {reason}" in problems
    with branch_context(proefdorp):
        assert Family.objects.get(key="G1").name == ""
        assert Referral.objects.get(key="A2").family_name == ""
    # Without them the rest comes in; what the branch itself takes out holds nothing to refuse.
    write_files(tmp_path / "rest", families="key,name\nG2,Yildiz\n")
    assert import_folder(tmp_path / "rest", by=None).changed == 1
