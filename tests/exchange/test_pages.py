"""Import and export as a coordinator does them: upload, look, decide, find the result."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from families.models import Family
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.exchange.models import Import, ImportState
from homestart.jobs.models import Job, State
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.exchange.folders import SMALL

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
