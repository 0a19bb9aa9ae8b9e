"""Forgetting who a family was, and keeping what the figures count.

What is emptied follows from the mark beside each field (homestart/tenancy/privacy.py), in every table that
refers to the family or the referral, whatever app it is of. A new table or field is emptied without a word
here, unless it says that the figures count it. What cannot be undone is done by the system alone: there is no
button for it.

    anonymise_referral(referral, by=None)   # a referral that was refused or withdrawn
    anonymise_family(family, by=None)       # a file past its day, with its referrals; supported or not
"""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from families.actions.journal import read
from families.enums import Decision
from families.models import Document, DocumentBytes, Family, Referral, Regrouping
from homestart.accounts.models import User
from homestart.audit.history import FieldChange, as_text
from homestart.audit.models import Entry, write
from homestart.drafts.models import Draft
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import Counted, Privacy
from homestart.tenancy.versions import Versioned

Model = type[TenantModel]
Rows = dict[Model, set[UUID]]

#: What goes as a whole, besides the rows that are nothing without a text that must be there (`_goes`).
GOES = ("families.Professional", "families.Submission", "families.Link")


def anonymise_referral(referral: Referral, *, by: User | None) -> None:
    """The referral keeps what the figures count: days, channel, referrer, municipality, requests, reasons.

    With it goes the file that was made for it, when nothing else came of that (see `anonymise_referrals`).
    """
    anonymise_referrals([referral], by=by)


def anonymise_family(family: Family, *, by: User | None) -> None:
    """The file keeps what the figures count, as the days of its trajectories and the ages of its children.

    Its referrals are anonymised with it. Raises ValidationError while the family is supported, waits or is
    referred again.
    """
    anonymise_families([family], by=by)


@transaction.atomic
def anonymise_referrals(referrals: Collection[Referral], *, by: User | None) -> None:
    """The same for many at once, in a number of statements that does not grow with them.

    Raises ValidationError for one that is open or accepted, and for one in a file that is still used.
    """
    found = list(
        Referral.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in referrals])
    )
    if any(one.decision in ("", Decision.ACCEPTED) for one in found):
        raise ValidationError(_("Only a referral that was not accepted or was withdrawn loses its identity."))
    families = Family.objects.filter(pk__in={one.family_id for one in found if one.family_id})
    used = Q(referrals__decision__in=("", Decision.ACCEPTED)) | Q(trajectories__isnull=False)
    if families.filter(used).exists():
        raise ValidationError(_("The file of this family is still used."))
    _anonymise({Family: {one.pk for one in families}, Referral: {one.pk for one in found}}, by=by)


@transaction.atomic
def anonymise_families(families: Collection[Family], *, by: User | None) -> None:
    """The same for many at once. Raises ValidationError as `anonymise_family`."""
    found = Family.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in families])
    _anonymise({Family: {one.pk for one in found}}, by=by)


def _anonymise(roots: Rows, *, by: User | None) -> None:
    families = roots.get(Family, set())
    _refuse_when_used(families)
    rows = _with_all_below(roots, families)
    rows[Regrouping] = rows.get(Regrouping, set()) | {one.pk for one in _mistakes(families)}
    supported = set(
        Family.objects.filter(pk__in=families, trajectories__isnull=False).values_list("pk", flat=True)
    )
    content = _contents(rows)
    _forget_history(rows)
    _forget_drafts(rows)
    for model in reversed(rows):
        _empty(model, rows[model], supported)
    DocumentBytes.objects.filter(pk__in=content).delete()
    Family.objects.filter(pk__in=families).update(anonymised=True)
    Referral.objects.filter(pk__in=rows.get(Referral, ())).update(anonymised=True)
    write(_entries(rows, by))


def _refuse_when_used(families: Collection[UUID]) -> None:
    used = Q(waiting_list_entries__left_on=None, waiting_list_entries__isnull=False)
    used |= Q(trajectories__ended_on=None, trajectories__isnull=False) | Q(referrals__decision="")
    if Family.objects.filter(used, pk__in=families).exists():
        raise ValidationError(_("The file of this family is still used."))


def _with_all_below(roots: Rows, families: Collection[UUID]) -> Rows:
    """The rows that refer to these, directly or not; those that are referred to come before those that do.

    What has a family of its own is taken by that: a trajectory may answer the referral of a family that was
    taken apart since.
    """
    rows: Rows = {model: set(ids) for model, ids in roots.items()}
    waiting = list(roots)
    while waiting:
        model = waiting.pop(0)
        for relation in model._meta.related_objects:
            field, below = relation.field, relation.related_model
            if not isinstance(field, TenantForeignKey):
                continue
            found = below.objects.filter(**{f"{field.name}__in": rows[model]})
            if model is not Family and field.name != "family" and _has_family(below):
                found = found.filter(family__in=families)
            new = set(found.values_list("pk", flat=True)) - rows.get(below, set())
            if new:
                # Last again: what refers to it is looked for once more, with the new ones.
                rows[below] = rows.pop(below, set()) | new
                waiting.append(below)
    return rows


