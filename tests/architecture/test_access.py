"""Every address answers everybody as the access matrix says, and shows nothing of another branch."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.models import FinalReport
from tests.architecture.access_matrix import (
    ARGUMENTS,
    BOARD,
    CENTRAL_OFFICE,
    COACH,
    COLLEAGUES_ARE_CHOSEN,
    COORDINATOR,
    FIXED,
    MATRIX,
    OF_ANY_YEAR,
    OTHER_COORDINATOR,
    PARTNER_ADMIN,
    PUBLIC,
    SECOND_STEP,
    SIGN_IN,
    VOLUNTEER,
    WITHOUT_TOKEN,
)
from tests.rows import BranchRows

#: Signing in and out belongs to everybody.
BEFORE_ANY_PERMISSION = ("account_", "mfa_", "session_", "demo:")
METHODS = ("GET", "HTMX", "POST")
Arguments = dict[str, Any]


def addresses(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern, set]]:
    """Name, pattern and arguments of every address in the URLconf."""
    resolver = resolver or get_resolver()
    inherited = set(resolver.pattern.converters) | set(resolver.pattern.regex.groupindex)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            for name, pattern, arguments in addresses(entry, inner):
                yield name, pattern, arguments | inherited
        else:
            yield f"{namespace}{entry.name}", entry, inherited | set(entry.pattern.regex.groupindex)


ADDRESSES = {name: (pattern, arguments) for name, pattern, arguments in addresses()}
IN_BRANCH = [name for name, (_, arguments) in ADDRESSES.items() if "branch_slug" in arguments]
OF_A_RECORD = [
    name for name in IN_BRANCH if ADDRESSES[name][1] & ARGUMENTS.keys() and name not in OF_ANY_YEAR
]


def address(name: str, slug: str, rows: BranchRows | None) -> str:
    """In the branch with the slug, of the record of `rows`; without them, of one that does not exist."""
    values = {name: of(rows) if rows else missing for name, (of, missing) in ARGUMENTS.items()}
    values = {"branch_slug": slug, **FIXED, **values}
    return reverse(name, kwargs={key: values[key] for key in ADDRESSES[name][1]})


def ask(client: Client, method: str, path: str) -> HttpResponse:
    """The answer, with what the log of any branch or of the network remembers of it in `.remembered`.

    Whatever the request changed is taken back.
    """
    with transaction.atomic():
        if method == "POST":
            response = client.post(path)
        else:
            response = client.get(path, headers={"HX-Request": "true"} if method == "HTMX" else {})
        response.remembered = remembered(response["X-Request-ID"])
        transaction.set_rollback(True)
    return response


def remembered(request_id: str) -> list[str]:
    """What was looked at and refused in this request."""
    mine = {"request_id": request_id, "verb__in": ("look", "deny")}
    verbs = list(NetworkEvent.objects.filter(**mine).values_list("verb", flat=True))
    for branch in Branch.objects.all():
        with branch_context(branch):
            verbs += AuditEvent.objects.filter(**mine).values_list("verb", flat=True)
    return verbs


def answer(response: HttpResponse) -> int | str:
    if response.status_code == 401 and response["HX-Session-Ended"] == "1" and not response.content:
        return SECOND_STEP if response.wsgi_request.user.is_authenticated else SIGN_IN
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code == 302 and response.url == reverse("mfa_index"):
        return SECOND_STEP
    return response.status_code


def told(response: HttpResponse) -> str:
    """All that the answer tells, as one text without what differs each time."""
    differs = ("Content-Length", "X-Request-ID")
    headers = "\n".join(f"{name}: {value}" for name, value in response.items() if name not in differs)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode(errors="replace"))
    body = body.replace(response["X-Request-ID"], "")
    return f"{response.status_code}\n{headers}\n{body}"


def test_every_address_is_in_the_matrix_and_has_a_name():
    assert set(ADDRESSES) == set(MATRIX)


def test_every_page_of_ours_requires_a_permission():
    for name, (pattern, _) in ADDRESSES.items():
        if not name.startswith(BEFORE_ANY_PERMISSION):
            assert hasattr(pattern.callback, "required_permission"), name


def test_no_page_is_public_but_those_that_are_named_so():
    public = {
        name
        for name, (pattern, _) in ADDRESSES.items()
        if getattr(pattern.callback, "required_permission", ...) is None
    }
    assert public == PUBLIC


@pytest.mark.parametrize("name", MATRIX)
def test_everybody_gets_the_answer_of_the_matrix_and_no_canary(name, clients, ours, theirs):
    path = address(name, ours.branch.slug, ours)
    got, expected = {}, {}
    noted, to_note = {}, {}
    for principal, client in clients.items():
        for method in METHODS:
            response = ask(client, method, path)
            got[principal, method] = answer(response)
            expected[principal, method] = MATRIX[name].answer(principal, method)
            noted[principal, method] = response.remembered
            to_note[principal, method] = MATRIX[name].remembered(principal, method)
            text = told(response)
            assert theirs.canary not in text or principal == OTHER_COORDINATOR, (principal, method)
            assert ours.canary not in text or principal in (COORDINATOR, COACH), (principal, method)
            assert theirs.people_canary not in text or principal in (OTHER_COORDINATOR, CENTRAL_OFFICE)
            knows = (COORDINATOR, PARTNER_ADMIN, CENTRAL_OFFICE, *COLLEAGUES_ARE_CHOSEN.get(name, ()))
            assert ours.people_canary not in text or principal in knows, (principal, method)
            if principal not in (CENTRAL_OFFICE, BOARD):
                assert theirs.shared_canary not in text, (principal, method)
            # A title stays in the history of a browser, also after signing out.
            title = text.partition("<title>")[2].partition("</title>")[0]
            assert ours.canary not in title, (principal, method)
            assert ours.people_canary not in title, (principal, method)
    assert got == expected
    assert noted == to_note


@pytest.mark.leak
@pytest.mark.parametrize("name", MATRIX)
def test_no_page_of_a_coordinator_shows_another_branch(name, clients, ours, theirs):
    """Said above for everybody; here alone, because it must hold with one wall too."""
    for method in ("GET", "POST"):
        text = told(ask(clients[COORDINATOR], method, address(name, ours.branch.slug, ours)))
        assert theirs.canary not in text
        assert theirs.shared_canary not in text


@pytest.mark.parametrize("name", IN_BRANCH)
def test_another_branch_answers_as_one_that_does_not_exist(name, clients, ours, theirs):
    for principal in (COORDINATOR, COACH, VOLUNTEER, PARTNER_ADMIN, CENTRAL_OFFICE, BOARD):
        # Who has no role there is told so before any page is asked: one method tells for the others.
        for method in METHODS if principal == COORDINATOR else ("GET",):
            there = ask(clients[principal], method, address(name, theirs.branch.slug, theirs))
            nowhere = ask(clients[principal], method, address(name, "nergens", theirs))
            assert there.status_code == 404, (principal, method)
            assert told(there) == told(nowhere), (principal, method)


@pytest.mark.leak
@pytest.mark.parametrize("name", OF_A_RECORD)
def test_a_record_of_another_branch_answers_as_one_that_does_not_exist(name, clients, ours, theirs):
    for method in METHODS:
        there = ask(clients[COORDINATOR], method, address(name, ours.branch.slug, theirs))
        nowhere = ask(clients[COORDINATOR], method, address(name, ours.branch.slug, None))
        assert there.status_code in (404, 405), method
        assert told(there) == told(nowhere), method


def test_the_canaries_sing_where_they_may(clients, ours, theirs):
    """So that the tests above do not pass because the canaries are never on a page."""
    families = address("families:list", ours.branch.slug, ours)
    assert ours.canary in told(ask(clients[COORDINATOR], "GET", families))
    finals = told(ask(clients[BOARD], "GET", reverse("finals:list")))
    assert ours.shared_canary in finals
    assert theirs.shared_canary in finals
    finals = told(ask(clients[PARTNER_ADMIN], "GET", reverse("finals:list")))
    assert ours.shared_canary in finals


def test_an_organisation_reads_the_finals_of_its_own_branches_alone(clients, ours, theirs):
    for rows, expected in ((ours, 200), (theirs, 404)):
        path = reverse("finals:download", args=[rows[FinalReport].pk])
        assert ask(clients[PARTNER_ADMIN], "GET", path).status_code == expected


@pytest.mark.parametrize(
    "name", [name for name, page in MATRIX.items() if page.post != 405 and name not in WITHOUT_TOKEN]
)
def test_a_post_without_token_is_refused(name, clients, ours):
    client = Client(enforce_csrf_checks=True)
    client.cookies = clients[COORDINATOR].cookies
    assert ask(client, "POST", address(name, ours.branch.slug, ours)).status_code == 403


@pytest.mark.parametrize("path", ["/accounts/login/", "/bestaat/niet/", "/herent/gezinnen/", "/"])
def test_every_answer_has_a_strict_policy_and_is_not_kept(path, clients, ours):
    for principal, client in clients.items():
        response = ask(client, "GET", path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, principal
        assert "script-src 'self'" in policy, principal
        assert "no-store" in response["Cache-Control"], principal
