from django.urls import path

from families.views import decisions, lists, referrals, waiting

app_name = "families"

urlpatterns = [
    path("", lists.family_list, name="list"),
]

referral_patterns = (
    [
        path("", referrals.referral_list, name="list"),
        path("nieuw/", referrals.new, name="new"),
        path("nakijken/", referrals.check, name="check"),
        path("aanmelders/", referrals.find_referrers, name="find_referrers"),
        path("gezinnen/", referrals.find_families, name="find_families"),
        path("<uuid:referral_id>/", referrals.detail, name="detail"),
        path("<uuid:referral_id>/wijzigen/", referrals.edit, name="edit"),
        path("<uuid:referral_id>/dossier/", referrals.open_file, name="open_file"),
        path("<uuid:referral_id>/beslissen/", decisions.decide, name="decide"),
        path("<uuid:referral_id>/beslissen/niet-aanvaarden/", decisions.refuse, name="refuse"),
        path("<uuid:referral_id>/beslissen/ingetrokken/", decisions.withdraw, name="withdraw"),
        path("<uuid:referral_id>/beslissen/ongedaan/", decisions.undo, name="undo_decision"),
    ],
    "referrals",
)

waiting_patterns = (
    [
        path("", waiting.waiting_page, name="list"),
        path("toevoegen/", waiting.add, name="add"),
        path("stop/", waiting.stop_new, name="stop_new"),
        path("stop/<uuid:stop_id>/", waiting.stop_edit, name="stop_edit"),
        path("<uuid:entry_id>/", waiting.change, name="change"),
        path("<uuid:entry_id>/afvoeren/", waiting.leave, name="leave"),
        path("<uuid:entry_id>/terugzetten/", waiting.put_back, name="put_back"),
        path("<uuid:entry_id>/zorg/", waiting.care, name="care"),
    ],
    "waiting",
)
