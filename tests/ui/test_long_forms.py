"""Forms in sections, and the box in which one chooses somebody by typing."""

from typing import Any, ClassVar

import pytest
from django import forms

from homestart.ui.forms import Combobox, DayInput, Found, Pills, Section, SectionedForm
from tests.ui.html import text_of, tree, with_class, with_id

FOUND = [Found(1, "Annelies Vermeulen", "Herent"), Found(2, "Annemie <Claes>")]


class Contact(SectionedForm, forms.Form):
    person = forms.IntegerField(
        label="Wie", widget=Combobox("/herent/zoek/"), help_text="Typ enkele letters."
    )
    day = forms.DateField(label="Datum", widget=DayInput)
    single = forms.ChoiceField(
        label="Alleen?", choices=[("y", "Ja"), ("n", "Nee")], widget=Pills, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    sections: ClassVar = (
        Section("Contact", ["day", "person"], "Drie velden."),
        Section("Situatie", ["single"]),
    )


def test_fields_stand_in_the_order_of_their_sections() -> None:
    page = tree(str(Contact()))
    first, second = with_class(page, "form-section")
    assert text_of(first.find("legend")) == "Contact Drie velden."
    assert text_of(with_id(page, first.get("aria-describedby", ""))) == "Drie velden."
    assert [field.get("id") for field in first.iter("input")] == ["id_day", "id_person"]
    assert [field.get("type") for field in second.iter("input")] == ["radio", "radio"]
    assert with_id(page, "id_version").get("type") == "hidden"


@pytest.mark.parametrize("named", [["day", "person"], ["day", "person", "single", "single"]])
def test_a_field_without_a_section_or_with_two_is_an_error(named: list[str]) -> None:
    class Wrong(Contact):
        sections: ClassVar = (Section("Alles", named),)

    with pytest.raises(ValueError, match="sections"):
        str(Wrong())


def test_a_field_that_a_form_leaves_out_leaves_its_section_too() -> None:
    form = Contact()
    del form.fields["single"]
    assert len(with_class(tree(str(form)), "form-section")) == 1


def test_a_day_is_written_as_the_browser_wants_it() -> None:
    import datetime

    page = tree(str(Contact(initial={"day": datetime.date(2026, 10, 22)})))
    assert (with_id(page, "id_day").get("type"), with_id(page, "id_day").get("value")) == (
        "date",
        "2026-10-22",
    )


def contact(**data: Any) -> Contact:
    form = Contact({"day": "2026-10-22", "version": "1", **data})
    form.fields["person"].widget.found = FOUND
    return form


def test_the_box_offers_what_was_found_and_keeps_what_was_typed() -> None:
    form = contact(person_zoek="ann")
    assert not form.is_valid()
    page = tree(str(form))
    box = with_id(page, "id_person")
    assert (box.get("name"), box.get("value"), box.get("hx-post")) == ("person_zoek", "ann", "/herent/zoek/")
    assert box.get("aria-invalid") == "true"
    assert text_of(with_id(page, box.get("aria-describedby", "").split()[0])) == "Typ enkele letters."
    (choices,) = with_class(page, "choices")
    assert [text_of(item) for item in choices] == ["Annelies Vermeulen Herent", "Annemie <Claes>"]
    radios = [
        (radio.get("name"), radio.get("value"), "checked" in radio.attrib) for radio in choices.iter("input")
    ]
    assert radios == [("person", "1", False), ("person", "2", False)]


def test_the_value_is_that_of_the_chosen_radio_button() -> None:
    form = contact(person_zoek="ann", person="2")
    assert form.is_valid()
    assert form.cleaned_data["person"] == 2
    radios = with_class(tree(str(form)), "choices")[0].iter("input")
    assert [radio.get("value") for radio in radios if "checked" in radio.attrib] == ["2"]


def test_a_choice_from_before_stands_in_the_box_by_its_name() -> None:
    form = Contact(initial={"person": 1})
    form.fields["person"].widget.found = FOUND
    assert with_id(tree(str(form)), "id_person").get("value") == "Annelies Vermeulen"


def test_nobody_found_says_what_to_do() -> None:
    form = contact(person_zoek="xyz")
    form.fields["person"].widget.found = []
    (none,) = with_class(tree(str(form)), "choices-none")
    assert text_of(none).startswith("Niemand gevonden")


def test_two_forms_of_a_class_do_not_share_what_was_found() -> None:
    contact(person_zoek="ann")
    assert with_class(tree(str(Contact())), "choices") == []
