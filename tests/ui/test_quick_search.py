"""The box at the top of each page shows whom it finds while somebody types."""

from collections.abc import Callable

import pytest
from django.test import Client

from families.models import Family
from homestart.accounts.models import User
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

pytestmark = pytest.mark.django_db
FROM_THE_BOX = {"HX-Request": "true", "HX-Target": "quick-hits"}


def test_the_box_gets_the_people_alone_and_the_page_all(
    herent: Branch, aalst: Branch, sign_in: Callable[[User], Client], coordinator: User
) -> None:
    with branch_context(herent):
        Family.objects.create(name="Peeters")
    with branch_context(aalst):
        Family.objects.create(name="Peetermans")
    browser = sign_in(coordinator)
    box = browser.post("/herent/zoeken/", {"zoek": " Pee"}, headers=FROM_THE_BOX).content.decode()
    assert box.startswith('<div id="quick-hits"') and 'data-text="Pee"' in box
    assert box.count("data-hit") == 1 and "Peeters" in box
    whole = browser.post("/herent/zoeken/", {"zoek": "Pee"}).content.decode()
    assert whole.startswith("<!doctype html>") and '<div id="hits"' in whole
    assert whole.count("data-hit") == 1
    assert '<div id="quick-hits"></div>' in whole
    assert "Peetermans" not in box + whole
