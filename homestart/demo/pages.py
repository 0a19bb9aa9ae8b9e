"""Every page of the application, per role, for the photographs and the accessibility check."""

from dataclasses import dataclass

from homestart.accounts.roles import Role


@dataclass(frozen=True)
class Page:
    """A page as a role sees it; `role` is None before signing in."""

    name: str
    path: str
    role: Role | None


PAGES = (
    Page("aanmelden", "/accounts/login/", None),
    Page("wachtwoord-vergeten", "/accounts/password/reset/", None),
    Page("niet-gevonden", "/bestaat-niet/", None),
    Page("gezinnen", "/herent/gezinnen/", Role.COORDINATOR),
    Page("gezinnen-wachtend", "/herent/gezinnen/?toestand=waiting", Role.COORDINATOR),
    Page("rapporten", "/herent/rapporten/", Role.COORDINATOR),
    Page("rapport", "/herent/rapporten/2025/", Role.COORDINATOR),
    Page("rapport-cijfer", "/herent/rapporten/2025/cijfers/families_supported/", Role.COORDINATOR),
    Page("stijlgids", "/herent/stijlgids/", Role.COORDINATOR),
    Page("jaarverslagen-bestuur", "/jaarverslagen/", Role.BOARD),
    Page("jaarverslagen-steunpunt", "/jaarverslagen/", Role.CENTRAL_OFFICE),
)
