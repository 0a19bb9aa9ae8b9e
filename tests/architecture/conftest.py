"""Two branches and a browser for everybody, made once for all tests that ask every address of everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from homestart.accounts.actions import deactivate_user
from homestart.accounts.roles import Role
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.models import Branch, Organisation
from tests.architecture.access_matrix import (
    ANONYMOUS,
    BOARD,
    CENTRAL_OFFICE,
    COACH,
    COORDINATOR,
    DEACTIVATED,
    OTHER_COORDINATOR,
    PARTNER_ADMIN,
    VOLUNTEER,
    WITHOUT_SECOND_STEP,
)
from tests.people import make_coordinator, make_user
from tests.rows import BranchRows, make_rows


@dataclass(frozen=True)
class World:
    """Two branches with a row in every table, and a browser for each principal."""

    ours: BranchRows
    theirs: BranchRows
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all these tests: each takes back what its requests changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        herent = make_branch("herent", "Home-Start Vlaanderen vzw")
        aalst = make_branch("aalst", "Welzijn Aalst vzw")
        ours, theirs = make_rows(herent), make_rows(aalst, year=2024)
        yield World(ours, theirs, browsers(herent, aalst))
        transaction.set_rollback(True)


def make_branch(slug: str, organisation: str) -> Branch:
    run_by = Organisation.objects.create(name=organisation)
    return Branch.objects.create(slug=slug, name=f"Home-Start {slug.title()}", organisation=run_by)


def browsers(herent: Branch, aalst: Branch) -> dict[str, Client]:
    """Of people who passed all steps but one; the deactivated one did so before that."""
    deactivated = make_coordinator("Vroeger Hier", herent)
    users = {
        DEACTIVATED: deactivated,
        COORDINATOR: make_coordinator("Els Vermeulen", herent),
        COACH: make_user("Karim Bensalah", Role.COACH, herent),
        VOLUNTEER: make_user("Greet Maes", Role.VOLUNTEER, herent),
        PARTNER_ADMIN: make_user("Tine Goossens", Role.PARTNER_ADMIN, organisation=herent.organisation),
        OTHER_COORDINATOR: make_coordinator("Bram Dewit", aalst),
        CENTRAL_OFFICE: make_user("Nora Claes", Role.CENTRAL_OFFICE),
        BOARD: make_user("Luc Janssens", Role.BOARD),
    }
    clients = {principal: let_in_client(Client(), user, confirmed=True) for principal, user in users.items()}
    deactivate_user(deactivated, by=None)
    newcomer = make_coordinator("Nog Nieuw", herent)
    clients[WITHOUT_SECOND_STEP] = let_in_client(Client(), newcomer, second_factor=False)
    return {ANONYMOUS: Client(), **clients}


@pytest.fixture
def clients(world: World) -> Iterator[dict[str, Client]]:
    """Each test finds the browsers as they were."""
    cookies = {principal: client.cookies.copy() for principal, client in world.clients.items()}
    yield world.clients
    for principal, client in world.clients.items():
        client.cookies = cookies[principal]


@pytest.fixture
def ours(world: World) -> BranchRows:
    return world.ours


@pytest.fixture
def theirs(world: World) -> BranchRows:
    return world.theirs
