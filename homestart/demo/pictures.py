"""The pictures of the user guide and the README: `manage.py screenshots --docs` makes all of them anew.

Only docs/images/pdf.png is made by hand: two pages of the PDF of a report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: What a picture may weigh; each is fetched by whoever opens the guide.
LARGEST = 120_000
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """docs/images/NAME.png: what somebody sees of the page with that name in homestart.demo.pages.

    As wide and as high as the window is, after `act` did something; of the page only `part`, a selector.
    """

    name: str
    page: str
    height: int
    width: int = 1280
    part: str = ""
    act: Callable[[Any], None] | None = None


def type_a_referral(tab: Any) -> None:
    tab.get_by_label("Naam van het gezin").fill("Zwaluw")
    tab.get_by_label("Telefoon").first.fill("0470 99 88 77")
    tab.get_by_label("Waar gaat het over?").fill("Tweeling van drie weken, mama slaapt weinig.")


def find_by_key(tab: Any, letters: str = "ver") -> None:
    tab.keyboard.press("c")
    tab.get_by_role("searchbox", name="Met wie?").wait_for()
    tab.keyboard.type(letters)
    tab.locator("dialog [data-hit]").first.wait_for()


def note_by_key(tab: Any) -> None:
    find_by_key(tab, "thapa")
    tab.keyboard.press("Enter")
    tab.get_by_role("dialog").get_by_label("Notitie").fill(
        "Gebeld. Het slapen gaat beter, ze gaan weer buiten."
    )


def search_for_someone(tab: Any) -> None:
    tab.locator("#zoek").fill("ver")
    tab.locator("[data-hit]").first.wait_for()


PICTURES = (
    Picture("aanmelden", "aanmelden", 800, width=800),
    Picture("vandaag", "vandaag", 940),
    Picture("zoeken", "zoeken", 560, act=search_for_someone),
    Picture("aanmelding", "aanmelding-nieuw", 900, act=type_a_referral),
    Picture("binnengekomen", "binnengekomen-een", 640),
    Picture("beslissen", "aanmelding-beslissen", 900),
    Picture("gezin-wacht", "gezin-wachtend", 900),
    Picture("dossier", "gezin", 1150),
    Picture("situatie", "gezin-situatie", 800),
    Picture("historiek", "gezin-historiek", 620),
    Picture("contact-met-wie", "vandaag", 560, act=find_by_key),
    Picture("contact", "vandaag", 860, act=note_by_key),
    Picture("contact-telefoon", "gezin-contact", 960, width=390),
    Picture("twee-teksten", "stijlgids", 700, part=".conflict"),
    Picture("wachtlijst", "wachtlijst", 640),
    Picture("gezinnen", "gezinnen", 760),
    Picture("vrijwilligers", "vrijwilligers", 760),
    Picture("vrijwilliger", "vrijwilliger", 940),
    Picture("traject-starten", "traject-starten", 860),
    Picture("koppelingen", "koppelingen", 700),
    Picture("gebruikers", "gebruikers", 640),
    Picture("gegevens", "gegevens", 620),
    Picture("mijn-gezinnen", "mijn-gezinnen", 900, width=390),
    Picture("rapport-pdf", "rapport", 930),
    Picture("rapport", "rapport", 800, part="#families"),
    Picture("tekst", "rapport-tekst", 960),
    Picture("bestuur", "jaarverslagen-bestuur", 480),
    Picture("afdelingen", "afdelingen", 700),
    Picture("organisatie", "organisatie", 480),
)
