"""Import and export as a coordinator does them: upload, look, decide, find the result."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import load_workbook

from families.models import Family
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.exchange.containers.archive import MAX_PACKED_BYTES
from homestart.exchange.models import Export, ExportState, Import, ImportState
from homestart.exchange.problems import Problem
from homestart.exchange.queries import grouped
from homestart.exchange.tasks import clean_up
from homestart.jobs.models import Job, State
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.exchange import hostile
from tests.exchange.folders import SMALL
from tests.people import make_coordinator

pytestmark = pytest.mark.django_db

DATA = "/herent/gegevens/"
UPLOAD = DATA + "importeren/"
NEW_EXPORT = DATA + "exporteren/"
BRANCH = "slug\nherent\n"
TWO_FAMILIES = "key,name\nG1,Peeters\nG2,Yılmaz\n"


def packed(**files: str) -> bytes:
    """A ZIP of these files, with a branch.csv of Herent unless it is given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {"branch": BRANCH, **files}.items():
            archive.writestr(f"{name}.csv", content)
    return target.getvalue()


def whole(slug: str = "herent") -> bytes:
    """The small branch of the other tests, every file of the format, as a branch that knows only its name."""
    files = {name.removesuffix(".csv"): content for name, content in SMALL.items()}
    return packed(**{**files, "branch": f"slug\n{slug}\n"})


@pytest.fixture
def browser(coordinator: User, sign_in: Callable[..., Client]) -> Client:
    """Of the coordinator of Herent, who has just confirmed who it is."""
    return sign_in(coordinator, confirmed=True)


def send(browser: Client, content: bytes, name: str = "herent.zip") -> str:
    """Uploads a file; returns the address of its page."""
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def work(branch: Branch) -> None:
    """What the workers do now."""
    with branch_context(branch):
        waiting = list(
            Job.objects.filter(state=State.QUEUED).order_by("created_at").values_list("pk", flat=True)
        )
    for job_id in waiting:
        run_job(branch.pk, str(job_id))


