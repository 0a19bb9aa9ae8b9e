"""How long it takes to say whom somebody resembles, in a branch larger than any."""

import datetime
import random
from collections.abc import Iterator

from django.db import transaction

from bench.measure import compare
from families.enums import MemberRole
from families.models import Family, FamilyMember, Referral
from families.queries.lookalikes import like_family, lookalikes
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

SYLLABLES = (
    "ba",
    "ber",
    "bou",
    "cl",
    "de",
    "den",
    "el",
    "ghe",
    "ha",
    "ja",
    "ka",
    "la",
    "ma",
    "ni",
    "ou",
    "pee",
)
ENDS = ("ens", "ers", "i", "ckx", "mans", "ski", "oglu", "aert", "ts", "ouri", "escu", "a")
CHILDREN, OPEN_REFERRALS = 2, 200


def likeness(families: int, rounds: int) -> Iterator[str]:
    """Lines of the table of the bench; the branch is gone afterwards."""
    with transaction.atomic():
        branch = Branch.objects.create(
            slug="gelijkenis", name="Gelijkenis", organisation=Branch.objects.first().organisation
        )
        with branch_context(branch):
            family = make(families)
            ways = {
                "a referral while typing": lambda: lookalikes("Vandenberghe", "0470 12 34 56"),
                "a family with all it has": lambda: like_family(family),
            }
            for timing in compare(ways, rounds):
                yield (
                    f"| – | whom somebody resembles, of {families} families | {timing.name} "
                    f"| {timing.median:.2f} | {timing.p95:.2f} | |"
                )
        transaction.set_rollback(True)


def make(count: int) -> Family:
    """Families with two parents and CHILDREN each, and referrals without a file; the last family."""
    chance = random.Random(1)  # noqa: S311  (names to compare, no secret)

    def name() -> str:
        return name_for(chance)

    families = Family.objects.bulk_create(
        Family(
            name=name(),
            phone=f"0470 {chance.randrange(10**6):06}",
            street=f"Dorpsstraat {chance.randrange(200)}",
            postal_code=str(chance.randrange(3000, 3020)),
        )
        for _ in range(count)
    )
    members = [
        FamilyMember(
            family=family, role=role, first_name=name(), last_name=name(), birth_date=born(chance, role)
        )
        for family in families
        for role in [MemberRole.PARENT, MemberRole.PARENT, *[MemberRole.CHILD] * CHILDREN]
    ]
    FamilyMember.objects.bulk_create(members)
    Referral.objects.bulk_create(
        Referral(family_name=name(), received_on=datetime.date(2025, 1, 1)) for _ in range(OPEN_REFERRALS)
    )
    return families[-1]


def name_for(chance: random.Random) -> str:
    """A family name that sounds like many others."""
    return ("".join(chance.choices(SYLLABLES, k=2)) + chance.choice(ENDS)).title()


def born(chance: random.Random, role: MemberRole) -> datetime.date:
    first = datetime.date(2014 if role == MemberRole.CHILD else 1980, 1, 1)
    return first + datetime.timedelta(days=chance.randrange(4000))
