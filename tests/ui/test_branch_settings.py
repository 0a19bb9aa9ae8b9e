"""What a branch decides itself: when it asks who waits, and how it is reached."""

import pytest

from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

pytestmark = pytest.mark.django_db

PAGE = "/herent/instellingen/"
TYPED = {
    "phone": "016 12 34 56",
    "email": "herent@example.org",
    "still_needed_weeks": "6",
    "review_talk_months": "12, 3, 6, 6",
    "perinatal_limit_months": "24",
}


def test_a_coordinator_changes_the_settings_of_the_own_branch(herent, aalst, coordinator, sign_in):
    before = Branch.objects.get(pk=herent.pk)
    browser = sign_in(coordinator)
    assert browser.post(PAGE, TYPED).url == PAGE
    after = Branch.objects.get(pk=herent.pk)
    assert (after.phone, after.email) == ("016 12 34 56", "herent@example.org")
    assert (after.still_needed_weeks, after.review_talk_months, after.perinatal_limit_months) == (
        6,
        [3, 6, 12],
        24,
    )
    assert (after.name, after.slug, after.organisation_id, after.municipalities) == (
        before.name,
        before.slug,
        before.organisation_id,
        before.municipalities,
    )
    assert Branch.objects.get(pk=aalst.pk).still_needed_weeks == 8
    with branch_context(herent):
        assert AuditEvent.objects.filter(verb="change_branch", actor_id=coordinator.pk).count() == 1
    assert (
        "Wie wacht en 6 weken lang niets liet horen"
        in browser.get("/herent/wachtlijst/nog-nodig/").content.decode()
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("still_needed_weeks", "0"),
        ("still_needed_weeks", "53"),
        ("still_needed_weeks", ""),
        ("review_talk_months", "3, straks"),
        ("review_talk_months", "0"),
        ("perinatal_limit_months", "121"),
        ("email", "geen adres"),
    ],
)
def test_what_cannot_be_is_refused(herent, coordinator, sign_in, field, value):
    page = sign_in(coordinator).post(PAGE, {**TYPED, field: value})
    assert page.status_code == 200 and set(page.context["form"].errors) == {field}
    assert Branch.objects.get(pk=herent.pk).still_needed_weeks == 8