def look(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def offered(browser: Client, branch: Branch, content: bytes) -> str:
    """A file that was uploaded and checked; returns the address of its page."""
    url = send(browser, content)
    work(branch)
    return url


def confirm(browser: Client, url: str) -> None:
    plan = browser.get(url).context["import"].plan
    assert browser.post(url, {"plan": plan}).url == url


def families(branch: Branch) -> list[str]:
    with branch_context(branch):
        return sorted(Family.objects.values_list("name", flat=True))


def the_import(branch: Branch) -> Import:
    with branch_context(branch):
        return Import.objects.get()


def events(branch: Branch, *verbs: str) -> list[tuple[str, dict[str, int | str]]]:
    with branch_context(branch):
        return list(AuditEvent.objects.filter(verb__in=verbs).order_by("at").values_list("verb", "detail"))


def test_a_file_is_checked_then_imported_then_removed(browser: Client, herent: Branch) -> None:
    url = send(browser, packed(families=TWO_FAMILIES))
    assert "Het bestand nakijken" in look(browser, url) or "Checking the file" in look(browser, url)
    work(herent)
    assert families(herent) == []
    found = browser.get(url).context["import"]
    assert (found.state, found.made, found.changed) == (ImportState.CHECKED, 2, 0)
    assert [(f.file, f.made, f.unchanged) for f in found.results] == [
        ("branch.csv", 0, 1),
        ("families.csv", 2, 0),
    ]
    confirm(browser, url)
    work(herent)
    assert families(herent) == ["Peeters", "Yılmaz"]
    done = the_import(herent)
    assert (done.state, done.content, done.filename) == (ImportState.DONE, None, "")
    assert 'href="/herent/gezinnen/"' in look(browser, url)
    assert events(herent, "import_branch") == [("import_branch", {"made": 2, "changed": 0})]


def test_every_file_of_the_format_comes_in_and_goes_out_the_same(browser: Client, herent: Branch) -> None:
    url = offered(browser, herent, whole())
    confirm(browser, url)
    work(herent)
    assert the_import(herent).state == ImportState.DONE
    assert browser.post(NEW_EXPORT, {"format": "zip"}).status_code == 302
    work(herent)
    with branch_context(herent):
        export = Export.objects.get()
    answer = browser.get(f"{NEW_EXPORT}{export.pk}/bestand/")
    assert answer["Content-Disposition"].startswith('attachment; filename="herent-')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        taken = {name: archive.read(name).decode() for name in archive.namelist()}
    expected = {name: content for name, content in SMALL.items() if name != "branch.csv"}
    assert {name: content for name, content in taken.items() if name != "branch.csv"} == expected
    again = offered(browser, herent, answer.content)
    assert "Alles in dit bestand staat al in de afdeling" in look(
        browser, again
    ) or "Everything in this file" in look(browser, again)


def test_errors_are_told_with_their_place_and_nothing_is_imported(browser: Client, herent: Branch) -> None:
    wrong = "key,family,role,birth_date\nP1,G1,parent,31/12/1990\nP2,G9,child,2020-01-01\n"
    url = offered(browser, herent, packed(families=TWO_FAMILIES, family_members=wrong))
    refused = browser.get(url).context["import"]
    assert (refused.state, refused.problem_count) == (ImportState.REFUSED, 2)
    assert [(p.file, p.line, p.column) for p in refused.found] == [
        ("family_members.csv", 2, "birth_date"),
        ("family_members.csv", 3, "family"),
    ]
    assert "family_members.csv" in look(browser, url)
    assert browser.post(url, {"plan": refused.plan}).url == url
    work(herent)
    assert families(herent) == []


def test_the_list_of_errors_is_a_workbook_in_which_nothing_is_a_formula(
    browser: Client, herent: Branch
) -> None:
    bad = 'key,name,postal_code,"=HYPERLINK(""http://x"")"\nG1,Peeters,=1+1,x\n'
    url = offered(browser, herent, packed(families=bad, **{"=cmd": "a\n"}))
    book = load_workbook(io.BytesIO(browser.get(f"{url}fouten/").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    shown = [str(cell.value) for cell in cells]
    assert "=cmd.csv" in shown
    assert '=HYPERLINK("http://x")' in shown
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert events(herent, "look")[-1] == ("look", {})


def test_of_many_errors_some_are_shown_and_all_can_be_downloaded(browser: Client, herent: Branch) -> None:
    lines = "".join(f"G{number},Peeters,nee\n" for number in range(300))
    url = offered(browser, herent, packed(families=f"key,name,foster_family\n{lines}"))
    answer = browser.get(url)
    assert answer.context["import"].problem_count == 300
    (group,) = answer.context["groups"]
    (alike,) = group.shown
    assert (group.file, alike.column, len(alike.lines), group.more) == (
        "families.csv",
        "foster_family",
        300,
        0,
    )
    assert alike.named == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13"
    assert "288" in look(browser, url)
    book = load_workbook(io.BytesIO(browser.get(f"{url}fouten/").content))
    assert book.active.max_row == 301


def test_of_errors_that_differ_fifty_a_file_are_shown() -> None:
    problems = [Problem(file, line, "name", f"{line}") for file in ("a.csv", "b.csv") for line in range(60)]
    assert [(group.file, len(group.shown), group.more) for group in grouped(problems)] == [
        ("a.csv", 50, 10),
        ("b.csv", 50, 10),
    ]


@pytest.mark.parametrize("slug", ["aalst", "nergens"])
def test_a_file_of_another_branch_is_refused_alike_whether_it_exists_or_not(
    browser: Client, herent: Branch, aalst: Branch, slug: str
) -> None:
    url = offered(browser, herent, packed(branch=f"slug\n{slug}\n", families=TWO_FAMILIES))
    (problem,) = browser.get(url).context["import"].found
    assert (problem.file, problem.line, problem.column) == ("branch.csv", 2, "slug")
    assert problem.reason.replace(slug, "…") == other_branch_reason()
    assert families(aalst) == families(herent) == []
    assert set(Branch.objects.values_list("slug", flat=True)) == {"herent", "aalst"}


def other_branch_reason() -> str:
    text = gettext("this file is of %(slug)s; here you only import into %(own)s")
    return text % {"slug": '"…"', "own": '"herent"'}


def test_the_branch_itself_is_not_changed_by_who_brings_records_in(
    browser: Client, herent: Branch, aalst: Branch
) -> None:
    """Otherwise a coordinator could hand the branch over to another organisation."""
    branch = "slug,name,operator,closed_on\nherent,Home-Start Herent,Welzijn Aalst vzw,2024-01-01\n"
    url = offered(browser, herent, packed(branch=branch, families=TWO_FAMILIES))
    problems = browser.get(url).context["import"].found
    assert [problem.column for problem in problems] == ["operator", "closed_on"]
    herent.refresh_from_db()
    assert herent.organisation.name == "Home-Start Vlaanderen vzw"


def test_a_double_click_makes_one_offer_one_import_and_one_export(browser: Client, herent: Branch) -> None:
    content = packed(families=TWO_FAMILIES)
    url = send(browser, content)
    assert send(browser, content) == url
    work(herent)
    confirm(browser, url)
    confirm(browser, url)
    work(herent)
    assert browser.post(url, {"plan": the_import(herent).plan}).url == url
    work(herent)
    assert len(events(herent, "import_branch")) == 1
    first, second = (browser.post(NEW_EXPORT, {"format": "zip"}).url for _ in range(2))
    assert first == second
    with branch_context(herent):
        assert sorted(Job.objects.values_list("kind", flat=True)) == [
            "exchange_check",
            "exchange_export",
            "exchange_import",
        ]


def test_another_file_takes_the_place_of_the_first(browser: Client, herent: Branch) -> None:
    first = offered(browser, herent, packed(families=TWO_FAMILIES))
    second = offered(browser, herent, packed(families="key,name\nG3,Janssens\n"))
    assert first != second
    assert browser.get(first).context["import"].state == ImportState.DROPPED
    with branch_context(herent):
        assert Import.objects.exclude(content=None).count() == 1


def test_when_the_branch_changed_meanwhile_it_is_checked_again(browser: Client, herent: Branch) -> None:
    url = offered(browser, herent, packed(families=TWO_FAMILIES))
    plan = browser.get(url).context["import"].plan
    with branch_context(herent):
        Family.objects.create(key="G1", name="Peters")
    confirm(browser, url)
    work(herent)
    found = browser.get(url).context["import"]
    assert (found.state, found.checked_again, found.made, found.changed) == (ImportState.CHECKED, True, 1, 1)
    assert families(herent) == ["Peters"]
    assert browser.post(url, {"plan": plan}).url == url, "the plan of before is not confirmed"
    work(herent)
    assert families(herent) == ["Peters"]
    confirm(browser, url)
    work(herent)
    assert families(herent) == ["Peeters", "Yılmaz"]


def test_what_has_become_wrong_meanwhile_is_not_imported(browser: Client, herent: Branch) -> None:
    member = "key,family,role\nP1,G1,parent\n"
    with branch_context(herent):
        family = Family.objects.create(key="G1", name="Peeters")
    url = offered(browser, herent, packed(family_members=member))
    confirm(browser, url)
    with branch_context(herent):
        family.delete()
    work(herent)
    found = browser.get(url).context["import"]
    assert (found.state, found.checked_again, found.problem_count) == (ImportState.REFUSED, True, 1)


def test_not_doing_it_removes_the_file(browser: Client, herent: Branch) -> None:
    url = offered(browser, herent, packed(families=TWO_FAMILIES))
    plan = browser.get(url).context["import"].plan
    assert browser.post(f"{url}weg/").url == DATA
    dropped = the_import(herent)
    assert (dropped.state, dropped.content, dropped.filename) == (ImportState.DROPPED, None, "")
    browser.post(url, {"plan": plan})
    assert browser.post(f"{url}weg/").url == url
    work(herent)
    assert families(herent) == []
    assert [verb for verb, _detail in events(herent, "offer_import", "drop_import")] == [
        "offer_import",
        "drop_import",
    ]


def test_a_file_and_an_export_live_for_a_day(browser: Client, herent: Branch) -> None:
    url = offered(browser, herent, packed(families=TWO_FAMILIES))
    export = browser.post(NEW_EXPORT, {"format": "xlsx"}).url
    work(herent)
    clean_up()
    assert the_import(herent).content
    assert browser.get(f"{export}bestand/").status_code == 200
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    with branch_context(herent):
        Import.objects.update(offered_at=yesterday)
        Export.objects.update(asked_at=yesterday)
    assert browser.get(f"{export}bestand/").status_code == 404, "also before somebody cleaned up"
    clean_up()
    clean_up()
    assert the_import(herent).content is None
    with branch_context(herent):
        removed = Export.objects.get()
    assert (removed.state, removed.content, removed.records) == (ExportState.REMOVED, None, 1)
    assert events(herent, "remove_exchanged_files") == [
        ("remove_exchanged_files", {"imports": 1, "exports": 1})
    ]
    assert look(browser, url)
    assert look(browser, export)


def test_only_who_asked_for_it_downloads_an_export(
    browser: Client, herent: Branch, sign_in: Callable[..., Client]
) -> None:
    colleague = sign_in(make_coordinator("Fatma Öz", herent), confirmed=True)
    url = browser.post(NEW_EXPORT, {"format": "xlsx"}).url
    assert browser.get(f"{url}bestand/").status_code == 404, "it is not made yet"
    work(herent)
    assert browser.get(f"{url}bestand/").status_code == 200
    assert colleague.get(f"{url}bestand/").status_code == 404
    assert f"{url}bestand/" not in look(colleague, url)
    assert "Els Vermeulen" in look(colleague, DATA)
    assert events(herent, "export_branch", "look") == [
        ("export_branch", {"records": 1}),
        ("look", {"records": 1}),
    ]


def test_the_rows_of_another_branch_do_not_exist(
    browser: Client, herent: Branch, aalst: Branch, other_coordinator: User, sign_in: Callable[..., Client]
) -> None:
    url = offered(browser, herent, packed(families="key,name,foster_family\nG1,Peeters,nee\n"))
    export = browser.post(NEW_EXPORT, {"format": "zip"}).url
    work(herent)
    other = sign_in(other_coordinator, confirmed=True)
    for page in (url, f"{url}fouten/", export, f"{export}bestand/"):
        assert browser.get(page).status_code == 200
        assert other.get(page).status_code == 404
        assert other.get(page.replace("/herent/", "/aalst/")).status_code == 404
    for page in (url, f"{url}weg/"):
        assert other.post(page.replace("/herent/", "/aalst/")).status_code == 404


PAGES = [(DATA, 200), (UPLOAD, 302), (NEW_EXPORT, 302)]


@pytest.mark.parametrize(("page", "status"), PAGES)
def test_before_much_goes_in_or_out_it_is_asked_again_who_it_is(
    coordinator: User, herent: Branch, sign_in: Callable[..., Client], page: str, status: int
) -> None:
    browser = sign_in(coordinator)
    assert browser.get(page).status_code == status
    if status == 302:
        assert browser.get(page).url == f"/accounts/bevestigen/?next={page.replace('/', '%2F')}"
        answer = browser.post(page, {"format": "zip", "file": SimpleUploadedFile("a.zip", b"PK")})
        assert answer.url.startswith("/accounts/bevestigen/")
    with branch_context(herent):
        assert not Import.objects.exists() and not Export.objects.exists()


@pytest.mark.parametrize("who", ["coach", "volunteer_user", "partner_admin", "central_office"])
def test_others_neither_import_nor_export(
    request: pytest.FixtureRequest, herent: Branch, sign_in: Callable[..., Client], who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who), confirmed=True)
    for page in (DATA, UPLOAD, NEW_EXPORT):
        assert browser.get(page).status_code == browser.post(page).status_code
        assert browser.get(page).status_code in (403, 404)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gezinnen.csv", b"key,name\n", "Choose an Excel workbook (.xlsx) or a ZIP."),
        ("gezinnen.zip", b"", "This file is empty. Choose another one."),
    ],
)
def test_what_is_no_workbook_and_no_zip_is_not_taken(
    browser: Client, herent: Branch, name: str, content: bytes, message: str
) -> None:
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})
    assert answer.context["form"].errors["file"] == [gettext(message)]
    with branch_context(herent):
        assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_let_go_while_it_comes_in(browser: Client, herent: Branch) -> None:
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile("a.zip", b"x" * (MAX_PACKED_BYTES + 1))})
    assert "20 MB" in answer.context["form"].errors["file"][0]
    assert not answer.wsgi_request.FILES


