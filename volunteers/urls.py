from django.urls import path

from volunteers.views import contacts, files, history, lists, removing, roles, waiting

app_name = "volunteers"

urlpatterns = [
    path("", lists.volunteer_list, name="list"),
    path("nieuw/", files.new, name="new"),
    path("wachtend/", waiting.waiting, name="waiting"),
    path("<uuid:volunteer_id>/", files.file, name="file"),
    path("<uuid:volunteer_id>/wijzigen/", files.edit, name="edit"),
    path("<uuid:volunteer_id>/uitnodigen/", files.invite, name="invite"),
    path("<uuid:volunteer_id>/historiek/", history.history, name="history"),
    path("<uuid:volunteer_id>/contact/", contacts.new, name="contact_new"),
    path("contacten/<uuid:coaching_contact_id>/", contacts.edit, name="contact_edit"),
    path("contacten/<uuid:coaching_contact_id>/verwijderen/", removing.remove_contact, name="contact_remove"),
    path(
        "<uuid:volunteer_id>/contacten/<uuid:coaching_contact_id>/terug/",
        removing.put_contact_back,
        name="contact_back",
    ),
    path("<uuid:volunteer_id>/rol/", roles.new, name="role_new"),
    path("rollen/<uuid:role_id>/", roles.edit, name="role_edit"),
    path("rollen/<uuid:role_id>/verwijderen/", removing.remove_role, name="role_remove"),
    path("<uuid:volunteer_id>/rollen/<uuid:role_id>/terug/", removing.put_role_back, name="role_back"),
]
