"""The work that is timed, each in the ways that are compared."""

import datetime
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, RequestFactory

from bench import sql
from families.models import Family
from families.queries.lists import families_in, family_rows
from homestart.accounts.actions import create_user, grant_membership
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.actions import open_report
from reporting.indicators import compute
from reporting.pdf import render_pdf
from reporting.queries import report_document
from reporting.reports.printing import print_html

Ways = dict[str, Callable[[], object]]

BARE_PAGE = Engine().from_string(
    "<table>{% for row in rows %}<tr><td>{{ row.family.name }}</td><td>{{ row.state.label }}</td>"
    "<td>{{ row.since }}</td><td>{{ row.children }}</td></tr>{% endfor %}</table>"
)


def bare_view(request: HttpRequest) -> HttpResponse:
    """The list without sign-in, permissions, layout or links: what Django itself costs."""
    today = datetime.date.today()
    return HttpResponse(
        BARE_PAGE.render(Context({"rows": family_rows(families_in("", "", today)[:50], today)}))
    )


class Owner:
    """Plain SQL as the owner of the tables: no row-level security that hides rows, no ORM."""

    def __init__(self) -> None:
        login = settings.DATABASE_OWNER
        self.connection = psycopg.connect(
            host=login["HOST"],
            port=login["PORT"] or None,
            user=login["USER"],
            password=login["PASSWORD"],
            dbname=connection.settings_dict["NAME"],
            autocommit=True,
        )

    def run(self, statements: list[str], **parameters: object) -> None:
        for statement in statements:
            self.connection.execute(statement, parameters).fetchall()


def signed_in_client(branch: Branch) -> Client:
    """A browser of a coordinator of `branch`."""
    email = f"bench.{branch.slug}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = create_user(email=email, name="Bench")
        grant_membership(user, Role.COORDINATOR, branch=branch, by=None)
    client = Client(SERVER_NAME="127.0.0.1")
    let_in_client(client, user)
    return client


def family_list(branch: Branch, owner: Owner) -> Ways:
    client = signed_in_client(branch)
    request = RequestFactory().get("/")
    today = datetime.date.today()

    def bare() -> None:
        with branch_context(branch):
            bare_view(request)

    def page() -> None:
        response = client.get(f"/{branch.slug}/gezinnen/")
        assert response.status_code == 200, response.status_code

    return {
        "page": page,
        "bare Django view": bare,
        "SQL": lambda: owner.run([sql.FAMILY_LIST], branch=branch.pk, today=today),
    }


def figures(branch: Branch, owner: Owner, year: int) -> Ways:
    period = {"first": datetime.date(year, 1, 1), "last": datetime.date(year, 12, 31)}
    return {
        "all figures": lambda: compute(branch, year),
        "SQL of five figures": lambda: owner.run(sql.FIVE_FIGURES, branch=branch.pk, **period),
    }


def report(branch: Branch, year: int) -> Ways:
    def html() -> str:
        with branch_context(branch):
            return print_html(report_document(open_report(year, by=None)), "")

    finished = html()
    return {
        "report": lambda: render_pdf(html()),
        "WeasyPrint on the finished HTML": lambda: render_pdf(finished),
    }


def heaviest_branch() -> Branch:
    """The branch with the most families."""

    def families(branch: Branch) -> int:
        with branch_context(branch):
            return Family.objects.count()

    return max(Branch.objects.order_by("pk")[:15], key=families)
