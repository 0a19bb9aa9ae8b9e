"""The demonstration: seeded once, with an account for each role, and never where real people are."""

import shutil
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client

from families.models import Family
from homestart.accounts.roles import Role
from homestart.demo import accounts
from homestart.demo.apps import DemoConfig
from homestart.demo.management.commands import demo_accounts, seed_demo
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

pytestmark = pytest.mark.django_db


def run(command) -> str:
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue()


@pytest.fixture
def data(tmp_path, monkeypatch):
    """One branch is enough here; all fifteen are imported by the tests of the figures."""
    shutil.copytree(seed_demo.DATA / "geraardsbergen", tmp_path / "geraardsbergen")
    monkeypatch.setattr(seed_demo, "DATA", tmp_path)
    return tmp_path


def test_the_second_time_nothing_is_imported(data):
    assert "1/1 geraardsbergen: imported" in run(seed_demo.Command())
    assert run(seed_demo.Command()) == ""
    with branch_context(Branch.objects.get()):
        assert Family.objects.exists()


def test_a_changed_folder_is_imported_again(data):
    run(seed_demo.Command())
    with (data / "geraardsbergen" / "journal.csv").open("a") as journal:
        journal.write("\n")
    assert "geraardsbergen: imported" in run(seed_demo.Command())


def test_every_account_signs_in(data):
    run(seed_demo.Command())
    table = run(demo_accounts.Command())
    # A stand-in has an account in one branch alone.
    for role in set(Role) - {Role.COVER}:
        email = accounts.account_of(role, "geraardsbergen")
        assert email in table
        response = Client().post("/accounts/login/", {"login": email, "password": accounts.PASSWORD})
        assert response.status_code == 302, email
    assert accounts.PASSWORD in table


@pytest.mark.parametrize(
    ("setting", "value"), [("HTTPS", True), ("ALLOWED_HOSTS", ["*"]), ("ALLOWED_HOSTS", ["hs.example.org"])]
)
def test_it_does_not_start_where_real_people_are(setting, value, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = False, ["localhost"]
    config = DemoConfig("homestart.demo", apps.get_app_config("tenancy").module)
    config.ready()
    setattr(settings, setting, value)
    with pytest.raises(ImproperlyConfigured, match="DEMO"):
        config.ready()
