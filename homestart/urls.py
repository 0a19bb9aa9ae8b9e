"""The addresses. Their first part names the branch, or one of the few pages that belong to no branch."""

from django.conf import settings
from django.urls import include, path

from families.urls import link_patterns, public_patterns, referral_patterns, waiting_patterns
from families.views import concerns, plan, several
from homestart.accounts.pages import (
    branch_patterns,
    invitation_patterns,
    member_patterns,
    organisation_patterns,
    user_patterns,
)
from homestart.accounts.views.home import home
from homestart.ui import desk
from homestart.ui.branch_settings import branch_settings
from homestart.ui.views import gallery
from matching.urls import handover_patterns, visit_patterns
from reporting.urls import final_patterns, network_patterns

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("homestart.accounts.urls")),
    path("uitnodiging/", include(invitation_patterns)),
    path("organisatie/", include(organisation_patterns)),
    path("steunpunt/afdelingen/", include(branch_patterns)),
    path("steunpunt/gebruikers/", include(user_patterns)),
    path("steunpunt/rapporten/", include(network_patterns)),
    path("steunpunt/stappenplan/", plan.step_plan, name="step_plan"),
    path("jaarverslagen/", include(final_patterns)),
    path("aanmelden/", include(public_patterns)),
    path("aanmelden/<slug:afdeling>/", include(link_patterns)),
    path("<slug:branch_slug>/gebruikers/", include(member_patterns)),
    path("<slug:branch_slug>/instellingen/", branch_settings, name="branch_settings"),
    path("<slug:branch_slug>/", desk.today, name="today"),
    path("<slug:branch_slug>/zoeken/", desk.find, name="search"),
    path("<slug:branch_slug>/contact/", desk.contact, name="contact"),
    path("<slug:branch_slug>/contact/meerdere/", several.several, name="contact_several"),
    path("<slug:branch_slug>/contact/meerdere/gezinnen/", several.find_families, name="contact_families"),
    path("<slug:branch_slug>/verontrustingen/", concerns.concern_list, name="concerns"),
    path("<slug:branch_slug>/taken/", include("homestart.jobs.urls")),
    path("<slug:branch_slug>/concepten/", include("homestart.drafts.urls")),
    path("<slug:branch_slug>/gezinnen/", include("families.urls")),
    path("<slug:branch_slug>/aanmeldingen/", include(referral_patterns)),
    path("<slug:branch_slug>/wachtlijst/", include(waiting_patterns)),
    path("<slug:branch_slug>/vrijwilligers/", include("volunteers.urls")),
    path("<slug:branch_slug>/koppelingen/", include("matching.urls")),
    path("<slug:branch_slug>/overdracht/", include(handover_patterns)),
    path("<slug:branch_slug>/mijn/", include(visit_patterns)),
    path("<slug:branch_slug>/rapporten/", include("reporting.urls")),
    path("<slug:branch_slug>/gegevens/", include("homestart.exchange.urls")),
]
if settings.DEMO:
    # For who makes pages: every component as it looks. And the way in that needs no phone.
    urlpatterns.append(path("<slug:branch_slug>/stijlgids/", gallery, name="gallery"))
    urlpatterns.insert(1, path("demo/", include("homestart.demo.urls")))
