"""What can be shown of a timeline alone."""

from django.utils.translation import gettext_lazy

#: What can be shown alone, by its word in the address.
CONTACTS, VISITS, TALKS, WAITING, PATH, ONWARD, DOCUMENTS, PARTICULARS = (
    "contact",
    "bezoek",
    "gesprek",
    "wachtlijst",
    "traject",
    "doorverwijzing",
    "document",
    "gegevens",
)
#: Contacts once the support has ended: a part of the contacts, told apart by their days.
AFTER_CARE = "nazorg"
KINDS = {
    CONTACTS: gettext_lazy("Contacts"),
    AFTER_CARE: gettext_lazy("After-care"),
    VISITS: gettext_lazy("Visits"),
    TALKS: gettext_lazy("Talks"),
    WAITING: gettext_lazy("Waiting list"),
    PATH: gettext_lazy("Trajectory"),
    ONWARD: gettext_lazy("Onward referrals"),
    DOCUMENTS: gettext_lazy("Documents"),
    PARTICULARS: gettext_lazy("Particulars"),
}
