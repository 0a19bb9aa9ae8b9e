"""The addresses of users and roles: of a branch, of the central office, and of who was invited."""

from django.urls import path

from homestart.accounts.views import cover, home, invitation, members, network

member_patterns = (
    [
        path("", members.member_list, name="list"),
        path("uitnodigen/", members.invite, name="invite"),
        path("vervanging/", cover.give, name="give_cover"),
        path("vervanging/<int:cover_id>/", cover.cover, name="cover"),
        path("<int:membership_id>/", members.edit, name="edit"),
        path("<int:membership_id>/einde/", members.end, name="end"),
        path("uitnodigingen/<int:invitation_id>/opnieuw/", members.send_again, name="send_again"),
        path("uitnodigingen/<int:invitation_id>/intrekken/", members.withdraw, name="withdraw"),
    ],
    "members",
)

invitation_patterns = (
    [
        path("", invitation.accept, name="accept"),
        path("<str:token>/", invitation.open_link, name="open"),
    ],
    "invitation",
)

organisation_patterns = ([path("", home.organisation, name="branches")], "organisation")

branch_patterns = (
    [
        path("", network.branch_list, name="list"),
        path("nieuw/", network.add_branch, name="add"),
        path("van/<slug:slug>/", network.edit_branch, name="edit"),
    ],
    "branches",
)

user_patterns = (
    [
        path("", network.user_list, name="list"),
        path("uitnodigen/", network.invite, name="invite"),
        path("<int:user_id>/", network.user, name="detail"),
        path("<int:user_id>/deactiveren/", network.deactivate, name="deactivate"),
        path("<int:user_id>/activeren/", network.activate, name="activate"),
        path("rollen/<int:membership_id>/einde/", network.end_role, name="end_role"),
        path("uitnodigingen/<int:invitation_id>/opnieuw/", network.send_again, name="send_again"),
        path("uitnodigingen/<int:invitation_id>/intrekken/", network.withdraw, name="withdraw"),
    ],
    "users",
)
