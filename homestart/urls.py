"""The addresses. Their first part names the branch, or one of the few pages that belong to no branch."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("<slug:branch_slug>/taken/", include("homestart.jobs.urls")),
    path("<slug:branch_slug>/gezinnen/", include("families.urls")),
]
