"""The frame around every page: the branch, the menu, sign-in, and what one sees when something is wrong."""

import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from homestart.accounts.roles import Role
from homestart.audit.origin import AddRequestId
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.models import Branch
from homestart.ui.messages import say_done
from homestart.ui.navigation import chip_class
from tests.people import PASSWORD, make_coordinator, make_user
from tests.ui.html import assert_decent, text_of, tree, with_class, with_id

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]


def test_the_header_names_the_branch_the_pages_and_the_person(client: Client, herent: Branch) -> None:
    let_in_client(client, make_coordinator("An Peeters", herent))
    page = tree(client.get("/herent/bouwstenen/"))
    assert_decent(page)
    header = next(page.iter("header"))
    assert "Home-Start Herent" in text_of(header)
    assert "An Peeters" in text_of(header)
    assert text_of(page.find("head/title")) == "Bouwstenen · Home-Start Herent · Home-Start"
    assert with_class(page, chip_class(herent))[0] is header
    (nav,) = with_class(page, "main-nav")
    assert "/herent/rapporten/" in [link.get("href") for link in nav.iter("a")]
    sign_out = [form for form in header.iter("form") if form.get("action") == "/accounts/logout/"]
    assert [form.get("method") for form in sign_out] == ["post"]


def test_outside_a_branch_no_branch_is_named_and_only_the_network_pages_are_linked(
    client: Client, herent: Branch
) -> None:
    let_in_client(client, make_user("Bo De Smet", Role.BOARD))
    page = tree(client.get("/bouwstenen/"))
    assert_decent(page)
    assert with_class(next(page.iter("header")), "chip") == []
    (nav,) = with_class(page, "main-nav")
    assert [text_of(link) for link in nav.iter("a")] == ["Jaarverslagen"]


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-x/",
        "/accounts/password/reset/key/done/",
        "/accounts/signup/",
        "/accounts/inactive/",
    ],
)
def test_every_page_before_sign_in_has_our_look(client: Client, address: str) -> None:
    page = tree(client.get(address))
    assert_decent(page)
    assert len(with_class(page, "sheet")) == 1


@pytest.mark.parametrize(
    "address",
    ["/accounts/logout/", "/accounts/password/change/", "/accounts/email/", "/accounts/reauthenticate/"],
)
def test_every_account_page_after_sign_in_has_our_look(client: Client, herent: Branch, address: str) -> None:
    let_in_client(client, make_coordinator("An Peeters", herent))
    page = tree(client.get(address))
    assert [link.get("href") for link in page.iter("link") if "tokens" in link.get("href", "")]
    assert len(list(page.iter("h1"))) == 1


def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_address(client: Client, herent: Branch) -> None:
    make_coordinator("An Peeters", herent)
    page = tree(client.post("/accounts/login/", {"login": "an.peeters@example.org", "password": "mis"}))
    (summary,) = with_class(page, "error-summary")
    assert len(list(summary.iter("li"))) == 1
    assert with_id(page, "id_login").get("value") == "an.peeters@example.org"
    assert with_id(page, "id_password").get("value") is None


