"""The work that is timed, each in the ways that are compared."""

import datetime
import re
from collections.abc import Callable
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, RequestFactory

from bench import sql
from families.actions.contacts import note_contact
from families.enums import ContactKind
from families.models import Family
from families.queries.lists import families_in, family_rows
from homestart.accounts.actions import create_user, grant_membership
from homestart.accounts.models import User
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.audit.models import AuditEvent
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.ui.search import search
from homestart.ui.today import sections
from reporting.actions import open_report
from reporting.indicators import compute
from reporting.pdf import render_pdf
from reporting.queries import report_document
from reporting.reports.printing import print_html

Ways = dict[str, Callable[[], object]]

#: What a form brings back of itself, besides what is typed.
HIDDEN = re.compile(r'name="(_\w+|csrfmiddlewaretoken)" value="([^"]*)"')
#: The beginning of many names.
LETTERS = "de"

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

    def copy(self, *rows: Model) -> None:
        """Copies of these rows, in one transaction: what adding them costs the database."""
        with self.connection.transaction():
            for row in rows:
                columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
                values = ["left(gen_random_uuid()::text, 20)" if name == "key" else name for name in columns]
                self.connection.execute(
                    f"insert into {row._meta.db_table} (id, {', '.join(columns)})"  # noqa: S608 (our own names)
                    f" select gen_random_uuid(), {', '.join(values)} from {row._meta.db_table} where id = %s",
                    [row.pk],
                )


def coordinator_of(branch: Branch, name: str = "bench") -> User:
    """The coordinator of `branch` by that name, made when there is none."""
    email = f"{name}.{branch.slug}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = create_user(email=email, name=name.title())
        grant_membership(user, Role.COORDINATOR, branch=branch, by=None)
    return user


def signed_in_client(branch: Branch, name: str = "bench") -> Client:
    """A browser of the coordinator of `branch` by that name."""
    client = Client(SERVER_NAME="127.0.0.1")
    let_in_client(client, coordinator_of(branch, name))
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


def family_file(branch: Branch, owner: Owner) -> Ways:
    """The file of the family about which most happened, with its timeline."""
    client = signed_in_client(branch)
    family = busiest_family(branch)

    def page() -> None:
        response = client.get(f"/{branch.slug}/gezinnen/{family.pk}/")
        assert response.status_code == 200, response.status_code

    return {"page": page, "SQL": lambda: owner.run(sql.FAMILY_FILE, branch=branch.pk, family=family.pk)}


def contact(branch: Branch, owner: Owner) -> Ways:
    """Saving a contact: the form with its event, its draft thrown away, safe against being sent twice."""
    client = signed_in_client(branch)
    family = busiest_family(branch)
    values = {"date": datetime.date(2024, 1, 15), "kind": ContactKind.OTHER.value, "note": "Bench"}
    with branch_context(branch):
        noted = note_contact(family, by=None, **values)
        event = AuditEvent.objects.filter(verb="note_contact").latest("at")
    path = f"/{branch.slug}/gezinnen/{family.pk}/contact/"
    form = dict(HIDDEN.findall(client.get(path).content.decode()))
    typed = {**form, **values}

    def page() -> None:
        response = client.post(path, {**typed, "_token": str(uuid4())})
        assert response.status_code == 302, response.status_code

    def action() -> None:
        with branch_context(branch):
            note_contact(family, by=None, **values)

    return {
        "page": page,
        "action with its event": action,
        "SQL": lambda: owner.copy(noted, event),
    }


def search_by_name(branch: Branch, owner: Owner) -> Ways:
    client = signed_in_client(branch)
    path = f"/{branch.slug}/zoeken/"

    def page() -> None:
        response = client.post(path, {"zoek": LETTERS})
        assert response.status_code == 200, response.status_code

    def alone() -> None:
        with branch_context(branch):
            search(LETTERS)

    return {
        "page": page,
        "search alone": alone,
        "SQL": lambda: owner.run(sql.SEARCH, branch=branch.pk, begins=rf"\m{LETTERS}"),
    }


def today(branch: Branch, owner: Owner) -> Ways:
    client = signed_in_client(branch)
    day = datetime.date.today()

    def page() -> None:
        response = client.get(f"/{branch.slug}/")
        assert response.status_code == 200, response.status_code

    def alone() -> None:
        with branch_context(branch):
            sections(branch, day, PERMISSIONS[Role.COORDINATOR])

    return {"page": page, "what waits, without the page": alone}


def busiest_family(branch: Branch) -> Family:
    """The family with which most contacts were noted."""
    with branch_context(branch):
        return Family.objects.annotate(happened=Count("contacts")).order_by("-happened", "pk")[0]


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
