"""The test database is made by the owner of the tables and used as the application role, like in production.

`--without-database-wall` and `--without-code-wall` take one of the two walls between branches away, to show
that the other one holds alone: `pytest -m leak --without-database-wall`.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings, settings
from django.db import connection, models
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases

from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.celery import app as celery_app
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.connections import owner_connection
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import Branch, Organisation, TenantModel
from tests.people import make_coordinator, make_user
from tests.rows import BranchRows, make_rows


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("walls between branches")
    group.addoption("--without-database-wall", action="store_true", help="connect as the owner of the tables")
    group.addoption("--without-code-wall", action="store_true", help="let tenant managers show every row")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    with django_db_blocker.unblock(), owner_connection():
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    if request.config.getoption("--without-database-wall"):
        with owner_connection():
            yield
    else:
        yield
    close_logins()
    with django_db_blocker.unblock(), owner_connection():
        teardown_databases(databases, verbosity=0)


def close_logins() -> None:
    """Nobody may be connected to a database that is dropped."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()


@pytest.fixture(scope="session", autouse=True)
def code_wall(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("--without-code-wall"):
            patch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
            for name in ("bulk_create", "update"):
                patch.setattr(TenantQuerySet, name, getattr(models.QuerySet, name))
            for name in ("save", "delete"):
                patch.setattr(TenantModel, name, getattr(models.Model, name))
        yield


@pytest.fixture(scope="session", autouse=True)
def own_valkey_databases() -> Iterator[None]:
    """Broker and cache of this process alone: others run tests on the same server at the same time."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    broker, cache = (_valkey_database(number) for number in (2 * process + 2, 2 * process + 3))
    caches = {"default": {**settings.CACHES["default"], "LOCATION": cache}}
    with override_settings(REDIS_URL=broker, CACHES=caches), pytest.MonkeyPatch.context() as patch:
        patch.setitem(celery_app.conf, "broker_url", broker)
        yield


def _valkey_database(number: int) -> str:
    return urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash that is slow on purpose would make every signed-in test slow too."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def cache_of_its_own(settings: LazySettings) -> None:
    """No test finds in Redis what another one counted."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages name their static files as they are; that collecting them works, tests/ui shows once."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"), STORAGES={**settings.STORAGES, "staticfiles": plain}
    ):
        yield


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Home-Start Vlaanderen vzw")


@pytest.fixture
def herent(organisation: Organisation) -> Branch:
    return Branch.objects.create(slug="herent", name="Home-Start Herent", organisation=organisation)


@pytest.fixture
def aalst(db: None) -> Branch:
    partner = Organisation.objects.create(name="Welzijn Aalst vzw")
    return Branch.objects.create(slug="aalst", name="Home-Start Aalst", organisation=partner)


@pytest.fixture
def coordinator(herent: Branch) -> User:
    """Of Herent."""
    return make_coordinator("Els Vermeulen", herent)


@pytest.fixture
def other_coordinator(aalst: Branch) -> User:
    """Of Aalst."""
    return make_coordinator("Bram Dewit", aalst)


@pytest.fixture
def coach(herent: Branch) -> User:
    """Of Herent."""
    return make_user("Karim Bensalah", Role.COACH, herent)


@pytest.fixture
def volunteer_user(herent: Branch) -> User:
    """Of Herent; signs in as a volunteer."""
    return make_user("Greet Maes", Role.VOLUNTEER, herent)


@pytest.fixture
def partner_admin(herent: Branch) -> User:
    """Of the organisation that runs Herent."""
    return make_user("Tine Goossens", Role.PARTNER_ADMIN, organisation=herent.organisation)


@pytest.fixture
def central_office(db: None) -> User:
    return make_user("Nora Claes", Role.CENTRAL_OFFICE)


@pytest.fixture
def board_member(db: None) -> User:
    return make_user("Luc Janssens", Role.BOARD)


@pytest.fixture
def ours(herent: Branch) -> BranchRows:
    """A row in every table, in the branch that looks."""
    return make_rows(herent)


@pytest.fixture
def theirs(aalst: Branch) -> BranchRows:
    """A row in every table, in the branch that must not be seen."""
    return make_rows(aalst, year=2024)


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """A browser in which the given user is signed in: `sign_in(coordinator).get("/herent/")`.

    Both steps are passed; with `second_factor=False` the password alone.
    """

    def signed_in(user: User, **options: bool) -> Client:
        return let_in_client(Client(), user, **options)

    return signed_in
