"""What a branch decides itself about how it works."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from homestart.accounts.actions import save_branch
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.tenancy.models import Branch
from homestart.ui.forms import Section, SectionedForm


class SettingsForm(SectionedForm, forms.ModelForm):
    """What a coordinator decides; the name, the working area and who runs it are for the central office."""

    still_needed_weeks = forms.IntegerField(
        label=gettext_lazy("Ask a waiting family again after (weeks)"),
        min_value=1,
        max_value=52,
        help_text=gettext_lazy("Counted from the last time that anybody heard of the family."),
    )
    review_talk_months = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=120),
        label=gettext_lazy("Talks with the family after (months)"),
        required=False,
        help_text=gettext_lazy("Numbers with a comma between them, for instance 3, 6, 12."),
    )
    perinatal_limit_months = forms.IntegerField(
        label=gettext_lazy("Perinatal until the child is (months)"),
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("Counts in the figures of every year whose report is not final."),
    )
    sections = [
        Section(gettext_lazy("How you are reached"), ["phone", "email"]),
        Section(gettext_lazy("Waiting list"), ["still_needed_weeks"]),
        Section(gettext_lazy("Support"), ["review_talk_months", "perinatal_limit_months"]),
    ]

    class Meta:
        model = Branch
        fields = ("phone", "email", "still_needed_weeks", "review_talk_months", "perinatal_limit_months")
        help_texts = {"phone": gettext_lazy("For the volunteers and the families of the branch.")}

    def clean_review_talk_months(self) -> list[Any]:
        """In their order, each of them once."""
        return sorted(set(self.cleaned_data["review_talk_months"] or []))


@require(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def branch_settings(request: Request) -> HttpResponse:
    """How the branch is reached, and when it talks with families and asks those that wait."""
    # Not the branch of the request, which the rest of the page shows as it is.
    branch = Branch.objects.get(pk=request.branch.pk)
    form = SettingsForm(request.POST or None, instance=branch)
    if form.is_valid():
        save_branch(branch, operator="", by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("branch_settings", branch_slug=branch.slug)
    return render(request, "ui/branch_settings.html", {"form": form})
