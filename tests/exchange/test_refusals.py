"""Every kind of mistake is named with its file, line and column, and nothing is written."""

from datetime import date
from pathlib import Path

import pytest

from homestart.exchange.importing import import_folder
from homestart.exchange.problems import ImportRefused
from homestart.tenancy.models import Branch
from tests.exchange.folders import SMALL, write_files, write_small, write_with

pytestmark = pytest.mark.django_db
THEMES = (
    "administration, development, digital, language, leisure, listening_ear, network, parenting, perinatal,"
    " rights, school"
)


def errors(source: Path) -> list[str]:
    """The messages with which the import is refused; [] when it is not."""
    try:
        import_folder(source, by=None, dry_run=True)
    except ImportRefused as refused:
        return [str(problem) for problem in refused.problems.first()]
    return []


CELLS = [
    # file, text, what replaces it, the message
    ("expenses.csv", "K1,V1", ",V1", "expenses.csv:2:key: moet ingevuld zijn"),
    (
        "families.csv",
        "24038,,,nl",
        "2403,,,nl",
        'families.csv:2:municipality: "2403" heeft niet de vorm van "24038"',
    ),
    ("families.csv", ",nl,no", ",NL,no", 'families.csv:2:home_language: "NL" is geen taalcode zoals nl'),
    ("families.csv", ",nl,no", ",dut,no", 'families.csv:2:home_language: "dut" is met twee letters: nl'),
    ("families.csv", ",tr,", ",tur,", 'families.csv:3:home_language: "tur" is met twee letters: tr'),
    ("families.csv", ",nl,no", ",nl,nee", 'families.csv:2:foster_family: "nee" is niet yes of no'),
    ("family_members.csv", "P2,", "P1,", "family_members.csv:3:key: dezelfde key staat al op regel 2"),
    ("families.csv", "Yılmaz", "x" * 201, "families.csv:3:name: langer dan 200 tekens"),
    (
        "families.csv",
        "Yılmaz",
        "Y\x00lmaz",
        "families.csv:3:name: bevat tekens die geen geldige tekst zijn (is het bestand UTF-8?)",
    ),
    (
        "family_members.csv",
        "parent",
        "moeder",
        'family_members.csv:2:role: "moeder" is geen bekende code; bekend zijn: child, other_adult, parent',
    ),
    (
        "family_members.csv",
        "1990-05-01",
        "01/05/1990",
        'family_members.csv:2:birth_date: "01/05/1990" is geen datum zoals 2025-10-22',
    ),
    (
        "family_members.csv",
        "1990-05-01",
        "1990-02-30",
        'family_members.csv:2:birth_date: "1990-02-30" is geen datum zoals 2025-10-22',
    ),
    (
        "family_members.csv",
        "1990-05-01",
        "19900501",
        'family_members.csv:2:birth_date: "19900501" is geen datum zoals 2025-10-22',
    ),
    (
        "family_members.csv",
        "1990-05-01",
        "0990-05-01",
        'family_members.csv:2:birth_date: het jaar van "0990-05-01" kan niet kloppen',
    ),
    (
        "family_members.csv",
        "1990-05-01",
        "2190-05-01",
        'family_members.csv:2:birth_date: "2190-05-01" ligt na vandaag',
    ),
    (
        "family_members.csv",
        "2024-12-31",
        "2022-12-31",
        "family_members.csv:3:left_on: 2022-12-31 ligt voor joined_on (2023-01-01)",
    ),
    ("family_members.csv", "P1,G1", "P1,G9", 'family_members.csv:2:family: "G9" staat niet in families.csv'),
    (
        "profile_facts.csv",
        "social_rent",
        "yes",
        'profile_facts.csv:2:value: "yes" hoort niet bij het feit housing;'
        " bekend zijn: private_rent, social_rent, owner, other, unknown",
    ),
    (
        "profile_facts.csv",
        "G1,single_parent,yes",
        "G1,housing,owner",
        "profile_facts.csv:3:family: dezelfde family, fact, valid_from staat al op regel 2",
    ),
    ("profile_facts.csv", "yes", "", "profile_facts.csv:3:value: moet ingevuld zijn"),
    (
        "referrals.csv",
        "A1,G1",
        "A1,",
        "referrals.csv:2:family: een aanvaarde aanmelding heeft een gezin nodig",
    ),
    (
        "referrals.csv",
        "parenting;school",
        "parenting;praten",
        f'referrals.csv:2:requests: "praten" is geen bekende code; bekend zijn: {THEMES}',
    ),
    (
        "referrals.csv",
        "2023-01-10",
        "2023-01-01",
        "referrals.csv:2:decided_on: 2023-01-01 ligt voor received_on (2023-01-02)",
    ),
    ("referrals.csv", "R1", "R9", 'referrals.csv:2:referrer: "R9" staat niet in referrers.csv'),
    (
        "waiting_list.csv",
        "G1,A1",
        "G1,A3",
        'waiting_list.csv:2:referral: "A3" hoort bij een ander gezin ("G2")',
    ),
    (
        "waiting_list.csv",
        "W1,G1,A1,2023-01-10,2023-02-01,started",
        "W1,G2,A3,2023-01-10,,",
        'waiting_list.csv:3:left_on: gezin "G2" staat al op de wachtlijst ("W1")',
    ),
    (
        "family_contacts.csv",
        ",60,",
        ",-60,",
        'family_contacts.csv:2:minutes: "-60" is geen geheel getal vanaf 0',
    ),
    (
        "family_contacts.csv",
        ",60,",
        ",60.5,",
        'family_contacts.csv:2:minutes: "60.5" is geen geheel getal vanaf 0',
    ),
    (
        "family_contacts.csv",
        ",60,",
        f",{'9' * 5000},",
        f'family_contacts.csv:2:minutes: "{"9" * 57}..." ligt niet tussen 0 en 2147483647',
    ),
    (
        "volunteers.csv",
        "1960-02-29",
        "1961-02-29",
        'volunteers.csv:2:birth_date: "1961-02-29" is geen datum zoals',
    ),
    (
        "volunteers.csv",
        "mon_am;sun_eve",
        "mon_am;zon_eve",
        'volunteers.csv:2:availability: "zon_eve" is geen bekende',
    ),
    ("volunteers.csv", "nl;fr", "nl;Frans", 'volunteers.csv:2:languages: "Frans" is geen taalcode zoals nl'),
    ("volunteer_roles.csv", "V1,family_buddy", "V1,", "volunteer_roles.csv:2:role: moet ingevuld zijn"),
    ("attendance.csv", "E1", "E2", 'attendance.csv:2:event: "E2" staat niet in events.csv'),
    ("expenses.csv", "14.20", "14,20", "expenses.csv:2:9: de regel heeft 9 cellen, de kopregel 8"),
    (
        "expenses.csv",
        "14.20",
        '"14,20"',
        'expenses.csv:2:amount: "14,20" is geen getal vanaf 0 met een decimale punt',
    ),
    (
        "expenses.csv",
        "14.20",
        "-14.20",
        'expenses.csv:2:amount: "-14.20" is geen getal vanaf 0 met een decimale',
    ),
    ("expenses.csv", "14.20", "14.205", 'expenses.csv:2:amount: "14.205" heeft meer dan 2 decimalen'),
    ("expenses.csv", "14.20", "1" * 9, 'expenses.csv:2:amount: "111111111" is te groot'),
    (
        "trajectories.csv",
        "T1,G1,A1,2023-02-01,2024-01-31",
        "T2,G2,A3,2024-02-01,2024-01-31,,\nT1,G1,A1,2023-02-01,2024-01-31",
        "trajectories.csv:2:ended_on: 2024-01-31 ligt voor started_on (2024-02-01)",
    ),
    (
        "trajectories.csv",
        "G1,A1",
        "G2,A1",
        'trajectories.csv:2:referral: "A1" hoort bij een ander gezin ("G1")',
    ),
    (
        "matches.csv",
        "2023-01-25,2023-02-01",
        "2023-01-25,2023-01-31",
        'matches.csv:2:started_on: 2023-01-31 ligt voor started_on (2023-02-01) van trajectory "T1"',
    ),
    (
        "matches.csv",
        "2024-01-31",
        "2024-02-01",
        'matches.csv:2:ended_on: 2024-02-01 ligt na ended_on (2024-01-31) van trajectory "T1"',
    ),
    (
        "visits.csv",
        "B1,M1,2023-02-01",
        "B1,M1,2023-01-31",
        'visits.csv:2:date: 2023-01-31 ligt voor started_on (2023-02-01) van match "M1"',
    ),
    (
        "visits.csv",
        "2023-02-08",
        "2024-02-01",
        'visits.csv:3:date: 2024-02-01 ligt na ended_on (2024-01-31) van match "M1"',
    ),
    ("visits.csv", "B1,M1", "B1,M2", 'visits.csv:2:match: "M2" staat niet in matches.csv'),
    (
        "quarter_cards.csv",
        "2023,1",
        "2022,4",
        'quarter_cards.csv:2:quarter: het kwartaal eindigt voor started_on (2023-02-01) van match "M1"',
    ),
    (
        "quarter_cards.csv",
        "2023,1",
        "2024,2",
        'quarter_cards.csv:2:quarter: het kwartaal begint na ended_on (2024-01-31) van match "M1"',
    ),
    ("quarter_cards.csv", "2023,1", "2023,5", 'quarter_cards.csv:2:quarter: "5" ligt niet tussen 1 en 4'),
    (
        "review_talks.csv",
        "2023-08-01,2023-08-03",
        ",",
        "review_talks.csv:2:due_on: een van due_on, held_on moet ing",
    ),
    ("impact.csv", ",2\n", ",6\n", 'impact.csv:2:score: "6" ligt niet tussen 1 en 5'),
    ("impact.csv", ",2\n", ",\n", "impact.csv:2:score: moet ingevuld zijn"),
    ("journal.csv", "2023-01-19", "", "journal.csv:2:date: een van date, year moet ingevuld zijn"),
    ("goals.csv", "O1", "O2", 'goals.csv:2:agreement: "O2" staat niet in agreements.csv'),
    (
        "branch.csv",
        "proefdorp,",
        "Proef dorp,",
        'branch.csv:2:slug: "Proef dorp" heeft niet de vorm van "zuid-west"',
    ),
    (
        "branch.csv",
        "proefdorp,",
        "static,",
        'branch.csv:2:slug: "static" gebruikt de toepassing zelf; kies een',
    ),
    (
        "branch.csv",
        "24038;24062",
        "24038;Leuven",
        'branch.csv:2:municipalities: "Leuven" heeft niet de vorm van',
    ),
    (
        "branch.csv",
        "2020-01-06,",
        "2020-01-06,2019-12-31",
        "branch.csv:2:closed_on: 2019-12-31 ligt voor opened_on (",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), CELLS)
