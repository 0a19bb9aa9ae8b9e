"""The pages of the reports: those of one branch, and the finals of the whole network."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from reporting import views


class FourDigits(IntConverter):
    """A year for which there are dates; an address with any other number leads nowhere."""

    regex = "[12][0-9]{3}"


register_converter(FourDigits, "year")

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<year:year>/", views.detail, name="detail"),
    path("<year:year>/cijfers/<slug:indicator>/", views.case_list, name="cases"),
    path("<year:year>/ontbreekt/<slug:check>/", views.missing_list, name="missing"),
    path("<year:year>/teksten/<slug:slot>/", views.edit_text, name="text"),
    path("<year:year>/pdf/", views.make_pdf, name="make_pdf"),
    path("<year:year>/pdf/download/", views.download_draft, name="download"),
    path("<year:year>/toestand/", views.change_state, name="state"),
    path("<year:year>/definitief/", views.finalise, name="finalise"),
    path("<year:year>/definitief/<int:version>/", views.download_final, name="download_final"),
]

network_patterns = ([path("", views.finals_grid, name="finals")], "network")

final_patterns = (
    [
        path("", views.final_list, name="list"),
        path("<uuid:final_id>/", views.download_from_list, name="download"),
    ],
    "finals",
)