@pytest.mark.parametrize(
    "build", [hostile.macros, hostile.entity_bomb, hostile.packed_bomb, hostile.not_a_zip]
)
def test_a_hostile_file_is_refused_by_the_worker_and_the_page_says_so(
    browser: Client, herent: Branch, tmp_path: Path, build: Callable[[Path], None]
) -> None:
    source = tmp_path / "kwaad.xlsx"
    build(source)
    url = send(browser, source.read_bytes(), "kwaad.xlsx")
    started = time.monotonic()
    work(herent)
    assert time.monotonic() - started < 5
    refused = browser.get(url).context["import"]
    assert refused.state == ImportState.REFUSED
    assert refused.found[0].file in ("kwaad.xlsx", "families.csv")


def test_who_changes_a_record_that_was_imported_meanwhile_sees_both(browser: Client, herent: Branch) -> None:
    with branch_context(herent):
        family = Family.objects.create(key="G1", name="Peeters", needs="Rust.")
    page = f"/herent/gezinnen/{family.pk}/wijzigen/"
    form = browser.get(page)
    fields = {name: form.context["form"][name].value() for name in form.context["form"].fields}
    typed = {name: "" if value is None else value for name, value in fields.items()}
    typed |= {"_version": form.context["editing"].version, "needs": "Van het scherm."}
    url = offered(browser, herent, packed(families="key,name,needs\nG1,Peeters,Uit het bestand.\n"))
    confirm(browser, url)
    work(herent)
    answer = browser.post(page, typed)
    assert answer.status_code == 200
    assert ("Uit het bestand.", "Van het scherm.") in [
        pair[1:] for pair in answer.context["editing"].differences
    ]
    with branch_context(herent):
        assert Family.objects.get().needs == "Uit het bestand."


def test_the_pages_ask_as_many_questions_for_three_as_for_one(browser: Client, herent: Branch) -> None:
    def asked() -> list[int]:
        counts = []
        for page in (DATA, NEW_EXPORT):
            with CaptureQueriesContext(connection) as queries:
                look(browser, page)
            counts.append(len(queries))
        return counts

    def bring_in(number: int) -> None:
        url = offered(browser, herent, packed(families=f"key,name\nG{number},Peeters\n"))
        confirm(browser, url)
        browser.post(NEW_EXPORT, {"format": "zip"})
        work(herent)

    bring_in(1)
    first = asked()
    bring_in(2)
    bring_in(3)
    assert asked() == first
