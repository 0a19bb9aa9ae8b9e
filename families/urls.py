from django.urls import path

from families.views import lists

app_name = "families"

urlpatterns = [
    path("", lists.family_list, name="list"),
]
