from django.urls import path

from homestart.demo import views

app_name = "demo"

urlpatterns = [path("", views.accounts, name="accounts")]
