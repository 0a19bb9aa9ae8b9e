"""The lists of families and of referrals that branches kept before: what they may tell."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from families.enums import Decision, MemberRole, ReferralChannel, RefusalReason
from families.models import Family, ReferrerOrganisation
from families.names import bare_name
from families.queries.lookalikes import last_digits
from homestart.exchange.containers.table import Cell
from homestart.exchange.handwriting import day, folded, language, many, municipality, one_of, text, yes_no
from homestart.exchange.own_lists import Field, Line, OwnList, Records, key_of
from homestart.exchange.problems import Wrong
from homestart.vocabulary import Language, Theme

FAMILY = ("name", "street", "postal_code", "municipality", "phone", "email", "home_language", "foster_family")
FAMILY_NOTES = ("needs", "strengths")


def records_of_family(line: Line, known: Any) -> Records:
    """A family with its parents and children; given a day, its place on the waiting list or trajectory."""
    yield "families", {"key": line.key, **{name: line[name] for name in (*FAMILY, *FAMILY_NOTES)}}
    for number in ("1", "2"):
        parent = {name: line[f"parent_{number}_{name}"] for name in ("first_name", "last_name", "birth_date")}
        if any(parent.values()):
            yield "family_members", _member(line, MemberRole.PARENT, f"parent {number}", parent)
    for number, child in enumerate(_children(line), start=1):
        yield "family_members", _member(line, MemberRole.CHILD, f"child {number}", child)
    if line["waiting_since"]:
        yield (
            "waiting_list",
            {
                "key": key_of("waiting", line.key),
                "family": line.key,
                "entered_on": line["waiting_since"],
                "wishes": line["wishes"],
            },
        )
    if line["supported_since"]:
        yield (
            "trajectories",
            {
                "key": key_of("trajectory", line.key),
                "family": line.key,
                "started_on": line["supported_since"],
                "ended_on": line["supported_until"],
            },
        )


def known_families() -> set[tuple[str, str]]:
    """The name and telephone of each family of the branch that has both."""
    rows = Family.objects.exclude(name="").exclude(phone="").values_list("name", "phone")
    return {(folded(bare_name(name)), last_digits(phone)) for name, phone in rows if last_digits(phone)}


def has_file(line: Line, known: set[tuple[str, str]]) -> bool:
    """Whether a family of that name with that telephone has a file, made by hand or of another list."""
    return (folded(bare_name(str(line["name"]))), last_digits(str(line["phone"]))) in known


def _member(line: Line, role: MemberRole, which: str, values: dict[str, Cell]) -> dict[str, Cell]:
    return {"key": key_of(which, line.key), "family": line.key, "role": role.value, **values}


def _children(line: Line) -> list[dict[str, Cell]]:
    """Names and birth dates in the order of their columns; in one cell, in the order in which they stand."""
    names = _each(line.values.get("child_name", ()))
    births = _each(line.values.get("child_birth_date", ()))
    return [
        {"first_name": name, "birth_date": birth}
        for name, birth in zip(
            [*names, *[""] * (len(births) - len(names))],
            [*births, *[""] * (len(names) - len(births))],
            strict=True,
        )
        if name or birth
    ]


def _each(cells: Any) -> list[Cell]:
    found: list[Cell] = []
    for cell in cells:
        found += [cell] if isinstance(cell, Wrong) else cell.split(";")
    return found


def known_referrers() -> dict[tuple[str, str], str]:
    """The key of each referrer of the branch, by organisation and service."""
    rows = ReferrerOrganisation.objects.values_list("organisation", "service", "key")
    return {(folded(organisation), folded(service)): key for organisation, service, key in rows}


def records_of_referral(line: Line, known: dict[tuple[str, str], str]) -> Records:
    """A referral; with the referrer where the branch has none such, and the file of who was accepted."""
    named = folded(str(line["organisation"])), folded(str(line["service"]))
    referrer: Cell = ""
    if line["organisation"]:
        referrer = known.get(named) or key_of("referrer", *named)
        if named not in known:
            cells = {name: line[name] for name in ("organisation", "service")}
            yield "referrers", {"key": referrer, **cells}
    family: Cell = ""
    if line["decision"] == Decision.ACCEPTED.value:
        family = key_of("family", line.key)
        of_family = {name: line[name] for name in ("phone", "municipality")}
        yield "families", {"key": family, "name": line["family_name"], **of_family}
    told = ("family_name", "phone", "received_on", "channel", "form_received_on", "municipality", "requests")
    decided = ("explanation", "decision", "decided_on", "refusal_reason")
    yield (
        "referrals",
        {
            "key": line.key,
            "family": family,
            "referrer": referrer,
            **{name: line[name] for name in (*told, *decided)},
        },
    )


PHONE = "telefoon, tel, gsm, telefoonnummer, gsm-nummer"
TOWN = "gemeente, woonplaats, stad, plaats"
NAME = "gezin, naam, familie, familienaam, naam gezin"
FIRST_NAME, LAST_NAME, BIRTH_DATE = (
    (f"family_members.{column}",) for column in ("first_name", "last_name", "birth_date")
)

OF_A_FAMILY = [
    Field("name", _("name of the family"), ("families.name",), text, NAME),
    Field("phone", _("telephone"), ("families.phone",), text, PHONE),
    Field("email", _("e-mail address"), ("families.email",), text, "mail, email, e-mail"),
    Field("street", _("street and number"), ("families.street",), text, "adres, straat"),
    Field("postal_code", _("postal code"), ("families.postal_code",), text, "postcode"),
    Field("municipality", _("municipality"), ("families.municipality",), municipality, TOWN),
    Field(
        "home_language",
        _("language between parent and child"),
        ("families.home_language",),
        language(Language),
        "taal, thuistaal",
    ),
    Field("foster_family", _("foster family"), ("families.foster_family",), yes_no),
    Field("needs", _("needs"), ("families.needs",), text, "vraag, hulpvraag, nood, opmerkingen"),
    Field("strengths", _("strengths"), ("families.strengths",), text, "sterktes"),
    Field(
        "parent_1_first_name",
        _("first name of a parent"),
        FIRST_NAME,
        text,
        "voornaam, voornaam ouder, voornaam moeder, moeder, mama",
    ),
    Field("parent_1_last_name", _("last name of that parent"), LAST_NAME, text, "achternaam, naam moeder"),
    Field(
        "parent_1_birth_date",
        _("birth date of that parent"),
        BIRTH_DATE,
        day,
        "geboortedatum ouder, geboortedatum moeder",
    ),
    Field(
        "parent_2_first_name",
        _("first name of the other parent"),
        FIRST_NAME,
        text,
        "voornaam vader, vader, papa, partner",
    ),
    Field("parent_2_last_name", _("last name of the other parent"), LAST_NAME, text, "naam vader"),
    Field("parent_2_birth_date", _("birth date of the other parent"), BIRTH_DATE, day, "geboortedatum vader"),
    Field(
        "child_name",
        _("first name of a child"),
        FIRST_NAME,
        many(text),
        "kind, kinderen, namen kinderen, voornaam kind, kind 1, kind 2, kind 3, kind 4, kind 5",
        several=True,
    ),
    Field(
        "child_birth_date",
        _("birth date of a child"),
        BIRTH_DATE,
        many(day),
        "geboortedatum kind, geboortedata, geboortedata kinderen, geboortedatum kinderen, "
        "geboortedatum kind 1, geboortedatum kind 2, geboortedatum kind 3, geboortedatum kind 4",
        several=True,
    ),
    Field(
        "waiting_since",
        _("on the waiting list since"),
        ("waiting_list.entered_on",),
        day,
        "wachtlijst, op wachtlijst, wacht sinds, wachtlijst sinds",
    ),
    Field("wishes", _("wishes for a volunteer"), ("waiting_list.wishes",), text, "wensen"),
    Field(
        "supported_since",
        _("supported since"),
        ("trajectories.started_on",),
        day,
        "start, startdatum, gestart op, begeleid sinds, ondersteund sinds",
    ),
    Field(
        "supported_until",
        _("supported until"),
        ("trajectories.ended_on",),
        day,
        "einde, einddatum, stop, afgesloten op",
    ),
]

OF_A_REFERRAL = [
    Field(
        "received_on",
        _("received on"),
        ("referrals.received_on",),
        day,
        "datum, datum aanmelding, aangemeld op, aanmelddatum, ontvangen",
    ),
    Field("family_name", _("name of the family"), ("referrals.family_name", "families.name"), text, NAME),
    Field("phone", _("telephone"), ("referrals.phone", "families.phone"), text, PHONE),
    Field(
        "municipality",
        _("municipality"),
        ("referrals.municipality", "families.municipality"),
        municipality,
        TOWN,
    ),
    Field(
        "channel",
        _("channel"),
        ("referrals.channel",),
        one_of(
            ReferralChannel,
            phone=("telefonisch", "tel"),
            email=("mail", "e-mail"),
            form=("aanmeldingsformulier",),
        ),
        "via, manier",
    ),
    Field(
        "organisation",
        _("organisation that refers"),
        ("referrals.referrer", "referrers.organisation"),
        text,
        "aanmelder, toeleider, verwijzer, organisatie, aangemeld door",
    ),
    Field("service", _("service of that organisation"), ("referrers.service",), text, "dienst"),
    Field(
        "form_received_on",
        _("form received on"),
        ("referrals.form_received_on",),
        day,
        "formulier, formulier ontvangen",
    ),
    Field(
        "requests",
        _("requests"),
        ("referrals.requests",),
        many(one_of(Theme)),
        "vragen, hulpvraag, thema, thema's",
    ),
    Field("explanation", _("explanation"), ("referrals.explanation",), text, "toelichting, opmerkingen"),
    Field(
        "decision",
        _("decision"),
        ("referrals.decision", "referrals.family"),
        one_of(
            Decision,
            accepted=("ja", "aanvaard", "opgenomen"),
            refused=("nee", "neen", "geweigerd", "niet aanvaard", "afgewezen"),
            withdrawn=("ingetrokken", "teruggetrokken"),
        ),
        "beslissing, aanvaard",
    ),
    Field("decided_on", _("decided on"), ("referrals.decided_on",), day, "datum beslissing, beslist op"),
    Field(
        "refusal_reason",
        _("reason of refusal"),
        ("referrals.refusal_reason",),
        one_of(
            RefusalReason,
            intake_stop=("wachtlijststop",),
            child_over_12=("kind ouder dan 12",),
            outside_area=("buiten werkingsgebied",),
            no_referral_form=("geen formulier", "geen aanmeldingsformulier"),
        ),
        "reden, reden weigering",
    ),
]

LISTS = [
    OwnList(
        name="families",
        title=_("Families"),
        about=_("One line per family, with what you know of it."),
        fields=OF_A_FAMILY,
        needed=("name",),
        identity=("name", "phone", "street", "waiting_since", "supported_since"),
        main="families",
        records=records_of_family,
        prepare=known_families,
        is_there=has_file,
    ),
    OwnList(
        name="referrals",
        title=_("Referrals"),
        about=_("One line per referral, also of those that were not accepted."),
        fields=OF_A_REFERRAL,
        needed=("received_on",),
        identity=("received_on", "family_name", "phone", "organisation"),
        main="referrals",
        records=records_of_referral,
        prepare=known_referrers,
    ),
]
