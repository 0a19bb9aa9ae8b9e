from django.urls import include, path

from families.views import (
    answers,
    concerns,
    contacts,
    decisions,
    documents,
    facts,
    file,
    follow_ups,
    history,
    inbox,
    links,
    lists,
    members,
    merging,
    network,
    onward,
    public,
    public_links,
    printing,
    referrals,
    removal,
    retention,
    screening,
    still_needed,
    stops,
    waiting,
)

app_name = "families"

of_a_concern = [
    path("", concerns.concern, name="concern"),
    path("feiten/", concerns.concern_facts, name="concern_facts"),
    path("stap/<int:step_id>/", concerns.concern_step, name="concern_step"),
    path("collega/", concerns.concern_second, name="concern_second"),
    path("meegekeken/", concerns.concern_confirm, name="concern_confirm"),
    path("ingelicht/nieuw/", concerns.concern_notice_new, name="concern_notice_new"),
    path("ingelicht/<uuid:notice_id>/", concerns.concern_notice, name="concern_notice"),
    path("uitkomst/", concerns.concern_outcome, name="concern_outcome"),
    path("stappenplan/", concerns.concern_follow_plan, name="concern_follow_plan"),
    path("verwijderen/", concerns.concern_remove, name="concern_remove"),
    path("terugzetten/", concerns.concern_back, name="concern_back"),
    path("<slug:piece>/<uuid:piece_id>/weg/", concerns.concern_part_remove, name="concern_part_remove"),
    path("<slug:piece>/<uuid:piece_id>/terug/", concerns.concern_part_back, name="concern_part_back"),
]

of_a_family = [
    path("", file.file, name="file"),
    path("historiek/", history.history, name="history"),
    path("bewaren/", retention.keep, name="keep"),
    path("wijzigen/", members.family_edit, name="edit"),
    path("samenvoegen/", merging.choose, name="merge_choose"),
    path("samenvoegen/<uuid:other_id>/", merging.merge, name="merge"),
    path("samenvoegen/<uuid:regrouping_id>/ongedaan/", merging.undo, name="regrouping_undo"),
    path("contact/", contacts.contact_new, name="contact_new"),
    path("contacten/<uuid:contact_id>/", contacts.contact_edit, name="contact_edit"),
    path("wachtlijst/", members.wait, name="wait"),
    path("leden/nieuw/", members.member_new, name="member_new"),
    path("leden/<uuid:member_id>/", members.member_edit, name="member_edit"),
    path("leden/<uuid:member_id>/geboren/", members.member_born, name="member_born"),
    path("leden/<uuid:member_id>/vertrek/", members.member_left, name="member_left"),
    path("afspraken/nieuw/", network.agreement_new, name="agreement_new"),
    path("afspraken/<uuid:agreement_id>/", network.agreement_edit, name="agreement_edit"),
    path("netwerk/nieuw/", network.professional_new, name="professional_new"),
    path("netwerk/<uuid:professional_id>/", network.professional_edit, name="professional_edit"),
    path("documenten/nieuw/", documents.document_new, name="document_new"),
    path("documenten/verontrusting/", documents.concern_documents, name="concern_documents"),
    path("documenten/<uuid:document_id>/", documents.document, name="document"),
    path("documenten/<uuid:document_id>/wijzigen/", documents.document_edit, name="document_edit"),
    path("afdrukken/", printing.print_file, name="print"),
    path("voorblad/", printing.cover_sheet, name="cover_sheet"),
    path("situatie/", facts.facts, name="facts"),
    path("situatie/klopt/", facts.facts_confirm, name="facts_confirm"),
    path("situatie/<uuid:fact_id>/", facts.fact_edit, name="fact_edit"),
    path("toestemmingen/nieuw/", facts.consent_new, name="consent_new"),
    path("toestemmingen/<uuid:consent_id>/", facts.consent_edit, name="consent_edit"),
    path("doorverwijzingen/nieuw/", onward.onward_new, name="onward_new"),
    path("doorverwijzingen/<uuid:onward_id>/", onward.onward_edit, name="onward_edit"),
    path(
        "doorverwijzingen/<uuid:onward_id>/uitkomst/<slug:outcome>/",
        onward.onward_outcome,
        name="onward_outcome",
    ),
    path("opvolging/nieuw/", follow_ups.follow_up_new, name="follow_up_new"),
    path("opvolging/<uuid:follow_up_id>/", follow_ups.follow_up_edit, name="follow_up_edit"),
    path("opvolging/<uuid:follow_up_id>/gedaan/", follow_ups.follow_up_done, name="follow_up_done"),
    path("opvolging/<uuid:follow_up_id>/opnieuw/", follow_ups.follow_up_again, name="follow_up_again"),
    path("opvolging/<uuid:follow_up_id>/naar/<slug:on>/", follow_ups.follow_up_move, name="follow_up_move"),
    path("verontrusting/", concerns.family_concerns, name="concerns"),
    path("verontrusting/nieuw/", concerns.concern_new, name="concern_new"),
    path("verontrusting/<uuid:concern_id>/", include(of_a_concern)),
    path("<slug:part>/<uuid:record_id>/verwijderen/", removal.remove, name="remove"),
    path("<slug:part>/<uuid:record_id>/terugzetten/", removal.put_back, name="put_back"),
]

