"""One way to edit: a form that keeps what is typed, refuses to write over others, and is saved once.

    editing = Editing(request, about=member)
    form = editing.form(MemberForm, instance=member)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_member(
                member, **form.cleaned_data, version=editing.version, by=request.user
            ),
            then=lambda member: branch_url(request.branch, "families:file", member.family_id),
            message=_("The family member is saved."),
        )
        if done:
            return done
    return render(request, "families/member_form.html", {"form": form, "editing": editing})

and in the template `{% include "drafts/form.html" with button=... %}`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from psycopg.errors import ForeignKeyViolation

from homestart.accounts.models import User
from homestart.audit.models import FieldChange
from homestart.drafts import actions
from homestart.drafts.models import Draft, Submission
from homestart.drafts.values import in_words
from homestart.tenancy.versions import Outdated
from homestart.ui.forms import Combobox

Form = TypeVar("Form", bound=forms.BaseForm)

#: Hidden fields of every form; none of them is part of what is typed.
VERSION, TOKEN, PATH = "_version", "_token", "_path"


class Editing:
    """The state of the form of this request; `about` is the record that it changes, None for a new one."""

    def __init__(self, request: HttpRequest, about: Any = None) -> None:
        self.request = request
        self.about = about
        self.path = request.path
        #: Label, what somebody else saved meanwhile, and what this person typed.
        self.differences: list[tuple[str, str, str]] = []
        self.other: FieldChange | None = None
        self.removed_meanwhile = False
        self.user: User = request.user  # type: ignore[assignment]
        self.token = as_uuid(request.POST.get(TOKEN)) or uuid4()
        self.first: Submission | None = None
        self.version = self._version_on_screen()

    @property
    def other_name(self) -> str:
        """Who saved meanwhile; an import leaves no name."""
        actor = self.other.actor_id if self.other else None
        user = User.objects.filter(pk=actor).first() if actor else None
        return str(user) if user else _("somebody else")

    @property
    def other_at(self) -> datetime | None:
        """When it was saved, where that is known."""
        return self.other.at if self.other else None

    @cached_property
    def draft(self) -> Draft | None:
        """What this person typed before and did not save; None on a POST, which brings its own."""
        if self.request.method == "POST":
            return None
        return Draft.objects.filter(user=self.user, path=self.path).first()

    def form(self, form_class: type[Form], **kwargs: Any) -> Form:
        """The form: with what was sent, else with what this person left in it, else as `kwargs` say."""
        if self.request.method == "POST":
            return form_class(self.request.POST, **kwargs)
        form = form_class(**kwargs)
        if self.draft:
            typed = _querydict(self.draft.data)
            for name, field in form.fields.items():
                prefixed = form.add_prefix(name)
                if not field.widget.value_omitted_from_data(typed, {}, prefixed):
                    form.initial[name] = field.widget.value_from_datadict(typed, {}, prefixed)
        return form

    def is_valid(self, form: forms.BaseForm) -> bool:
        """Whether `save` has something to do: the form was sent and is right, or was saved already."""
        # The button of a combobox without JavaScript sends the form too: to search, not to save.
        if self.request.method != "POST" or any(name.endswith(Combobox.BUTTON) for name in self.request.POST):
            return False
        # Sent twice, what was right the first time may be refused now (a date that is taken): no error then.
        self.first = actions.sent_before(self.token, by=self.user)
        return self.first is not None or form.is_valid()

    def save(
        self,
        form: forms.BaseForm,
        action: Callable[[], Any],
        *,
        then: Callable[[Any], str],
        message: str = "",
    ) -> HttpResponse | None:
        """Saves by `action` and leads to the address that `then` gives of its result.

        None when it was not saved: the form then shows what the action refused (ValidationError), or
        `differences` shows what somebody else saved meanwhile (Outdated). The same form sent twice is saved
        once, and leads to the same address.
        """
        try:
            with transaction.atomic():
                first = self.first or actions.claim(self.token, by=self.user)
                if first:
                    return self._leave(first.url)
                url = then(action())
                actions.conclude(self.token, url=url, by=self.user)
                actions.discard_draft(self.path, by=self.user)
                # References are looked at when a transaction ends; here is where it can still be told.
                connection.check_constraints()
        except IntegrityError as error:
            if not isinstance(error.__cause__, ForeignKeyViolation):
                raise
            # What it belongs to is gone at this very moment, as a file that was merged.
            self._show_both(form, None)
            return None
        except Outdated as outdated:
            self._show_both(form, outdated.current)
            return None
        except ValidationError as error:
            _add(form, error)
            return None
        if message:
            messages.success(self.request, message)
        return self._leave(url)

    def _leave(self, url: str) -> HttpResponse:
        if self.request.htmx:  # type: ignore[attr-defined]
            # From a dialog: the whole page changes, not only the place of the form.
            return HttpResponse(headers={"HX-Redirect": url})
        return redirect(url)

    def _version_on_screen(self) -> int:
        if self.request.method == "POST":
            return as_number(self.request.POST.get(VERSION))
        if self.draft:
            return self.draft.version
        return getattr(self.about, "version", 0)

    def _show_both(self, form: forms.BaseForm, current: Any) -> None:
        if current is None:
            self.removed_meanwhile = True
            return
        # Whoever has seen both and saves again, means it.
        self.version = current.version
        self.other = FieldChange.objects.filter(record_id=current.pk).order_by("-at").first()
        for name, field in form.fields.items():
            if not hasattr(current, name):
                continue
            theirs = in_words(field, getattr(current, name))
            mine = in_words(field, form.cleaned_data.get(name))
            if theirs != mine:
                self.differences.append((str(form[name].label), theirs, mine))


def _add(form: forms.BaseForm, error: ValidationError) -> None:
    """Shows what an action refused: at the field when the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def _querydict(data: dict[str, list[str]]) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in data.items():
        typed.setlist(name, values)
    return typed


def as_number(text: str | None) -> int:
    """A version that a browser sent; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def as_uuid(text: str | None) -> UUID | None:
    """A token that a browser sent; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