def _mistakes(families: Collection[UUID]) -> QuerySet[Regrouping]:
    """When these were merged into the file of another and taken out again: the other remembers how."""
    return Regrouping.objects.filter(gone_id__in=families)


def _has_family(model: Model) -> bool:
    return any(field.name == "family" for field in model._meta.fields)


def is_kept(field: Any, *, supported: bool) -> bool:
    """Whether the field stays as it is when the family is anonymised."""
    privacy = getattr(field, "privacy", Privacy.PLAIN)
    if privacy == Privacy.PLAIN or field.counted == Counted.ALWAYS:
        return True
    return supported and field.counted == Counted.SUPPORTED


def empty_value(field: Any) -> Any:
    """What stands for "not known any more". Raises ValueError for a field that must say something."""
    if field.null:
        return None
    if isinstance(field, ArrayField) and field.blank:
        return []
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return ""
    raise ValueError(f"{field.model.__name__}.{field.name} cannot be empty.")


def goes(model: Model, *, supported: bool) -> bool:
    """Whether its rows go as a whole: they hold a text that must be there, and are nothing without it."""
    if model._meta.label in GOES:
        return True
    for field in model._meta.concrete_fields:
        if not is_kept(field, supported=supported):
            try:
                empty_value(field)
            except ValueError:
                return True
    return False


def _empty(model: Model, ids: Collection[UUID], supported: Collection[UUID]) -> None:
    """Empties the rows, or removes them; those of families that were never supported of more."""
    rows = model.objects.filter(pk__in=ids)
    if model is Family:
        parts = [(rows.filter(pk__in=supported), True), (rows.exclude(pk__in=supported), False)]
    elif _has_family(model):
        of_supported = Q(family__in=supported)
        parts = [(rows.filter(of_supported), True), (rows.exclude(of_supported), False)]
    else:
        parts = [(rows, True)]
    for part, is_supported in parts:
        if goes(model, supported=is_supported):
            part.delete()
            continue
        values = {
            field.name: empty_value(field)
            for field in model._meta.concrete_fields
            if not is_kept(field, supported=is_supported)
        }
        if issubclass(model, Versioned):
            # Whoever has a form of it open is told.
            values["version"] = F("version") + 1
        if values:
            part.update(**values)


def _contents(rows: Rows) -> set[UUID]:
    """The contents of the documents, also of those that were removed from the file before."""
    documents = Document.objects.filter(pk__in=rows.get(Document, ()))
    removed = FieldChange.objects.filter(
        file_id__in=_files(rows), record_type=Document._meta.label_lower, field="content"
    )
    return {*documents.values_list("content", flat=True), *map(UUID, removed.values_list("old", flat=True))}


def _forget_history(rows: Rows) -> None:
    """What fields said before goes, but of plain ones; what was removed cannot be put back any more."""
    of_these = Q(file_id__in=_files(rows)) | Q(record_id__in=set().union(*rows.values()))
    plain = Q(pk__in=())
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            names = [field.name for field in model._meta.concrete_fields if _is_plain(field)]
            plain |= Q(record_type=model._meta.label_lower, field__in=names)
    FieldChange.objects.filter(of_these | _lent(rows)).exclude(plain, removed=False).delete()


def _lent(rows: Rows) -> Q:
    """What the file of another said of these, while both were one by mistake."""
    lent = Q(pk__in=())
    for regrouping in _mistakes(rows.get(Family, ())):
        for step in regrouping.steps:
            model = apps.get_model(step["model"])
            for name, (_before, after) in step["fields"].items() if step["do"] == "change" else ():
                if text := as_text(read(model._meta.get_field(name), after)):
                    lent |= Q(record_id=step["id"], field=name) & (Q(old=text) | Q(new=text))
    return lent


def _is_plain(field: Any) -> bool:
    return getattr(field, "privacy", None) == Privacy.PLAIN


def _forget_drafts(rows: Rows) -> None:
    """What somebody typed in a form of theirs: an id stands in its address, or in what was chosen in it."""
    ids = {str(key) for keys in (_files(rows), *rows.values()) for key in keys}
    typed = [draft.pk for draft in Draft.objects.all() if not ids.isdisjoint(_words(draft))]
    Draft.objects.filter(pk__in=typed).delete()


def _words(draft: Draft) -> set[str]:
    return {*draft.path.split("/"), *chain.from_iterable(draft.data.values())}


def _files(rows: Rows) -> set[UUID]:
    """The ids under which history and drafts are kept: of the files, the referrals and what came in.

    Also of the files that were merged into these: their rows are gone, what fields said in them is not.
    """
    named = ("families.Family", "families.Referral", "families.Submission", "families.WaitingListEntry")
    merged = Regrouping.objects.filter(pk__in=rows.get(Regrouping, ()), gone_id__isnull=False, undone_at=None)
    gone = merged.values_list("gone_id", flat=True)
    return set(gone).union(*(ids for model, ids in rows.items() if model._meta.label in named))


def _entries(rows: Rows, by: User | None) -> Iterable[Entry]:
    for model, verb in ((Family, "anonymise_family"), (Referral, "anonymise_referral")):
        for key in sorted(rows.get(model, ())):
            yield Entry(verb, by, model(pk=key))