def test_a_forgotten_password_is_replaced_by_e_mail(client: Client, herent: Branch) -> None:
    make_coordinator("An Peeters", herent)
    client.post("/accounts/password/reset/", {"email": "an.peeters@example.org"})
    (message,) = mail.outbox
    assert message.subject.endswith("Kies een nieuw wachtwoord")
    assert message.body.startswith("Dag,")
    link = re.search(r"http://testserver(\S+)", message.body)
    assert link
    form_page = client.get(link[1], follow=True)
    assert text_of(next(tree(form_page).iter("h1"))) == "Kies een nieuw wachtwoord"
    new = "een-heel-andere-zin-2"
    done = client.post(form_page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert text_of(next(tree(done).iter("h1"))) == "Je wachtwoord is gewijzigd"
    assert not client.login(email="an.peeters@example.org", password=PASSWORD)
    assert client.login(email="an.peeters@example.org", password=new)
    used_again = Client().get(link[1], follow=True)
    assert text_of(next(tree(used_again).iter("h1"))) == "Deze link werkt niet meer"


def test_an_unknown_address_gets_the_same_answer_and_a_different_e_mail(client: Client) -> None:
    response = client.post("/accounts/password/reset/", {"email": "niemand@example.org"}, follow=True)
    assert text_of(next(tree(response).iter("h1"))) == "Kijk in je mailbox"
    (message,) = mail.outbox
    assert "niemand@example.org" in message.body
    assert "/accounts/signup/" not in message.body


def test_a_missing_page(client: Client) -> None:
    response = client.get("/bestaat/niet/")
    assert response.status_code == 404
    assert_decent(tree(response))
    assert "Deze pagina bestaat niet" in text_of(tree(response))


def test_a_forbidden_page(client: Client) -> None:
    response = client.get("/verboden/")
    assert response.status_code == 403
    assert_decent(tree(response))
    assert "Je mag deze pagina niet openen" in text_of(tree(response))


def test_a_form_without_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert_decent(tree(response))
    assert "Deze pagina stond te lang open" in text_of(tree(response))


def test_a_broken_page_tells_nothing_of_the_fault(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/kapot/")
    assert response.status_code == 500
    assert_decent(tree(response))
    assert "on purpose" not in response.content.decode()


def test_a_request_that_makes_no_sense(client: Client) -> None:
    response = client.get("/onzin/")
    assert response.status_code == 400
    assert_decent(tree(response))
    assert "Dit kwam niet goed aan" in text_of(tree(response))


@pytest.mark.parametrize("address", ["/bestaat/niet/", "/verboden/", "/kapot/", "/onzin/"])
def test_the_number_on_an_error_page_is_that_of_the_log(
    client: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    caplog.handler.addFilter(AddRequestId())
    response = client.get(address)
    number = response.headers["X-Request-ID"]
    assert number in text_of(with_class(tree(response), "note")[0])
    assert {record.request_id for record in caplog.records} == {number}  # type: ignore[attr-defined]


def test_the_page_for_when_we_work_on_it_needs_nothing() -> None:
    page = tree(render_to_string("503.html"))
    assert_decent(page)
    assert with_class(page, "note") == []


def test_every_page_offers_search_and_a_contact_to_whoever_may(client: Client, herent: Branch) -> None:
    let_in_client(client, make_coordinator("An Peeters", herent))
    page = tree(client.get("/herent/bouwstenen/"))
    (form,) = [form for form in page.iter("form") if form.get("role") == "search"]
    assert (form.get("method"), form.get("action")) == ("post", reverse("search", args=["herent"]))
    (link,) = with_class(page, "quick-contact")
    assert link.get("href") == reverse("contact", args=["herent"])


def test_whoever_may_see_no_family_is_offered_neither(client: Client, herent: Branch) -> None:
    let_in_client(client, make_user("Bo De Smet", Role.BOARD))
    page = tree(client.get("/bouwstenen/"))
    assert "Bo De Smet" in text_of(next(page.iter("header")))
    assert [form for form in page.iter("form") if form.get("role") == "search"] == []
    assert with_class(page, "quick-contact") == []


def test_what_was_done_can_be_undone_by_a_button_that_posts(rf: RequestFactory) -> None:
    request = rf.get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    say_done(request, "Het contact <i> is verwijderd.", undo="/herent/contacten/1/terug/")
    say_done(request, "Bewaard.")
    page = tree(render_to_string("components/messages.html", {"messages": get_messages(request)}, request))
    assert [text_of(alert) for alert in with_class(page, "alert")] == [
        "Het contact <i> is verwijderd. Ongedaan maken",
        "Bewaard.",
    ]
    (form,) = page.iter("form")
    assert (form.get("method"), form.get("action")) == ("post", "/herent/contacten/1/terug/")
    assert [field.get("name") for field in form.iter("input")] == ["csrfmiddlewaretoken"]
