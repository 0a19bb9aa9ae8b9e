"""Reading a page in a test as a tree."""

from xml.etree.ElementTree import Element

import tinyhtml5
from django.http import HttpResponse

SVG = "{http://www.w3.org/2000/svg}svg"


def tree(page: HttpResponse | str) -> Element:
    """The parsed page, by the rules that browsers parse with."""
    text = page if isinstance(page, str) else page.content.decode()
    return tinyhtml5.parse(text, namespace_html_elements=False)


def text_of(element: Element | None) -> str:
    """The words of `element` and all that is in it, with single spaces."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def with_class(page: Element, name: str) -> list[Element]:
    return [element for element in page.iter() if name in element.get("class", "").split()]


def with_id(page: Element, name: str) -> Element:
    """The one element with this id."""
    (element,) = [element for element in page.iter() if element.get("id") == name]
    return element


def assert_decent(page: Element) -> None:
    """Language, title, one h1, unique ids, and nothing that the content policy would stop."""
    assert page.get("lang") == "nl"
    assert text_of(page.find("head/title"))
    assert len(list(page.iter("h1"))) == 1
    assert with_id(page, "content").tag == "main"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    for element in page.iter():
        assert element.tag != "style"
        assert element.tag != "script" or element.get("src"), "an inline script"
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")], (
            element.attrib
        )
