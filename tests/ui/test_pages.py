"""The frame around every page: the branch, the menu, sign-in, and what one sees when something is wrong."""

import re

import pytest
from django.core import mail
from django.test import Client

from homestart.accounts.roles import Role
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.models import Branch
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
