from typing import Any

from django import forms

from tests.ui.html import text_of, tree, with_class, with_id


class Visit(forms.Form):
    family = forms.CharField(label="Gezin", help_text="De naam van <em>het</em> gezin.")
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Soort", choices=[("a", "Thuis"), ("b", "Buiten")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Akkoord")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        if self.data:
            raise forms.ValidationError("Dit bezoek bestaat al.")
        return self.cleaned_data


def test_an_empty_form_has_labels_help_and_no_errors() -> None:
    page = tree(str(Visit()))
    assert with_class(page, "error-summary") == []
    assert with_class(page, "field-error") == []
    labels = {label.get("for"): text_of(label) for label in page.iter("label")}
    assert labels["id_family"] == "Gezin"
    assert labels["id_note"] == "Notitie (hoeft niet)"
    assert labels["id_agreed"] == "Akkoord"
    assert text_of(page.find(".//fieldset/legend")) == "Soort"
    assert with_id(page, "id_version").get("type") == "hidden"
    assert with_id(page, "id_family").get("aria-describedby") == "id_family_helptext"
    assert text_of(with_id(page, "id_family_helptext")) == "De naam van het gezin."


def test_errors_are_summed_up_on_top_and_repeated_at_the_fields() -> None:
    page = tree(str(Visit({"note": "", "version": "1"})))
    (summary,) = with_class(page, "error-summary")
    assert "autofocus" in summary.attrib
    assert [text_of(item) for item in summary.iter("li")] == [
        "Dit bezoek bestaat al.",
        "Gezin: Vul dit in.",
        "Soort: Maak een keuze.",
        "Akkoord: Vul dit in.",
    ]
    for link in summary.iter("a"):
        with_id(page, link.get("href", "").removeprefix("#"))
    family = with_id(page, "id_family")
    assert family.get("aria-invalid") == "true"
    described_by = [text_of(with_id(page, name)) for name in family.get("aria-describedby", "").split()]
    assert described_by == ["De naam van het gezin.", "Vul dit in."]


def test_what_was_typed_stays_and_stays_text() -> None:
    typed = "<b>Łódź</b> & 'zo'"
    page = tree(str(Visit({"family": typed, "note": typed})))
    assert with_id(page, "id_family").get("value") == typed
    assert text_of(with_id(page, "id_note")) == typed
    assert list(page.iter("b")) == []


def test_errors_of_hidden_fields_are_not_lost() -> None:
    page = tree(str(Visit({"family": "x", "kind": "a", "agreed": "on", "version": "?"})))
    (summary,) = with_class(page, "error-summary")
    assert "version" in text_of(summary)


def test_a_question_keeps_its_question_mark_in_the_summary() -> None:
    class Question(forms.Form):
        agreed = forms.ChoiceField(label="Gaat het gezin akkoord?", choices=[("yes", "Ja")])
        since = forms.DateField(label="Sinds")

    (summary,) = with_class(tree(str(Question({}))), "error-summary")
    assert [text_of(item) for item in summary.iter("li")] == [
        "Gaat het gezin akkoord? Maak een keuze.",
        "Sinds: Kies een dag.",
    ]