def test_a_wrong_cell_is_named(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    found = errors(write_with(tmp_path / "in", file, old, new))
    assert [error[: len(message)] for error in found] == [message]


HEADERS = [
    ("visits.csv", ",note\n", ",noot\n", "visits.csv:1:noot: deze kolom bestaat niet in dit bestand"),
    ("visits.csv", ",themes,note\n", ",note,note\n", "visits.csv:1:note: deze kolom staat er twee keer"),
    ("visits.csv", ",themes,note\n", ",themes,\n", "visits.csv:1:9: deze kolom bestaat niet in dit bestand"),
    ("visits.csv", ",themes,note\n", ",,\n", "visits.csv:1:8: deze kolom bestaat niet in dit bestand"),
    ("visits.csv", "key,match,date", "key,match,note", "visits.csv:1:date: deze kolom is nodig"),
    ("branch.csv", "slug,name", "name,slug_", "branch.csv:1:slug: deze kolom is nodig"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), HEADERS)
def test_a_wrong_header_is_named(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    assert message in errors(write_with(tmp_path / "in", file, old, new))


def test_a_wrong_header_blames_no_other_file(tmp_path: Path) -> None:
    source = write_with(tmp_path / "in", "families.csv", "key,name,", "sleutel,name,")
    assert errors(source) == [
        "families.csv:1:sleutel: deze kolom bestaat niet in dit bestand",
        "families.csv:1:key: deze kolom is nodig",
    ]


def test_semicolons_instead_of_commas_are_recognised(tmp_path: Path) -> None:
    source = write_small(tmp_path / "in", families=SMALL["families.csv"].replace(",", ";"))
    assert errors(source) == [
        "families.csv:1:-: de kolommen zijn gescheiden door puntkomma's; gebruik komma's"
    ]


def test_unknown_files_are_refused_by_name(tmp_path: Path) -> None:
    source = write_small(tmp_path / "in", familie="key\nG1\n")
    (source / "notities.txt").write_text("")
    (source / "oud").mkdir()
    assert errors(source) == [
        f"{name}:1:-: dit bestand bestaat niet in het uitwisselingsformaat"
        for name in ("familie.csv", "notities.txt", "oud")
    ]


def test_the_branch_is_needed_exactly_once(tmp_path: Path) -> None:
    source = write_small(tmp_path / "in", branch=SMALL["branch.csv"] + "tweede,,,,,,,,,\n")
    assert errors(source) == ["branch.csv:3:-: er moet precies één afdeling in staan; het zijn er 2"]
    (source / "branch.csv").write_text("")
    assert errors(source) == ["branch.csv:1:-: er moet precies één afdeling in staan; het zijn er 0"]
    (source / "branch.csv").unlink()
    assert errors(source) == ["branch.csv:1:-: dit bestand is nodig"]


def test_a_line_is_that_on_which_the_record_begins(tmp_path: Path) -> None:
    lines = (
        'key,needs,foster_family\r\nG1,"een\r\ntwee\n\ndrie",no\r\nG2,"",misschien\r\n\r\nG3,"a\rb",ja\r\n'
    )
    source = write_files(tmp_path / "in", families="\ufeff" + lines)
    assert errors(source) == [
        'families.csv:6:foster_family: "misschien" is niet yes of no',
        'families.csv:8:foster_family: "ja" is niet yes of no',
    ]


def test_ragged_lines_name_the_first_cell_that_is_missing_or_too_many(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", families="key,name,phone\nG1,Peeters\nG2,a,b,c,d\n")
    assert errors(source) == [
        "families.csv:2:phone: de regel heeft 2 cellen, de kopregel 3",
        "families.csv:3:4: de regel heeft 5 cellen, de kopregel 3",
    ]


def test_bytes_that_are_not_utf8_are_named_by_their_cell(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in")
    (source / "families.csv").write_bytes("key,name\nG1,Peeters\nG2,Curaçao\n".encode("latin-1"))
    assert errors(source) == [
        "families.csv:3:name: bevat tekens die geen geldige tekst zijn (is het bestand UTF-8?)"
    ]


def test_quotes_that_do_not_close_stop_that_file_only(tmp_path: Path) -> None:
    source = write_files(
        tmp_path / "in",
        families='key,name\nG1,Peeters\nG2,"Yılmaz\nG3,Claes\n',
        waiting_care="family,date,kind\nG3,2024-01-01,papier\n",
    )
    assert errors(source) == [
        "families.csv:3:-: de aanhalingstekens kloppen niet; de rest van dit bestand is niet gelezen",
        'waiting_care.csv:2:kind: "papier" is geen bekende code; bekend zijn: back_to_referrer,'
        " leisure_registration, paperwork, signposting, still_needed_check, urgent_need",
    ]


def test_all_errors_come_in_one_run(tmp_path: Path) -> None:
    source = write_small(
        tmp_path / "in",
        families="key,foster_family\nG1,ja\nG1,no\n",
        visits="key,match,date,kind\nB1,M1,gisteren,call\nB2,M9,2023-02-08,call\n",
    )
    assert errors(source) == [
        'families.csv:2:foster_family: "ja" is niet yes of no',
        "families.csv:3:key: dezelfde key staat al op regel 2",
        'referrals.csv:4:family: "G2" staat niet in families.csv',
        'visits.csv:2:date: "gisteren" is geen datum zoals 2025-10-22',
        'visits.csv:3:match: "M9" staat niet in matches.csv',
        'waiting_care.csv:2:family: "G2" staat niet in families.csv',
        'waiting_care.csv:3:family: "G2" staat niet in families.csv',
        'waiting_list.csv:3:family: "G2" staat niet in families.csv',
    ]


def test_a_message_is_one_line_whatever_the_cell_holds(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", families='key,foster_family\nG1,"ja\r\nG2:3:x\u2028"\n')
    assert errors(source) == ['families.csv:2:foster_family: "ja��G2:3:x�" is niet yes of no']


def test_one_error_and_nothing_is_written(tmp_path: Path) -> None:
    source = write_with(tmp_path / "in", "goal_targets.csv", ",20\n", ",twintig\n")
    with pytest.raises(ImportRefused):
        import_folder(source, by=None)
    assert not Branch.objects.exists()


NOT_ERRORS = [
    ("a role left open after the volunteer stopped", "volunteers.csv", ",,,\n", ",,2023-12-01,work\n"),
    ("a start before the decision", "trajectories.csv", "2023-02-01", "2023-01-05"),
    ("a match without an end in a closed trajectory", "matches.csv", "2024-01-31,traject afgerond", ","),
    ("a match that was only proposed", "matches.csv", "2023-01-25,2023-02-01,2024-01-31", ",,"),
    ("a trajectory that has not started", "trajectories.csv", "2023-02-01,2024-01-31,goals_reached", ",,"),
    ("a trajectory without referral", "trajectories.csv", "G1,A1", "G1,"),
    ("a decision without a date", "referrals.csv", "refused,2023-02-02", "refused,"),
    ("a language of three letters", "families.csv", ",nl,no", ",ber,no"),
    (
        "a child that was born after the due date",
        "family_members.csv",
        "x,,2024-09-01",
        "x,2024-09-09,2024-09-01",
    ),
    ("a birth today", "family_members.csv", "x,,2024-09-01", f"x,{date.today()},2024-09-01"),
    ("a presence that is not known", "attendance.csv", "V1,yes", "V1,"),
    ("a theme twice", "visits.csv", "120,parenting", "120,parenting; parenting;"),
    ("a visit on the last day of the match", "visits.csv", "2023-02-08", "2024-01-31"),
    ("a card of the quarter in which the match ends", "quarter_cards.csv", "2023,1", "2024,1"),
    ("a talk that is not held yet", "review_talks.csv", "2023-08-01,2023-08-03", "2023-08-01,"),
]


@pytest.mark.parametrize(
    ("file", "old", "new"), [case[1:] for case in NOT_ERRORS], ids=[case[0] for case in NOT_ERRORS]
)
def test_what_is_not_an_error(file: str, old: str, new: str, tmp_path: Path) -> None:
    content = SMALL[file].replace(old, new, 1)
    assert content != SMALL[file]
    # A match or trajectory without days lets visits be; only the visits of this folder would be in the way.
    assert errors(write_small(tmp_path / "in", **{file.removesuffix(".csv"): content})) == []


def test_a_pair_has_one_match_at_a_time_for_a_role(tmp_path: Path) -> None:
    header = "key,trajectory,volunteer,role,started_on,ended_on\n"
    follows = header + "M1,T1,V1,family_buddy,2023-02-01,2023-06-01\nM2,T1,V1,family_buddy,2023-06-01,\n"
    assert errors(write_small(tmp_path / "follows", matches=follows)) == []
    overlaps = follows.replace("2023-06-01,\n", "2023-05-31,\n")
    assert errors(write_small(tmp_path / "overlaps", matches=overlaps)) == [
        'matches.csv:3:started_on: deze vrijwilliger heeft deze rol dan al in dit traject (match "M1")'
    ]
    other_role = overlaps.replace("M2,T1,V1,family_buddy", "M2,T1,V1,mentor")
    assert errors(write_small(tmp_path / "role", matches=other_role)) == []
