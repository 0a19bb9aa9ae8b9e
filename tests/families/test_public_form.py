"""The form without an account, as a referrer or a parent sends it, and what the branch sees of it."""

import datetime
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families import stamps
from families.models import IntakeStop, Submission
from families.views import public as views
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation

pytestmark = pytest.mark.django_db

FORM = "/aanmelden/herent/"
OWN = "/aanmelden/herent/eigen-gezin/"

REFERRAL = {
    "organisation": "CAW Oost-Brabant",
    "service": "Onthaal",
    "sector": "welfare",
    "referrer_person": "Nele Pauwels",
    "referrer_email": "nele.pauwels@caw.example",
    "referrer_phone": "016 21 01 01",
    "family_name": "Peeters",
    "phone": "0470 12 34 56",
    "municipality_name": "Herent",
    "youngest_born_on": "2025-02-01",
    "requests": ["listening_ear", "administration"],
    "explanation": "De mama staat er alleen voor.",
    "family_agrees": "on",
}
QUESTION = {
    "family_name": "Amina Yilmaz",
    "phone": "0486 00 11 22",
    "municipality_name": "leuven",
    "youngest_age": "3",
    "explanation": "Ik ben vaak moe en alleen.",
}


@pytest.fixture
def herent(herent: Branch) -> Branch:
    """Works in Herent and Leuven."""
    herent.municipalities = ["24038", "24062"]
    herent.phone, herent.email = "016 29 00 00", "herent@home-start.example"
    herent.save()
    return herent


@pytest.fixture
def aalst(aalst: Branch) -> Branch:
    """Works in Aalst."""
    aalst.municipalities = ["41002"]
    aalst.save()
    return aalst


@pytest.fixture
def visitor(herent: Branch) -> Client:
    """Somebody with a browser that has no cookie."""
    return Client(enforce_csrf_checks=True)


def a_minute_ago() -> str:
    return stamps.stamp(time.time() - 60)


def send(client: Client, path: str = FORM, **values: Any) -> Any:
    """The answer to the form, filled in for a minute."""
    data = {**(QUESTION if "eigen-gezin" in path else REFERRAL), "stamp": a_minute_ago(), **values}
    return client.post(path, {name: value for name, value in data.items() if value is not None})


def inbox(branch: Branch) -> list[Submission]:
    with branch_context(branch):
        return list(Submission.objects.order_by("sent_at"))


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def close_list(branch: Branch, until: datetime.date | None = None) -> None:
    with branch_context(branch):
        IntakeStop.objects.create(
            started_on=datetime.date(2026, 1, 1), ended_on=until, reason="geheime reden"
        )


def test_a_referral_lies_in_the_inbox_of_the_branch_and_of_no_other(visitor, herent, aalst):
    answer = send(visitor)
    assert answer.status_code == 302, errors(answer)
    assert inbox(aalst) == []
    (one,) = inbox(herent)
    sent = {
        name: getattr(one, name) for name in (*REFERRAL, "municipality", "by_family", "language", "source")
    }
    assert sent == REFERRAL | {
        "youngest_born_on": datetime.date(2025, 2, 1),
        "family_agrees": True,
        "municipality": "24038",
        "by_family": False,
        "language": "nl",
        "source": "form",
    }
    assert (one.intake_stopped, one.referral_id, one.handled_at) == (False, None, None)


def test_the_page_after_it_says_what_happens_next_and_a_number(visitor, herent):
    answer = visitor.get(send(visitor).url)
    assert answer.status_code == 200
    number = answer.context["number"]
    assert number.replace("-", "").lower() == inbox(herent)[0].pk.hex[:8]
    assert number in text(answer)
    assert "14 " in text(answer)
    assert "016 29 00 00" in text(answer)


def test_a_number_that_is_not_one_is_not_shown(visitor):
    answer = visitor.get(f"{FORM}verzonden/", {"nr": "Bel 0900 1234"})
    assert answer.context["number"] == ""
    assert "Bel 0900" not in text(answer)


def test_no_page_sets_a_cookie(visitor):
    for path in ("/aanmelden/", FORM, OWN, send(visitor).url):
        visitor.get(path)
    assert visitor.cookies == {}


