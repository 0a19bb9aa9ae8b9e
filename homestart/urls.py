"""The addresses. Their first part names the branch, or one of the few pages that belong to no branch."""

from django.conf import settings
from django.urls import include, path

from homestart.ui.views import gallery
from reporting.urls import final_patterns
from reporting.views import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("homestart.accounts.urls")),
    path("<slug:branch_slug>/taken/", include("homestart.jobs.urls")),
    path("<slug:branch_slug>/concepten/", include("homestart.drafts.urls")),
    path("<slug:branch_slug>/gezinnen/", include("families.urls")),
    path("<slug:branch_slug>/rapporten/", include("reporting.urls")),
    path("jaarverslagen/", include(final_patterns)),
]
if settings.DEMO:
    # For who makes pages: every component as it looks.
    urlpatterns.append(path("<slug:branch_slug>/stijlgids/", gallery, name="gallery"))
