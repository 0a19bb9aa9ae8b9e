"""A coordinator's first day: a family calls and is supported, and a contact is noted in between."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from families.models import Family, FamilyContact
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from tests.browser.conftest import PHONE, Enter
from tests.browser.test_keyboard import OUTLINE, focused
from volunteers.models import CoachingContact

STORY = "Tweeling van drie weken, mama slaapt niet.\nGraag iemand op dinsdag."
CONTACT = "Gebeld: het gaat beter."
#: Where the focus is, for the message of a test that fails.
PLACE = "() => document.activeElement.outerHTML.slice(0, 120)"


@dataclass
class Hands:
    """Does what a person does and counts it: presses of a mouse or a finger, and of a key."""

    tab: Page
    clicks: int = 0
    keys: int = 0

    def click(self, place: Locator) -> None:
        place.click()
        self.clicks += 1

    def tap(self, place: Locator) -> None:
        place.tap()
        self.clicks += 1

    def press(self, key: str) -> None:
        self.tab.keyboard.press(key)
        self.keys += 1

    def type(self, text: str) -> None:
        self.tab.keyboard.type(text)
        self.keys += len(text)

    def walk_to(self, words: str) -> None:
        """Tab until the focus is on these words; it is seen wherever it comes."""
        for _ in range(60):
            if focused(self.tab).removesuffix(" (hoeft niet)") == words:
                return
            self.press("Tab")
            outline = self.tab.evaluate(OUTLINE)
            assert outline == "3px", f"no visible focus on {self.tab.evaluate(PLACE)}"
        raise AssertionError(f"{words} is not among sixty stops")

    def come_to_content(self) -> None:
        """From the top of a page past its header, by the link that is there for it."""
        self.press("Tab")
        assert focused(self.tab) == "Naar de inhoud"
        self.press("Enter")


def title(tab: Page) -> Locator:
    return tab.get_by_role("heading", level=1)


def whom(tab: Page) -> Locator:
    return tab.get_by_role("searchbox", name="Met wie?")


def take_in(hands: Hands, name: str = "Zwaluw") -> None:
    """From the desk to the waiting list with the mouse: the family calls and is accepted."""
    tab = hands.tab
    hands.click(tab.get_by_role("link", name="Aanmeldingen", exact=True))
    hands.click(tab.get_by_role("link", name="Aanmelding registreren"))
    hands.click(tab.get_by_label("Naam van het gezin"))
    hands.type(name)
    hands.press("Tab")
    hands.type("0470 99 88 77")
    hands.press("Tab")
    hands.type(STORY)
    hands.click(tab.get_by_role("button", name="Aanmelding bewaren"))
    hands.click(tab.get_by_role("link", name="Beslissen"))
    hands.click(tab.get_by_role("button", name="Gezin aanvaarden"))
    tab.wait_for_url("**/gezinnen/**")
    expect(title(tab)).to_contain_text(name)


def take_in_by_keyboard(hands: Hands, name: str = "Zwaluw") -> None:
    """The same without a mouse, as somebody who does not know where the keys lead."""
    tab = hands.tab
    hands.walk_to("Aanmeldingen")
    hands.press("Enter")
    expect(title(tab)).to_have_text("Aanmeldingen")
    hands.come_to_content()
    hands.walk_to("Aanmelding registreren")
    hands.press("Enter")
    expect(title(tab)).to_have_text("Aanmelding registreren")
    assert focused(tab).startswith("Naam van het gezin")
    hands.type(name)
    hands.press("Tab")
    assert focused(tab).startswith("Telefoon")
    hands.type("0470 99 88 77")
    hands.press("Tab")
    assert focused(tab).startswith("Waar gaat het over?")
    hands.type(STORY)
    hands.press("Control+Enter")
    expect(title(tab)).to_contain_text(name)
    hands.come_to_content()
    hands.walk_to("Beslissen")
    hands.press("Enter")
    expect(title(tab)).to_contain_text("Beslissen")
    hands.come_to_content()
    hands.walk_to("Gezin aanvaarden")
    hands.press("Enter")
    tab.wait_for_url("**/gezinnen/**")
    expect(title(tab)).to_contain_text(name)


def note(hands: Hands, letters: str, who: str) -> None:
    """A contact from wherever one is."""
    tab = hands.tab
    hands.press("c")
    expect(whom(tab)).to_be_focused()
    hands.type(letters)
    expect(tab.locator("#hits [data-hit]").first).to_contain_text(who)
    hands.press("Enter")
    expect(tab.get_by_role("dialog").get_by_label("Notitie")).to_be_focused()
    hands.type(CONTACT)
    hands.press("Control+Enter")
    expect(tab.get_by_text("Het contact is genoteerd.")).to_be_visible()


def assert_waits(branch: Branch, name: str) -> None:
    """Once: one referral that was accepted, one file, one place on the list, and all that was typed."""
    with branch_context(branch):
        family = Family.objects.get(name=name)
        referral = family.referrals.get()
        assert (referral.decision, referral.phone) == ("accepted", "0470 99 88 77")
        assert referral.explanation.replace("\r\n", "\n") == STORY
        assert referral.received_on == referral.decided_on == timezone.localdate()
        assert family.waiting_list_entries.get().left_on is None


def test_a_family_calls_and_is_on_the_waiting_list(enter: Enter, demo: Branch) -> None:
    tab = enter()
    hands = Hands(tab)
    take_in(hands)
    assert hands.clicks <= 6
    expect(tab.locator(".messages")).to_contain_text("Het gezin is aanvaard.")
    assert_waits(demo, "Zwaluw")
    tab.locator(".main-nav").get_by_role("link", name="Wachtlijst").click()
    expect(tab.get_by_role("row").filter(has_text="Zwaluw")).to_have_count(1)


def test_the_same_without_a_mouse(enter: Enter, demo: Branch) -> None:
    tab = enter()
    take_in_by_keyboard(Hands(tab))
    assert_waits(demo, "Zwaluw")


def test_the_same_without_javascript(enter: Enter, demo: Branch) -> None:
    tab = enter(java_script_enabled=False)
    take_in(Hands(tab))
    assert_waits(demo, "Zwaluw")

    tab.get_by_role("link", name="Contact noteren").first.click()
    whom(tab).fill("zwa")
    tab.get_by_role("search", name="Met wie?").get_by_role("button", name="Zoeken").click()
    tab.get_by_role("link", name="Zwaluw").click()
    tab.get_by_label("Notitie").fill(CONTACT)
    tab.get_by_role("button", name="Contact bewaren").click()
    expect(tab.locator("#tijdlijn")).to_contain_text(CONTACT)


def test_a_contact_from_anywhere(enter: Enter, demo: Branch) -> None:
    tab = enter()
    with branch_context(demo):
        family, other = Family.objects.order_by("name").exclude(name="")[:2]
    tab.goto("/herent/rapporten/")
    hands = Hands(tab)
    note(hands, family.name[:4].lower(), family.name)
    assert hands.clicks == 0
    assert hands.keys - len(CONTACT) <= 8
    tab.wait_for_url(f"**/gezinnen/{family.pk}/#tijdlijn")
    expect(tab.locator("#tijdlijn").get_by_text(CONTACT)).to_have_count(1)
    with branch_context(demo):
        contact = FamilyContact.objects.get(note=CONTACT)
        assert (contact.family, contact.date, contact.took_place) == (family, timezone.localdate(), True)
        assert not other.contacts.filter(note=CONTACT).exists()


def test_enter_never_opens_somebody_found_by_fewer_letters(enter: Enter, demo: Branch) -> None:
    """Who types fast presses Enter before the answer is there: those who still stand there are others."""
    with branch_context(demo):
        others = Family.objects.exclude(name="").order_by("name")[:2]
        for family, name in zip(others, ("Merelaar", "Merelbeek"), strict=True):
            Family.objects.filter(pk=family.pk).update(name=name)
    tab = enter()
    tab.keyboard.press("c")
    expect(whom(tab)).to_be_focused()
    tab.keyboard.type("merel")
    expect(tab.locator("#hits [data-hit]")).to_have_count(2)
    tab.keyboard.type("b")
    tab.keyboard.press("Enter")
    expect(tab.locator("#hits [data-hit]")).to_have_count(1)
    expect(whom(tab)).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("dialog")).to_contain_text("Contact noteren met Merelbeek")


def test_a_contact_with_a_volunteer(enter: Enter, demo: Branch) -> None:
    tab = enter()
    with branch_context(demo):
        name = "Wielewaal"
        volunteer = CoachingContact.objects.order_by("pk").first().volunteer
        type(volunteer).objects.filter(pk=volunteer.pk).update(first_name=name)
    tab.goto("/herent/wachtlijst/")
    note(Hands(tab), "wiel", name)
    expect(tab.get_by_text(CONTACT)).to_have_count(1)
    with branch_context(demo):
        contact = CoachingContact.objects.get(note=CONTACT)
        assert (contact.volunteer, contact.date) == (volunteer, timezone.localdate())


def test_support_begins_and_ends_without_a_mouse(enter: Enter, demo: Branch) -> None:
    tab = enter()
    with branch_context(demo):
        waiting = Family.objects.filter(
            waiting_list_entries__left_on=None, waiting_list_entries__isnull=False, trajectories=None
        ).first()
    assert waiting
    tab.goto(f"/herent/gezinnen/{waiting.pk}/")
    hands = Hands(tab)
    hands.come_to_content()
    hands.walk_to("Traject starten")
    hands.press("Enter")
    expect(title(tab)).to_contain_text("Traject starten voor")
    hands.come_to_content()
    hands.walk_to("Vrijwilliger")
    hands.press("ArrowDown")
    marked = tab.locator("[data-combobox]").get_by_role("option", selected=True)
    expect(marked).to_have_count(1)
    chosen = marked.locator(".choice-label").inner_text()
    hands.press("Enter")
    assert tab.get_by_role("combobox", name="Vrijwilliger").input_value() == chosen
    # No day is proposed: who only plans an introduction leaves it empty.
    tab.get_by_label("Eerste bezoek op").fill(timezone.localdate().isoformat())
    hands.press("Control+Enter")
    expect(tab.locator(".messages")).to_contain_text("Het traject is gemaakt.")
    with branch_context(demo):
        support = Trajectory.objects.get(family=waiting)
        match = support.matches.get()
        assert (str(match.volunteer), support.started_on) == (chosen, timezone.localdate())
        assert waiting.waiting_list_entries.get().left_on == timezone.localdate()

    hands.come_to_content()
    hands.walk_to("Meer")
    hands.press("Enter")
    hands.walk_to("Traject afsluiten")
    hands.press("Enter")
    expect(title(tab)).to_contain_text("afsluiten")
    hands.come_to_content()
    hands.walk_to("Waarom stopt het?")
    hands.press("ArrowDown")
    hands.press("Control+Enter")
    expect(tab.locator(".messages")).to_contain_text("Het traject is afgesloten.")
    with branch_context(demo):
        support.refresh_from_db()
        assert support.ended_on == timezone.localdate()
        assert support.matches.get().ended_on == timezone.localdate()


def counted(tab: Page, indicator: str) -> int:
    """How many records of this year the page behind a number of the report shows."""
    tab.goto(f"/herent/rapporten/{datetime.date.today().year}/cijfers/{indicator}/")
    tables = tab.locator("table caption")
    return int(tables.inner_text().split()[0]) if tables.count() else 0


def test_the_figures_follow(enter: Enter, demo: Branch) -> None:
    tab = enter()
    names = ("referrals_total", "contacts_coordinator_family")
    before = [counted(tab, name) for name in names]
    tab.goto("/herent/")
    take_in(Hands(tab))
    note(Hands(tab), "zwal", "Zwaluw")
    expect(tab.locator("#tijdlijn").get_by_text(CONTACT)).to_have_count(1)
    assert [counted(tab, name) for name in names] == [number + 1 for number in before]


def test_a_contact_by_thumb(enter: Enter, demo: Branch) -> None:
    tab = enter(viewport=PHONE, has_touch=True, is_mobile=True)
    with branch_context(demo):
        family = Family.objects.order_by("name").exclude(name="")[0]
    hands = Hands(tab)
    hands.tap(tab.get_by_role("link", name="Contact noteren").first)
    expect(whom(tab)).to_be_focused()
    hands.type(family.name[:4])
    hands.tap(tab.locator("#hits [data-hit]").filter(has_text=family.name).first)
    dialog = tab.get_by_role("dialog")
    hands.tap(dialog.get_by_label("Notitie"))
    hands.type(CONTACT)
    button = dialog.get_by_role("button", name="Contact bewaren")
    box = button.bounding_box()
    assert box and box["height"] >= 44
    hands.tap(button)
    expect(tab.locator("#tijdlijn").get_by_text(CONTACT)).to_have_count(1)
    assert hands.clicks <= 4
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