def test_a_parent_asks_for_the_own_family(visitor, herent):
    answer = send(visitor, OWN)
    assert answer.status_code == 302, errors(answer)
    (one,) = inbox(herent)
    assert (one.by_family, one.family_agrees, one.organisation) == (True, True, "")
    assert (one.municipality_name, one.municipality) == ("Leuven", "24062")
    assert (one.youngest_age, one.youngest_born_on) == (3, None)


@pytest.mark.parametrize("path", [FORM, OWN])
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(visitor, herent, path):
    answer = visitor.post(path, {"stamp": a_minute_ago(), "explanation": "Dit blijft staan."})
    assert answer.status_code == 200
    missing = set(errors(answer))
    shared = {"family_name", "municipality_name", "youngest_born_on", "phone"}
    own = set() if path == OWN else {"organisation", "referrer_person", "referrer_email", "family_agrees"}
    assert missing == shared | own
    assert "Dit blijft staan." in text(answer)
    assert inbox(herent) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("youngest_born_on", "2105-01-01"),
        ("youngest_born_on", "0206-01-01"),
        ("youngest_born_on", "gisteren"),
        ("referrer_email", "nele"),
        ("family_email", "x" * 260 + "@example.org"),
        ("explanation", "a" * 4001),
        ("organisation", "a" * 201),
        ("family_name", "Pee\x00ters"),
        ("requests", ["everything"]),
        ("sector", "banking"),
        ("youngest_age", "-1"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(visitor, herent, field, value):
    answer = send(visitor, **{field: value})
    assert list(errors(answer)) == [field]
    assert inbox(herent) == []


def test_without_words_of_its_own_or_a_theme_it_is_not_known_what_it_is_about(visitor, herent):
    assert list(errors(send(visitor, requests=None, explanation=" "))) == ["requests"]
    assert send(visitor, requests=None).status_code == 302
    assert send(visitor, explanation="").status_code == 302


def test_the_same_form_sent_twice_is_stored_once_and_a_corrected_one_beside_it(visitor, herent):
    stamp = a_minute_ago()
    urls = {send(visitor, stamp=stamp).url for _ in range(3)}
    assert len(urls) == 1
    assert len(inbox(herent)) == 1
    send(visitor, stamp=stamp, phone="0470 12 34 57")
    assert [one.phone for one in inbox(herent)] == ["0470 12 34 56", "0470 12 34 57"]


# Where the family lives, and how old the youngest is


def test_a_municipality_of_another_branch_leads_there_with_all_that_was_typed(visitor, herent, aalst):
    answer = send(visitor, municipality_name="aalst")
    assert answer.status_code == 200
    assert inbox(herent) == []
    assert 'formaction="/aanmelden/aalst/"' in text(answer)
    assert "Home-Start Aalst" in text(answer)
    assert "De mama staat er alleen voor." in text(answer)
    assert send(visitor, "/aanmelden/aalst/", municipality_name="aalst").status_code == 302
    assert [one.family_name for one in inbox(aalst)] == ["Peeters"]


def test_it_may_be_sent_here_all_the_same(visitor, herent, aalst):
    assert send(visitor, municipality_name="Aalst", toch="1").status_code == 302
    assert [one.municipality_name for one in inbox(herent)] == ["Aalst"]
    assert inbox(aalst) == []


@pytest.mark.parametrize("place", ["Namen", "Herrent"])
def test_where_no_branch_works_it_is_said_and_may_be_sent(visitor, herent, aalst, place):
    answer = send(visitor, municipality_name=place)
    assert answer.status_code == 200
    assert 'formaction="/aanmelden/aalst' not in text(answer)
    assert send(visitor, municipality_name=place, toch="1").status_code == 302


def test_a_youngest_child_of_twelve_is_in_time_and_of_thirteen_too_old(visitor, herent):
    today = timezone.localdate()
    thirteen = today.replace(year=today.year - 13, day=min(today.day, 28))
    assert (
        send(visitor, youngest_born_on=(thirteen + datetime.timedelta(days=3)).isoformat()).status_code == 302
    )
    answer = send(visitor, youngest_born_on=thirteen.isoformat())
    assert answer.status_code == 200
    assert len(inbox(herent)) == 1
    assert send(visitor, youngest_born_on=thirteen.isoformat(), toch="1").status_code == 302
    assert send(visitor, youngest_born_on="", youngest_age="13").status_code == 200
    assert send(visitor, youngest_born_on="", youngest_age="12").status_code == 302


def test_what_is_typed_is_looked_at_meanwhile(visitor, herent, aalst):
    def told(**typed: str) -> list[str]:
        return re.findall(r"<strong>(.*?)</strong>", text(visitor.post(f"{FORM}nakijken/?taal=en", typed)))

    assert told(municipality_name="Herent", youngest_age="4") == []
    assert told() == []
    assert told(municipality_name="Aalst") == ["Aalst is not in the working area of Home-Start Herent"]
    assert told(youngest_born_on="2001-01-01") == ["The youngest child is older than 12"]
    assert told(youngest_born_on="nonsense", youngest_age="99", municipality_name="x" * 999) == []


def test_the_municipality_leads_to_its_branch(visitor, herent, aalst):
    answer = visitor.get("/aanmelden/", {"gemeente": "AALST "})
    assert [one["branch"] for one in answer.context["found"]] == [aalst]
    assert 'href="/aanmelden/aalst/eigen-gezin/"' in text(answer)
    answer = visitor.get("/aanmelden/", {"gemeente": "Namen"})
    assert answer.context["found"] == []
    assert [one["branch"] for one in answer.context["branches"]] == [aalst, herent]


def test_a_branch_that_closed_has_no_form_and_is_named_nowhere(visitor, herent, aalst):
    aalst.opened_on, aalst.closed_on = datetime.date(2020, 1, 1), datetime.date(2025, 12, 31)
    aalst.save()
    assert visitor.get("/aanmelden/aalst/").status_code == 404
    assert visitor.get("/aanmelden/nergens/").status_code == 404
    assert "aalst" not in text(visitor.get("/aanmelden/", {"gemeente": "Aalst"})).replace("Aalst", "")
    assert "/aanmelden/aalst/" not in text(send(visitor, municipality_name="Aalst"))


# The waiting list is closed


def test_a_closed_list_is_said_without_its_reason_and_the_demand_counts(visitor, herent, aalst):
    close_list(herent, datetime.date(2030, 3, 1))
    close_list(aalst)
    page = text(visitor.get(FORM))
    assert "1 maart 2030" in page
    assert "016 29 00 00" in page
    assert "geheime reden" not in page
    answer = send(visitor)
    assert answer.status_code == 302
    assert "1 maart 2030" in text(visitor.get(answer.url))
    assert [one.intake_stopped for one in inbox(herent)] == [True]


def test_a_stop_that_is_over_or_of_another_branch_closes_nothing(visitor, herent, aalst):
    close_list(herent, timezone.localdate() - datetime.timedelta(days=1))
    close_list(aalst)
    assert visitor.get(FORM).context["stop"] is None
    send(visitor)
    assert [one.intake_stopped for one in inbox(herent)] == [False]


# Robots


@pytest.mark.parametrize(
    "stamp",
    [
        lambda: stamps.stamp(),
        lambda: stamps.stamp(time.time() - stamps.LIFETIME_SECONDS - 60),
        lambda: a_minute_ago()[:-1] + "x",
        lambda: "",
    ],
)
def test_a_stamp_that_is_too_new_too_old_or_none_asks_to_send_once_more(visitor, herent, stamp):
    answer = send(visitor, stamp=stamp())
    assert answer.status_code == 200
    assert inbox(herent) == []
    assert "De mama staat er alleen voor." in text(answer)
    again = answer.context["form"]["stamp"].value()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stamps, "QUICKEST_SECONDS", 0)
        assert send(visitor, stamp=again).status_code == 302
    assert len(inbox(herent)) == 1


