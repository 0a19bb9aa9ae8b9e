"""Many requests of many branches over a few pooled connections, a part of which goes wrong on purpose.

Counts the rows of another branch that a request saw, by the ORM, by plain SQL and while a page was rendered
after its view, and the connections that waited in the pool with a branch left behind. Both must be 0.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from families.models import Family
from homestart.accounts.actions import create_user, grant_membership
from homestart.accounts.permissions import Permission, require
from homestart.accounts.roles import Role
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation

FAMILIES = 20
NAMES = engines["django"].from_string("{% for family in families %}{{ family.name }};{% endfor %}")

READS = ("lees", "later")
#: How a request goes wrong.
FAILURES = ("exception", "timeout", "disconnect")
SHARE_OF_FAILURES = 0.1


def names_in_sight() -> str:
    """By plain SQL, so that the wall in the database alone decides."""
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(name, ';') || ';' from families_family")
        return cursor.fetchone()[0] or ""


@require(Permission.ENTER)
def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(names_in_sight() + NAMES.render({"families": Family.objects.all()}))


@require(Permission.ENTER)
def read_later(request: HttpRequest) -> HttpResponse:
    """Rendered after the view has returned."""
    return TemplateResponse(request, NAMES, {"families": Family.objects.all()})


@require(Permission.ENTER)
def fail(request: HttpRequest, how: str) -> HttpResponse:
    """Reads, writes, and does not come to its end."""
    names_in_sight()
    Family.objects.create(name="Blijft niet")
    with connection.cursor() as cursor:
        if how == "timeout":
            cursor.execute("set local statement_timeout = 20")
            cursor.execute("select pg_sleep(10)")
        if how == "disconnect":
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    raise ZeroDivisionError


def handler500(request: HttpRequest) -> HttpResponse:
    """Without a layout, whose static files need not have been collected."""
    return HttpResponse(status=500)


urlpatterns = [
    path("accounts/", include("homestart.accounts.urls")),
    path("<slug:branch_slug>/lees/", read),
    path("<slug:branch_slug>/later/", read_later),
    path("<slug:branch_slug>/faal/<slug:how>/", fail),
]


@dataclass
class Outcome:
    """What the requests saw."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    wrong_rows: int = 0
    short_answers: int = 0
    left_behind: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.wrong_rows or self.short_answers or self.left_behind)

    def __str__(self) -> str:
        answers = ", ".join(f"{number} x {status}" for status, number in sorted(self.statuses.items()))
        failed = ", ".join(f"{number} x {how}" for how, number in sorted(self.failures.items()))
        return (
            f"{sum(self.statuses.values())} requests in {self.seconds:.0f} s"
            f" ({answers}; on purpose {failed}): "
            f"{self.rows} rows seen, {self.wrong_rows} of another branch, "
            f"{self.short_answers} pages without all of their own rows, "
            f"{len(self.left_behind)} connections with a branch left behind"
        )


def make_branches(number: int) -> dict[str, Client]:
    """By slug, for each new branch with its families, a browser in which its coordinator is signed in."""
    organisation, _ = Organisation.objects.get_or_create(name="Poel")
    clients = {}
    for n in range(number):
        branch, _ = Branch.objects.get_or_create(
            slug=f"poel-{n}", defaults={"name": f"Poel {n}", "organisation": organisation}
        )
        with branch_context(branch):
            Family.objects.all().delete()
            Family.objects.bulk_create(Family(name=f"{branch.slug}-{row}") for row in range(FAMILIES))
        email = f"poel.{n}.{timezone.now().timestamp()}@example.org"
        user = create_user(email=email, name="Poel")
        grant_membership(user, Role.COORDINATOR, branch=branch, by=None)
        clients[branch.slug] = let_in_client(Client(SERVER_NAME="127.0.0.1"), user)
    return clients


@contextmanager
def pooled(size: int) -> Iterator[None]:
    """New connections come from a pool, as those of the web server do."""
    connection.close()
    settings = connections.settings[DEFAULT_DB_ALIAS]
    before = {name: settings[name] for name in ("OPTIONS", "CONN_MAX_AGE")}
    pool = {"min_size": size, "max_size": size, "timeout": 60}
    settings.update(OPTIONS={**settings["OPTIONS"], "pool": pool}, CONN_MAX_AGE=0)
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        settings.update(before)


def left_behind(size: int) -> list[str]:
    """The setting of every connection that waits in the pool, where there is one."""
    held = [connection.pool.getconn() for _ in range(size)]
    try:
        found = [
            each.execute("select current_setting('homestart.branch', true)").fetchone()[0] for each in held
        ]
        return [value for value in found if value]
    finally:
        for each in held:
            each.rollback()
            connection.pool.putconn(each)


def run(*, requests: int, threads: int, size: int, branches: int, seed: int = 1) -> Outcome:
    """Does the requests over a pool of `size` connections, on the connected database."""
    clients = make_branches(branches)
    chance = random.Random(seed)  # noqa: S311
    plan = [
        (
            chance.choice(list(clients)),
            chance.choice(READS),
            chance.choice(FAILURES) if chance.random() < SHARE_OF_FAILURES else "",
        )
        for _ in range(requests)
    ]
    outcome, lock = Outcome(seconds=0), threading.Lock()

    def request(job: tuple[str, str, str]) -> None:
        slug, reading, failure = job
        client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        client.cookies = clients[slug].cookies
        try:
            if failure:
                response = client.post(f"/{slug}/faal/{failure}/")
            else:
                response = client.get(f"/{slug}/{reading}/")
        finally:
            connection.close()
        names = response.content.decode().split(";")[:-1] if response.status_code == 200 else []
        with lock:
            outcome.statuses[response.status_code] += 1
            outcome.failures.update([failure] if failure else [])
            outcome.rows += len(names)
            outcome.wrong_rows += sum(not name.startswith(f"{slug}-") for name in names)
            outcome.short_answers += not failure and len(names) not in (FAMILIES, 2 * FAMILIES)

    start = time.perf_counter()
    with override_settings(ROOT_URLCONF=__name__), pooled(size):
        with ThreadPoolExecutor(threads) as workers:
            list(workers.map(request, plan))
        outcome.left_behind = left_behind(size)
    outcome.seconds = time.perf_counter() - start
    return outcome
