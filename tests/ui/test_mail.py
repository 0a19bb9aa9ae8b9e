"""One text, sent as it is and as quiet HTML."""

from homestart.mail import as_html, letter, paragraphs_of
from tests.ui.html import text_of, tree

LETTER = """Dag,

Kies een wachtwoord met deze link:

https://example.org/accounts/?a=1&b=2

Je code is:

    K7QX-2MPL

Met vriendelijke groet,
Home-Start <b>
"""


def test_a_letter_says_the_same_twice() -> None:
    message = letter("Een wachtwoord & meer", LETTER, "an@example.org")
    assert (message.to, message.subject, message.body) == (
        ["an@example.org"],
        "Een wachtwoord & meer",
        LETTER,
    )
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    page = tree(str(html))
    words = text_of(page.find("body"))
    for line in LETTER.split():
        assert line in words


def test_a_link_becomes_a_button_and_a_code_is_large() -> None:
    kinds = [(part.kind, part.text) for part in paragraphs_of(LETTER)]
    assert kinds == [
        ("text", "Dag,"),
        ("text", "Kies een wachtwoord met deze link:"),
        ("link", "https://example.org/accounts/?a=1&b=2"),
        ("text", "Je code is:"),
        ("code", "K7QX-2MPL"),
        ("text", "Met vriendelijke groet,\nHome-Start <b>"),
    ]
    page = tree(as_html("Onderwerp", LETTER))
    assert page.get("lang") == "nl"
    assert [link.get("href") for link in page.iter("a")] == ["https://example.org/accounts/?a=1&b=2"]
    assert list(page.iter("b")) == []


def test_a_letter_fetches_nothing_from_anywhere() -> None:
    page = tree(as_html("Onderwerp", LETTER))
    assert {element.tag for element in page.iter()} <= {
        *("html", "head", "meta", "title", "body", "div", "p", "a", "br"),
    }
    assert "url(" not in as_html("Onderwerp", LETTER)
