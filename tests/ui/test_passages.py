"""What is about somebody else stands apart in a note, and is left out of every copy."""

import pytest

from homestart.ui.passages import as_html, passages, without_others


@pytest.mark.parametrize(
    ("text", "kept", "others"),
    [
        ("Alles goed.", "Alles goed.", []),
        ("Goed. [[De buurman drinkt.]] Morgen terug.", "Goed. […] Morgen terug.", ["De buurman drinkt."]),
        ("[[Een]] en [[twee]]", "[…] en […]", ["Een", "twee"]),
        # Opened and not closed: nothing after it is let out.
        ("Goed. [[De buurman drinkt. Geheim", "Goed. […]", ["De buurman drinkt. Geheim"]),
        ("[[a [[b]] geheim]] terug", "[…] terug", ["a b geheim"]),
        ("[[a [[b]] geheim", "[…]", ["a b geheim"]),
        # Closed and not opened: those are just signs.
        ("Goed ]] zo", "Goed ]] zo", []),
        ("[[]] leeg", "[…] leeg", [""]),
        ("[[[drie]]]", "[…]]", ["[drie"]),
        ("Regel\n[[over\ntwee]]\nregels", "Regel\n[…]\nregels", ["over\ntwee"]),
        ("", "", []),
    ],
)
def test_what_is_kept_and_what_is_apart(text, kept, others):
    assert without_others(text) == kept
    assert [one.text for one in passages(text) if one.about_others] == others


def test_a_mark_is_said_and_nothing_in_it_is_a_tag():
    html = as_html("Goed <b> [[<script>alert(1)</script>\nnog]] & zo")
    assert "<script" not in html and "<b>" not in html
    assert '<mark class="about-others">' in html and "over derden" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>nog" in html and "&amp; zo" in html
    assert as_html("<i>Zo</i>\n\nnog") == "<p>&lt;i&gt;Zo&lt;/i&gt;</p>\n\n<p>nog</p>"


def test_a_long_note_full_of_marks_takes_no_time():
    assert without_others("[[" * 20_000) == "[…]"
    assert without_others("[[a]]" * 20_000) == "[…]" * 20_000
