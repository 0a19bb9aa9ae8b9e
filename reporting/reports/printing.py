"""The printed form of a report: HTML for the PDF, and the fingerprint that says of what it was made."""

import hashlib

from django.template.loader import render_to_string

from reporting.reports.document import Document


def print_html(document: Document, stamp: str = "") -> str:
    """The report as one HTML page; `stamp` stands on the cover: that it is a draft, or which version."""
    return render_to_string("report/annual.html", {"document": document, "stamp": stamp})


def fingerprint(document: Document) -> str:
    """64 characters that are the same as long as not a letter of the printed report would be different."""
    return hashlib.sha256(print_html(document).encode()).hexdigest()
