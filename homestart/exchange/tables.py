"""The history of a branch as a list."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homestart.exchange.models import Export, Import
from homestart.exchange.queries import Transfer
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Column, ListTable, Row
from homestart.ui.templatetags.format import moment, number


def history_table(branch: Branch, history: Sequence[Transfer]) -> ListTable:
    """Who brought what in and took what out, with a link to each."""
    columns = [
        Column(_("What")),
        Column(_("When")),
        Column(_("Who")),
        Column(_("State")),
        Column(_("Records")),
    ]
    rows = [
        Row(
            cells=[
                pgettext("transfer", "Import") if transfer.is_import else pgettext("transfer", "Export"),
                moment(transfer.at),
                transfer.by,
                capfirst(transfer.record.get_state_display()),
                numbers(transfer.record),
            ],
            url=branch_url(
                branch, "exchange:import" if transfer.is_import else "exchange:export", transfer.record.pk
            ),
        )
        for transfer in history
    ]
    return ListTable(caption=_("Newest first"), columns=columns, rows=rows)


def numbers(record: Import | Export) -> str:
    """How many records it is about, in words."""
    if isinstance(record, Export):
        return number(record.records)
    if record.problem_count:
        return _("errors: %(count)s") % {"count": number(record.problem_count)}
    counts = {"made": number(record.made), "changed": number(record.changed)}
    return _("new: %(made)s, changed: %(changed)s") % counts
