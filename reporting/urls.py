"""The pages of the reports: those of one branch, and the finals of the whole network."""

from django.urls import path

from reporting import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<int:year>/", views.detail, name="detail"),
    path("<int:year>/cijfers/<slug:indicator>/", views.case_list, name="cases"),
    path("<int:year>/ontbreekt/<slug:check>/", views.missing_list, name="missing"),
    path("<int:year>/teksten/<slug:slot>/", views.edit_text, name="text"),
    path("<int:year>/pdf/", views.make_pdf, name="make_pdf"),
    path("<int:year>/pdf/download/", views.download_draft, name="download"),
    path("<int:year>/toestand/", views.change_state, name="state"),
    path("<int:year>/definitief/", views.finalise, name="finalise"),
    path("<int:year>/definitief/<int:version>/", views.download_final, name="download_final"),
]

final_patterns = (
    [
        path("", views.final_list, name="list"),
        path("<uuid:final_id>/", views.download_from_list, name="download"),
    ],
    "finals",
)
