"""Roles and database on a server that somebody else runs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from homestart.local.bootstrap import bootstrap
from homestart.local.place import APPLICATION, OWNER, Place, Trouble
from tests.local.conftest import Servers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("local servers")]


@pytest.fixture
def given(servers: Servers, tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Makes a place whose DATABASE_URL names a login on a running server; superuser unless told."""
    servers.hold()
    own = servers.place

    def make(database: str, *, login: str = "") -> Place:
        parts = urlsplit(own.admin_url)
        host = parts.netloc.rpartition("@")[2]
        netloc = f"{login}:secret@{host}" if login else parts.netloc
        return Place(tmp_path, {"DATABASE_URL": parts._replace(netloc=netloc, path=f"/{database}").geturl()})

    yield make
    with psycopg.connect(own.admin_url, dbname="postgres", autocommit=True) as admin:
        for (name,) in admin.execute(
            "select datname from pg_database where datname like 'test\\_%'"
        ).fetchall():
            admin.execute(f'drop database "{name}"')
        for role in (OWNER, APPLICATION, "test_admin"):
            admin.execute(f"drop role if exists {role}")


def rights(place: Place) -> dict[str, tuple[bool, ...]]:
    """Per role: superuser, bypasses row-level security, may create databases, may create roles."""
    with psycopg.connect(place.admin_url, dbname="postgres") as admin:
        rows = admin.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles"
            " where rolname = any(%s)",
            [[OWNER, APPLICATION]],
        )
        return {name: tuple(flags) for name, *flags in rows}


def test_makes_two_narrow_roles_and_the_database(given: Callable[..., Place]) -> None:
    place = given("test_new")
    bootstrap(place)
    assert rights(place) == {OWNER: (False, False, True, False), APPLICATION: (False,) * 4}

    urls = place.database_urls
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner:
        owner.execute("create table diary (text text)")
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as application:
        for refused in (
            "create table mine (id int)",
            "create temporary table mine (id int)",
            "select * from diary",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(refused)
        # What one session asks, with the values in it, no other one reads.
        assert application.execute("show track_activities").fetchone() == ("off",)


def test_again_changes_nothing(given: Callable[..., Place]) -> None:
    place = given("test_new")
    bootstrap(place)
    urls = place.database_urls
    bootstrap(place)
    psycopg.connect(urls["DATABASE_URL"]).close()
    psycopg.connect(urls["DATABASE_OWNER_URL"]).close()


def test_start_and_test_agree_about_the_passwords(given: Callable[..., Place]) -> None:
    place = given("test_new")
    for_tests = replace(place, for_tests=True)
    for_tests.make()
    bootstrap(place)
    bootstrap(for_tests)
    psycopg.connect(place.database_urls["DATABASE_URL"]).close()


def test_an_administrator_without_superuser_rights_is_enough(given: Callable[..., Place]) -> None:
    with psycopg.connect(given("postgres").admin_url, autocommit=True) as superuser:
        superuser.execute("create role test_admin login createrole createdb password 'secret'")
    place = given("test_new", login="test_admin")
    bootstrap(place)
    bootstrap(place)
    assert rights(place)[OWNER] == (False, False, True, False)
    with psycopg.connect(place.database_urls["DATABASE_OWNER_URL"]) as owner:
        owner.execute("create table diary (text text)")


def test_a_role_around_the_walls_is_refused(given: Callable[..., Place]) -> None:
    with psycopg.connect(given("postgres").admin_url, autocommit=True) as superuser:
        superuser.execute(f"create role {APPLICATION} bypassrls")
    with pytest.raises(Trouble, match=r"homestart_app .* bypasses row-level security"):
        bootstrap(given("test_new"))


def test_a_database_of_somebody_else_is_refused(given: Callable[..., Place]) -> None:
    with psycopg.connect(given("postgres").admin_url, autocommit=True) as superuser:
        superuser.execute("create database test_theirs")
    with pytest.raises(Trouble, match="test_theirs belongs to postgres"):
        bootstrap(given("test_theirs"))


def test_an_address_without_database_is_refused(given: Callable[..., Place]) -> None:
    with pytest.raises(Trouble, match="names no database"):
        bootstrap(given(""))


def test_both_addresses_given_are_taken_as_they_are(tmp_path: Path) -> None:
    urls = {"DATABASE_URL": "postgresql://app@db/x", "DATABASE_OWNER_URL": "postgresql://owner@db/x"}
    place = Place(tmp_path, urls)
    assert place.database_urls == urls
    assert not place.is_bootstrapped_by_us
