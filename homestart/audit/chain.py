"""Does the log still say what the application wrote? Every log is a chain that cannot be mended unnoticed.

An event is written with a proof of its own (homestart/audit/mac.py), without waiting for anybody. A task
gives the events that were committed meanwhile their place in the chain: a seal, whose proof covers the event
and the seal before it. The last seal of a chain, its head, goes to the log files and so leaves the machine:
with it also a chain is found whose end was cut off. docs/adr/0007-audit-log.md tells what is found and what
is not.
"""

import datetime
import hmac
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from homestart.audit.mac import event_mac, keys, seal_mac
from homestart.audit.models import AuditEvent, AuditSeal, NetworkEvent, NetworkSeal
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

logger = logging.getLogger("homestart.audit.heads")

#: An event is in sight when its transaction has ended; none takes longer than this.
LONGEST_TRANSACTION = datetime.timedelta(days=1)
AT_ONCE = 2000
LOCK = 7_141_902  # any number that no other lock has
HEAD = re.compile(r"\b(branch:\d+|network) (\d+) ([0-9a-f]{64})\b")


class Log:
    """The log of a branch; that of the network when no branch is given."""

    def __init__(self, branch: Branch | None) -> None:
        self.branch = branch
        self.name = f"branch:{branch.pk}" if branch else "network"
        self.events: models.Manager[Any] = AuditEvent.objects if branch else NetworkEvent.objects
        self.seals: models.Manager[Any] = AuditSeal.objects if branch else NetworkSeal.objects

    def opened(self) -> AbstractContextManager[None]:
        """A transaction in which its rows are in sight."""
        return branch_context(self.branch) if self.branch else transaction.atomic()

    def unsealed(self) -> models.QuerySet[Any]:
        return self.events.filter(~Exists(self.seals.filter(pk=OuterRef("pk"))))


@dataclass(frozen=True)
class Head:
    """The last seal of a log at some moment; nothing was sealed when `sequence` is 0."""

    log: str
    sequence: int
    mac: str

    def __str__(self) -> str:
        return f"{self.log} {self.sequence} {self.mac}"


class Damage(StrEnum):
    CHANGED = "the event does not say what was written"
    REMOVED = "an event is gone"
    SEAL_CHANGED = "the seal does not fit the one before it"
    SEAL_REMOVED = "a seal is gone"
    SEAL_ADDED = "a seal has no place in the chain"
    ADDED = "the event was not written by the application"
    ADDED_LATER = "the event is older than what was sealed without it"
    CUT = "the end of the chain is gone"
    REPLACED = "the chain is another one than at that moment"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `sequence` is None for an event that has no place in the chain."""

    log: str
    sequence: int | None
    damage: Damage

    def __str__(self) -> str:
        return f"{self.log} {self.sequence or '-'}: {self.damage}"


def logs(branches: Iterable[Branch] | None = None) -> Iterator[Log]:
    """Those of the given branches; of all branches and of the network when none are given."""
    if branches is None:
        yield Log(None)
        branches = Branch.objects.order_by("pk")
    yield from map(Log, branches)


def seal(log: Log) -> Head | None:
    """Gives the events that have none yet their place in the chain; the head, None when the log is empty.

    Nobody who writes an event waits for this; two that seal the same log wait for each other.
    """
    while True:
        with log.opened():
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_advisory_xact_lock(%s, %s)", [LOCK, log.branch.pk if log.branch else 0]
                )
            last = log.seals.order_by("sequence").last()
            waiting = log.unsealed()
            if last:
                waiting = waiting.filter(at__gte=last.sealed_at - LONGEST_TRANSACTION)
            made = _seals(log, last, waiting.order_by("at", "pk")[:AT_ONCE])
            log.seals.bulk_create(made)
        last = made[-1] if made else last
        head = Head(log.name, last.sequence, last.mac) if last else None
        if made:
            logger.info("%s", head)
        if len(made) < AT_ONCE:
            return head


def _seals(log: Log, last: Any, events: Iterable[Any]) -> list[Any]:
    now = timezone.now()
    made: list[Any] = []
    for event in events:
        new = log.seals.model(pk=event.pk, sequence=last.sequence + 1 if last else 1, sealed_at=now)
        new.mac = seal_mac(new, event.mac, last.mac if last else "")
        made.append(new)
        last = new
    return made


def verify(log: Log, heads: Iterable[Head] = ()) -> list[Finding]:
    """All that is wrong with the log, the first place in the chain first. Needs no right but to read.

    `heads` are earlier heads of this and other logs, kept where whoever changes rows does not come.
    """
    kept = {head.sequence: head.mac for head in heads if head.log == log.name}
    with log.opened():
        found = [Finding(log.name, place, damage) for place, damage in _verify(log, kept)]
    return sorted(found, key=lambda finding: (finding.sequence is None, finding.sequence or 0))


def lost(all_logs: Iterable[Log], heads: Iterable[Head]) -> list[Finding]:
    """Logs that were there once and of which nothing is left, not even their branch."""
    names = {head.log for head in heads} - {log.name for log in all_logs}
    return [Finding(name, 1, Damage.CUT) for name in sorted(names)]


def _verify(log: Log, heads: dict[int, str]) -> Iterator[tuple[int | None, Damage]]:
    last = None
    for seals, events in _chunks(log):
        for one in seals:
            due = last.sequence + 1 if last else 1
            event = events.get(one.pk)
            if one.sequence < due:
                yield one.sequence, Damage.SEAL_ADDED
            elif one.sequence > due:
                yield due, Damage.SEAL_REMOVED
            elif event and not _proven(one.mac, seal_mac, one, event.mac, last.mac if last else ""):
                yield one.sequence, Damage.SEAL_CHANGED
            if event is None:
                yield one.sequence, Damage.REMOVED
            elif not _proven(event.mac, event_mac, event):
                yield one.sequence, Damage.CHANGED
            if heads.get(one.sequence, one.mac) != one.mac:
                yield one.sequence, Damage.REPLACED
            last = one
    end = last.sequence if last else 0
    if any(place > end for place in heads):
        yield end + 1, Damage.CUT
    for event in log.unsealed().iterator():
        if not _proven(event.mac, event_mac, event):
            yield None, Damage.ADDED
        elif last and event.at < last.sealed_at - LONGEST_TRANSACTION:
            yield None, Damage.ADDED_LATER


def _chunks(log: Log) -> Iterator[tuple[list[Any], dict[Any, Any]]]:
    """All seals in the order of the chain, some at a time, with the events that are still there."""
    seals: list[Any] = []
    for one in log.seals.order_by("sequence", "pk").iterator(AT_ONCE):
        seals.append(one)
        if len(seals) == AT_ONCE:
            yield seals, log.events.in_bulk([row.pk for row in seals])
            seals = []
    yield seals, log.events.in_bulk([row.pk for row in seals])


def _proven(mac: str, make: Callable[..., str], *what: Any) -> bool:
    """Whether this is the proof of `what`, with the key of today or one of before."""
    return any(hmac.compare_digest(mac, make(*what, key=key)) for key in keys())


def heads_in(lines: Iterable[str]) -> list[Head]:
    """The heads that stand in a text, such as a log file; whatever else stands there is passed over."""
    found = (match for line in lines for match in HEAD.finditer(line))
    return [Head(match[1], int(match[2]), match[3]) for match in found]
