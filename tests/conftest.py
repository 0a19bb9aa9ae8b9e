"""The test database is made by the owner of the tables and used as the application role, like in production."""

from collections.abc import Iterator

import pytest
from django.test.utils import setup_databases, teardown_databases

from homestart.tenancy.connections import owner_connection
from homestart.tenancy.models import Branch, Organisation


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    with django_db_blocker.unblock(), owner_connection():
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    yield
    with django_db_blocker.unblock(), owner_connection():
        teardown_databases(databases, verbosity=0)


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Home-Start Vlaanderen vzw")


@pytest.fixture
def herent(organisation: Organisation) -> Branch:
    return Branch.objects.create(slug="herent", name="Home-Start Herent", organisation=organisation)


@pytest.fixture
def aalst(organisation: Organisation) -> Branch:
    return Branch.objects.create(slug="aalst", name="Home-Start Aalst", organisation=organisation)
