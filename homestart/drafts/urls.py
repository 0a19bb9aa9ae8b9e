from django.urls import path

from homestart.drafts import views

app_name = "drafts"

urlpatterns = [
    path("", views.save, name="save"),
    path("weggooien/", views.discard, name="discard"),
]