def test_who_fills_in_the_box_that_nobody_sees_is_asked_to_send_once_more(visitor, herent):
    answer = send(visitor, website="https://spam.example")
    assert answer.status_code == 200
    assert "spam.example" not in text(answer)
    assert inbox(herent) == []


def test_from_one_address_not_everything_is_taken(visitor, herent, monkeypatch):
    monkeypatch.setattr(views, "PER_ORIGIN", ((2, 3600),))
    for phone in ("0470 12 34 51", "0470 12 34 52"):
        assert send(visitor, phone=phone).status_code == 302
    answer = send(visitor, phone="0470 12 34 53")
    assert answer.status_code == 429
    assert "0470 12 34 53" in text(answer)
    assert len(inbox(herent)) == 2
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert send(elsewhere, phone="0470 12 34 54").status_code == 302


def test_one_branch_that_is_flooded_does_not_close_the_others(visitor, herent, aalst, monkeypatch):
    monkeypatch.setattr(views, "PER_BRANCH", ((1, 3600),))
    assert send(visitor).status_code == 302
    assert send(visitor, phone="0470 12 34 52").status_code == 429
    assert send(visitor, "/aanmelden/aalst/", municipality_name="Aalst").status_code == 302


def test_while_valkey_is_away_the_form_works(visitor, herent, settings: LazySettings):
    nobody = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}}
    settings.CACHES = nobody
    assert send(visitor).status_code == 302
    assert len(inbox(herent)) == 1