urlpatterns = [
    path("", lists.family_list, name="list"),
    path("te-verwijderen/", retention.files_to_remove, name="to_remove"),
    path("<uuid:family_id>/", include(of_a_family)),
]

referral_patterns = (
    [
        path("", referrals.referral_list, name="list"),
        path("nieuw/", referrals.new, name="new"),
        path("nakijken/", referrals.check, name="check"),
        path("aanmelders/", referrals.find_referrers, name="find_referrers"),
        path("aanmelders/<uuid:referrer_id>/", referrals.referrer, name="referrer"),
        path("gezinnen/", referrals.find_families, name="find_families"),
        path("binnengekomen/", inbox.inbox, name="inbox"),
        path("binnengekomen/<uuid:submission_id>/", inbox.detail, name="submission"),
        path("binnengekomen/<uuid:submission_id>/aannemen/", inbox.accept, name="inbox_accept"),
        path("binnengekomen/<uuid:submission_id>/stop/", inbox.refuse, name="inbox_refuse"),
        path("binnengekomen/<uuid:submission_id>/bij/<uuid:referral_id>/", inbox.join, name="inbox_join"),
        path("binnengekomen/<uuid:submission_id>/weggooien/", inbox.discard, name="inbox_discard"),
        path("binnengekomen/<uuid:submission_id>/terug/", inbox.put_back, name="inbox_put_back"),
        path("<uuid:referral_id>/", referrals.detail, name="detail"),
        path("<uuid:referral_id>/wijzigen/", referrals.edit, name="edit"),
        path("<uuid:referral_id>/aanvullen/", links.ask_for_form, name="ask_for_form"),
        path("<uuid:referral_id>/stand/", links.status_link, name="status_link"),
        path("<uuid:referral_id>/links/<uuid:link_id>/intrekken/", links.withdraw, name="withdraw_link"),
        path("<uuid:referral_id>/verkenning/", screening.screening, name="screening"),
        path("<uuid:referral_id>/beslissen/", decisions.decide, name="decide"),
        path("<uuid:referral_id>/beslissen/niet-aanvaarden/", decisions.refuse, name="refuse"),
        path("<uuid:referral_id>/beslissen/ingetrokken/", decisions.withdraw, name="withdraw"),
        path("<uuid:referral_id>/beslissen/ongedaan/", decisions.undo, name="undo_decision"),
        path("<uuid:referral_id>/antwoord/", answers.answer, name="answer"),
    ],
    "referrals",
)

#: Without an account; the branch is named by another word than in its own pages, which ask for a role in it.
public_patterns = (
    [
        path("", public.choose, name="choose"),
        path("<slug:afdeling>/", public.refer, name="refer"),
        path("<slug:afdeling>/eigen-gezin/", public.own_family, name="own_family"),
        path("<slug:afdeling>/nakijken/", public.check, name="check"),
        path("<slug:afdeling>/verzonden/", public.sent, name="sent"),
    ],
    "public",
)

waiting_patterns = (
    [
        path("", waiting.waiting_page, name="list"),
        path("toevoegen/", waiting.add, name="add"),
        path("nog-nodig/", still_needed.call_round, name="round"),
        path("stop/", stops.stop_new, name="stop_new"),
        path("stop/<uuid:stop_id>/", stops.stop_edit, name="stop_edit"),
        path("stop/<uuid:stop_id>/einde/", stops.stop_end, name="stop_end"),
        path("<uuid:entry_id>/", waiting.change, name="change"),
        path("<uuid:entry_id>/afvoeren/", waiting.leave, name="leave"),
        path("<uuid:entry_id>/terugzetten/", waiting.put_back, name="put_back"),
        path("<uuid:entry_id>/nog-nodig/", still_needed.note_answer, name="answer"),
        path("<uuid:entry_id>/zorg/", waiting.care, name="care"),
        path("<uuid:entry_id>/zorg/<uuid:care_id>/", waiting.care_edit, name="care_edit"),
    ],
    "waiting",
)

#: Behind a secret, which whoever may do the one thing gets by mail.
link_patterns = (
    [
        path("aanvullen/<str:token>/", public_links.complete, name="complete"),
        path("stand/<str:token>/", public_links.status, name="status"),
        path("nog-nodig/<str:token>/", public_links.still_needed, name="still_needed"),
    ],
    "links",
)
