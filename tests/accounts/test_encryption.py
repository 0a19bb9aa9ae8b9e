"""Whoever has a copy of the database cannot sign in with it."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client

from homestart.accounts import encryption
from homestart.accounts.second_factor import accept_code, code_of
from tests.accounts.steps import APP, CODES, give_app, give_codes, type_password

pytestmark = pytest.mark.django_db


def everything() -> str:
    """Each row of each table, as text; and what of it is packed, unpacked."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select to_jsonb(t)::text from {connection.ops.quote_name(table)} t")  # noqa: S608
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_no_seed_and_no_code_can_be_read_in_the_tables(client, coordinator, volunteer_user):
    type_password(client, coordinator)
    # On the way: the seed and the codes wait in the session, the code of the mail in another.
    seed = "".join(client.get(APP).context["secret"].split())
    on_the_way = everything()
    client.post(APP, {"code": code_of(seed)})
    codes = client.get(CODES).context["codes"]
    Client().post("/accounts/code/", {"email": volunteer_user.email})
    mailed = next(word for word in mail.outbox[-1].body.split() if word.isdecimal() and len(word) == 6)
    dump = everything()
    assert len(codes) == 10
    assert coordinator.email in dump, "the dump holds what it should"
    for secret in (seed, mailed, *codes):
        assert secret not in on_the_way + dump


def test_a_session_that_was_tampered_with_is_empty(client, coordinator, sign_in):
    browser = sign_in(coordinator)
    session = Session.objects.get()
    session.session_data = session.session_data[:-4] + "AAA="
    session.save()
    assert browser.get("/herent/gezinnen/").status_code == 302


def test_keys_are_replaced_without_anybody_noticing(coordinator, settings):
    settings.ENCRYPTION_KEYS = ["oud"]
    seed, codes = give_app(coordinator), give_codes(coordinator)
    settings.ENCRYPTION_KEYS = ["nieuw", "oud"]
    assert accept_code(coordinator, codes[0])
    out = StringIO()
    call_command("rotate_encryption", stdout=out)
    assert out.getvalue() == "2\n"
    settings.ENCRYPTION_KEYS = ["nieuw"]
    assert accept_code(coordinator, code_of(seed))
    assert accept_code(coordinator, codes[1])
    settings.ENCRYPTION_KEYS = ["oud"]
    with pytest.raises(encryption.InvalidToken):
        accept_code(coordinator, codes[2])


def test_the_same_text_is_written_differently_each_time():
    one, other = encryption.encrypt("zaad"), encryption.encrypt("zaad")
    assert one != other
    assert encryption.decrypt(one) == encryption.decrypt(other) == "zaad"


def test_what_is_stored_of_an_app_is_only_the_encrypted_seed(coordinator):
    seed = give_app(coordinator)
    stored = Authenticator.objects.get().data
    assert set(stored) == {"secret"}
    assert seed not in json.dumps(stored)