def test_more_than_any_form_holds_is_not_read(visitor, herent):
    answer = visitor.post(FORM, {"explanation": "a" * views.LARGEST_BODY})
    assert answer.status_code == 413
    assert inbox(herent) == []


def test_the_answer_does_not_tell_whether_a_family_is_known(visitor, herent):
    def without_number(answer: Any) -> str:
        return text(visitor.get(urlsplit(answer.url).path))

    first, second = send(visitor), send(visitor)
    assert len(inbox(herent)) == 2
    assert without_number(first) == without_number(second)
    assert parse_qs(urlsplit(first.url).query).keys() == {"nr"}


# Languages


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Een gezin aanmelden"), ("fr", "Orienter une famille"), ("en", "Refer a family")],
)
def test_each_page_speaks_the_language_of_its_address(visitor, herent, language, title):
    close_list(herent, datetime.date(2030, 3, 1))
    answer = visitor.get(FORM, {"taal": language}, headers={"Accept-Language": "de"})
    assert f'<html lang="{language}">' in text(answer)
    assert {"nl": "1 maart 2030", "fr": "1 mars 2030", "en": "1 March 2030"}[language] in text(answer)
    # Our own messages, and those of Django.
    required = {"nl": "Vul dit in.", "fr": "À remplir.", "en": "Fill this in."}
    too_long = {
        "nl": "Zorg dat deze waarde",
        "fr": "Assurez-vous que",
        "en": "Ensure this value has at most 200",
    }
    answer = send(visitor, f"{FORM}?taal={language}", organisation="a" * 201, family_name="")
    assert required[language] in text(answer)
    assert too_long[language] in text(answer)


def test_an_address_without_a_language_is_dutch_whatever_the_browser_asks(visitor):
    assert '<html lang="nl">' in text(visitor.get(FORM, headers={"Accept-Language": "fr"}))
    assert '<html lang="nl">' in text(visitor.get(FORM, {"taal": "xx"}))


def test_who_takes_another_language_keeps_what_was_typed(visitor, herent):
    answer = send(visitor, f"{FORM}?taal=fr", wissel="fr", referrer_email="nele")
    assert '<html lang="fr">' in text(answer)
    assert answer.context["form"].errors == {}
    assert "De mama staat er alleen voor." in text(answer)
    assert inbox(herent) == []
    answer = send(visitor, f"{FORM}?taal=fr", stamp=answer.context["form"]["stamp"].value())
    assert "taal=fr" in answer.url
    assert [one.language for one in inbox(herent)] == ["fr"]


def test_pages_for_who_is_signed_in_stay_dutch(coordinator, sign_in):
    browser = sign_in(coordinator)
    for path in ("/herent/", "/herent/aanmeldingen/", "/accounts/sessies/", "/bestaat/niet/"):
        for language in ("fr", "en"):
            answer = browser.get(path, {"taal": language}, headers={"Accept-Language": language})
            assert '<html lang="nl">' in text(answer), path
    browser.get(FORM, {"taal": "fr"})
    assert '<html lang="nl">' in text(browser.get("/herent/"))


def test_a_page_asks_as_many_questions_with_many_branches(visitor, herent, organisation: Organisation):
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            visitor.get(path)
        return len(questions)

    pages = (FORM, OWN, "/aanmelden/?gemeente=Herent", f"{FORM}verzonden/")
    counted = [asked(path) for path in pages]
    assert max(counted) <= 10
    for number in range(20):
        Branch.objects.create(
            slug=f"tak-{number}", name=f"Tak {number}", organisation=organisation, municipalities=["24038"]
        )
    assert [asked(path) for path in pages] == counted
