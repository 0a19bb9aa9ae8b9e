"""Nothing that is typed is lost: left open, saved over, sent twice."""

import re
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from families.models import Family, WaitingCareAction
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent, FieldChange
from homestart.drafts.models import Draft, Submission
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.people import make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.drafts.views")]


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters", needs="Rust", phone="016 00 00 00")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form, as the browser sends them back."""
    return dict(re.findall(r'name="(_\w+)" value="([^"]*)"', page))


def get(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def path_of(family: Family) -> str:
    return f"/herent/gezin/{family.pk}/"


def test_what_was_typed_is_in_the_form_when_one_comes_back(family, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    typed = {"name": "Peeters", "needs": "Rust en tijd", "phone": ""}
    assert client.post("/herent/concepten/", {**fields, **typed}).status_code == 204

    page = get(sign_in(coordinator), path_of(family))
    assert "Rust en tijd" in page
    assert 'name="phone" id="id_phone"' in page and "016 00 00 00" not in page
    assert "Je was hier bezig op" in page
    with branch_context(family.branch):
        family.refresh_from_db()
        assert family.needs == "Rust"

    client.post("/herent/concepten/weggooien/", hidden(page))
    page = get(client, path_of(family))
    assert "Rust en tijd" not in page
    assert "016 00 00 00" in page


def test_a_draft_is_of_one_person(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    client.post("/herent/concepten/", {**fields, "needs": "Van Els"})
    colleague = sign_in(make_coordinator("Mia Jacobs", herent))
    assert "Van Els" not in get(colleague, path_of(family))


def test_saving_ends_the_draft_and_a_late_one_is_not_kept(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    typed = {**fields, "name": "Peeters", "needs": "Nieuw"}
    client.post("/herent/concepten/", typed)
    assert client.post(path_of(family), typed).status_code == 302
    client.post("/herent/concepten/", typed)
    with branch_context(herent):
        assert not Draft.objects.exists()
        assert Family.objects.get().needs == "Nieuw"
        assert Family.objects.get().version == 2


def test_who_saves_later_sees_both_texts_and_then_decides(family, herent, coordinator, sign_in):
    first, second = sign_in(coordinator), sign_in(make_coordinator("Mia Jacobs", herent))
    before, later = (hidden(get(client, path_of(family))) for client in (first, second))
    first.post(path_of(family), {**before, "name": "Peeters", "needs": "Van Els", "phone": ""})

    page = second.post(path_of(family), {**later, "name": "Peeters", "needs": "Van Mia", "phone": ""})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Iemand anders heeft dit ondertussen gewijzigd" in text
    assert "Els Vermeulen" in text and "Van Els" in text and "Van Mia" in text
    assert text.count("conflict-field") == 1
    with branch_context(herent):
        assert Family.objects.get().needs == "Van Els"

    both = {**hidden(text), "name": "Peeters", "needs": "Van Els en Mia", "phone": ""}
    assert second.post(path_of(family), both).status_code == 302
    with branch_context(herent):
        assert Family.objects.get().needs == "Van Els en Mia"
        kept = FieldChange.objects.filter(field="needs").order_by("at").values_list("old", "new")
        assert list(kept) == [("Rust", "Van Els"), ("Van Els", "Van Els en Mia")]
        assert AuditEvent.objects.filter(verb="change_family").count() == 2


def test_what_an_import_changed_meanwhile_is_shown_without_a_name(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    with branch_context(herent):
        Family.objects.update(needs="Uit het bestand", version=2)
    page = client.post(path_of(family), {**fields, "name": "Peeters", "needs": "Van Els"}).content.decode()
    assert "Uit het bestand" in page
    assert "Iemand anders" in page or "iemand anders" in page


def test_a_draft_on_an_older_version_shows_both_when_it_is_saved(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    client.post("/herent/concepten/", {**fields, "name": "Peeters", "needs": "Concept"})
    colleague = sign_in(make_coordinator("Mia Jacobs", herent))
    colleague.post(
        path_of(family), {**hidden(get(colleague, path_of(family))), "name": "Peeters", "needs": "Van Mia"}
    )
    page = get(client, path_of(family))
    answer = client.post(path_of(family), {**hidden(page), "name": "Peeters", "needs": "Concept"})
    assert "Van Mia" in answer.content.decode()


def test_a_record_that_is_gone_is_not_found(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    with branch_context(herent):
        family.delete()
    assert client.post(path_of(family), {**fields, "name": "x"}).status_code == 404


def test_a_file_that_went_at_the_very_moment_of_saving_loses_no_letter(herent, coordinator, sign_in):
    typed = {"name": "Peeters", "needs": "Wat ik net typte."}
    answer = sign_in(coordinator).post(f"/herent/gezin/{uuid4()}/zorg/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Iemand anders heeft dit ondertussen verwijderd" in page
    assert "Wat ik net typte." in page
    with branch_context(herent):
        assert not WaitingCareAction.objects.exists()


def test_a_double_click_makes_one_record(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, "/herent/gezin/nieuw/"))
    answers = [client.post("/herent/gezin/nieuw/", {**fields, "name": "Nieuw"}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    with branch_context(herent):
        assert Family.objects.count() == Submission.objects.count() == 1
    # Another form is another family.
    client.post("/herent/gezin/nieuw/", {**hidden(get(client, "/herent/gezin/nieuw/")), "name": "Nieuw"})
    with branch_context(herent):
        assert Family.objects.count() == 2


def test_a_form_that_was_refused_can_be_sent_again(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, "/herent/gezin/nieuw/"))
    refused = client.post("/herent/gezin/nieuw/", {**fields, "name": ""}).content.decode()
    assert hidden(refused)["_token"] == fields["_token"]
    assert client.post("/herent/gezin/nieuw/", {**hidden(refused), "name": "Nu wel"}).status_code == 302


@pytest.mark.parametrize("path", ["https://elders.example/", "/aalst/gezin/", "", "/herent/" + "x" * 300])
def test_a_draft_belongs_to_a_page_of_the_branch(path, herent, coordinator, sign_in):
    fields = {"_path": path, "_token": str(uuid4()), "_version": "1", "name": "x"}
    for address in ("/herent/concepten/", "/herent/concepten/weggooien/"):
        assert sign_in(coordinator).post(address, fields).status_code == 400
    with branch_context(herent):
        assert not Draft.objects.exists()


def test_more_than_anybody_types_is_not_kept(herent, coordinator, sign_in):
    fields = {"_path": "/herent/gezin/nieuw/", "_token": str(uuid4()), "note": "x" * 200_001}
    assert sign_in(coordinator).post("/herent/concepten/", fields).status_code == 413


@pytest.mark.django_db(transaction=True)
def test_fifty_edits_at_once_lose_nothing(family, herent, coordinator: User, sign_in):
    """One is saved; the others see it beside their own text."""
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    cookies, start, answers = client.cookies, Barrier(10), {}

    def save(number: int) -> None:
        browser = Client()
        browser.cookies = cookies
        for attempt in range(5):
            mine = f"tekst-{number}-{attempt}"
            typed = {**fields, "_token": str(uuid4()), "name": "Peeters", "needs": mine}
            if attempt == 0:
                start.wait()
            answers[mine] = browser.post(path_of(family), typed)
        connection.close()

    threads = [Thread(target=save, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = [mine for mine, answer in answers.items() if answer.status_code == 302]
    assert len(answers) == 50
    assert len(saved) == 1
    for mine, answer in answers.items():
        if mine != saved[0]:
            text = answer.content.decode()
            assert mine in text and saved[0] in text
    with branch_context(herent):
        assert Family.objects.get().needs == saved[0]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one_record(herent, coordinator: User, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, "/herent/gezin/nieuw/"))
    cookies, start, urls = client.cookies, Barrier(8), []

    def click() -> None:
        browser = Client()
        browser.cookies = cookies
        start.wait()
        urls.append(browser.post("/herent/gezin/nieuw/", {**fields, "name": "Nieuw"}).url)
        connection.close()

    threads = [Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 8 and len(set(urls)) == 1
    with branch_context(herent):
        assert Family.objects.count() == 1


def test_a_draft_with_a_sign_that_cannot_be_kept_is_kept_without_it(family, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    fields = hidden(get(client, path_of(family)))
    typed = {"needs": "Rust\x00 en tijd", "no\x00name": "x"}
    assert client.post("/herent/concepten/", {**fields, **typed}).status_code == 204
    assert "Rust en tijd" in get(client, path_of(family))
