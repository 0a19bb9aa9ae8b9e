"""The pages of trajectories and matches, and those of the volunteers themselves."""

from django.urls import path

from matching.views import handover, lists, matches, trajectories, visits

app_name = "matching"

urlpatterns = [
    path("", lists.match_list, name="list"),
    path("vrijwilligers/", matches.find_volunteers, name="volunteers"),
    path("starten/<uuid:family_id>/", trajectories.start, name="start"),
    path("<uuid:trajectory_id>/", trajectories.trajectory, name="trajectory"),
    path("<uuid:trajectory_id>/start/", trajectories.begin, name="begin"),
    path("<uuid:trajectory_id>/vrijwilliger/", matches.add, name="add"),
    path("<uuid:trajectory_id>/afsluiten/", trajectories.close, name="close"),
    path("<uuid:trajectory_id>/heropenen/", trajectories.reopen, name="reopen"),
    path("koppeling/<uuid:match_id>/", matches.edit, name="match"),
    path("koppeling/<uuid:match_id>/einde/", matches.end, name="end"),
]

handover_patterns = (
    [
        path("", handover.sheets, name="list"),
        path("gezin/<uuid:family_id>/", handover.family, name="family"),
        path("gezin/<uuid:family_id>/nota/", handover.note, name="note"),
        path("vrijwilliger/<uuid:volunteer_id>/", handover.volunteer, name="volunteer"),
    ],
    "handover",
)

visit_patterns = ([path("", visits.home, name="home")], "visits")
