from django.urls import path

from homestart.exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.home, name="home"),
    path("importeren/", views.upload, name="upload"),
    path("importeren/<uuid:import_id>/", views.import_page, name="import"),
    path("importeren/<uuid:import_id>/weg/", views.drop, name="drop"),
    path("importeren/<uuid:import_id>/fouten/", views.problem_list, name="problems"),
    path("lijst/", views.own_list, name="own_list"),
    path("lijst/<uuid:import_id>/", views.columns, name="columns"),
    path("exporteren/", views.new_export, name="new_export"),
    path("exporteren/<uuid:export_id>/", views.export_page, name="export"),
    path("exporteren/<uuid:export_id>/bestand/", views.download, name="download"),
]
