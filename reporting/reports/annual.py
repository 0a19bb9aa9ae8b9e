"""The annual report of a branch, for the municipality, partners and volunteers: chapter by chapter."""

from django.utils.translation import gettext_lazy as _

from homestart.vocabulary import Theme as T
from reporting.reports.blocks import (
    Breakdown,
    Cards,
    Chapter,
    Chart,
    Counting,
    DurationTable,
    Impact,
    Listed,
    Listing,
    Quotes,
    ReportForm,
    Section,
    ShareTable,
    Stories,
    Text,
    Theme,
    YearTable,
)
from reporting.reports.blocks import Figure as F
from reporting.reports.slots import SLOTS

INTRODUCTION = Chapter(
    "introduction",
    _("Introduction"),
    (
        Section("home_start", _("What Home-Start is"), (Text("home_start"),)),
        Section("year", _("This year in our branch"), (Text("year"),)),
    ),
)

FAMILIES = Chapter(
    "families",
    _("Families"),
    (
        Section(
            "reach",
            _("Reach"),
            (
                Cards(
                    (
                        F("families_supported"),
                        F("children_reached"),
                        F("families_waiting_list"),
                        F("trajectories_started"),
                        F("trajectories_closed"),
                        F("share_families_with_child_0_6"),
                    )
                ),
                Text("reach"),
            ),
        ),
        Section(
            "children",
            _("Children"),
            (
                YearTable(
                    _("Children by age"),
                    (
                        F("children_by_age_unborn", label=_("not born yet")),
                        F("children_by_age_0_6", label=_("0 to 6 years")),
                        F("children_by_age_7_12", label=_("7 to 12 years")),
                        F("children_by_age_over_12", label=_("13 years and over")),
                        F("children_by_age_unknown", label=_("age unknown"), quiet=True),
                    ),
                    years=3,
                    total=F("children_reached", label=_("all children")),
                    chart=Chart.YEARS,
                ),
            ),
        ),
        Section(
            "profile",
            _("Profile of the families"),
            (
                ShareTable(
                    _("Characteristics of the supported families"),
                    (
                        F("profile_single_parent"),
                        F("profile_no_income_from_work"),
                        F("profile_home_language_not_dutch"),
                        F("profile_newcomers"),
                        F("profile_young_parent"),
                        F("profile_psychological_vulnerability"),
                        F("profile_physical_disability"),
                        F("profile_perinatal"),
                        F("perinatal_pregnant_at_start"),
                        F("profile_under_supervision"),
                        F("housing_situation", "private_rent", _("rents from a private owner")),
                        F("housing_situation", "social_rent", _("rents a social dwelling")),
                        F("housing_situation", "owner", _("owns the dwelling")),
                        F("housing_situation", "other", _("lives in another way"), quiet=True),
                    ),
                ),
                Text("profile"),
            ),
        ),
    ),
    number=1,
)

REFERRALS = Chapter(
    "referrals",
    _("Referrals"),
    (
        Section(
            "received",
            _("Received, accepted and refused"),
            (
                Cards(
                    (
                        F("referrals_total"),
                        F("referrals_accepted"),
                        F("referrals_refused"),
                        F("accepted_referrals_started"),
                        F("accepted_referrals_waitlisted"),
                        F("referrals_self"),
                    )
                ),
                Text("referrals"),
                Breakdown(
                    _("Reasons for not accepting"),
                    "refusal_reasons",
                    total=F("referrals_refused"),
                    chart=Chart.BARS,
                ),
                Breakdown(
                    _("Referrals from outside the working area"), "referrals_outside_area_by_municipality"
                ),
            ),
        ),
        Section(
            "referrers",
            _("Who referred"),
            (Breakdown(_("Referring organisations"), "referrals_by_referrer", total=F("referrals_total")),),
        ),
        Section(
            "requests",
            _("What families ask for"),
            (
                Breakdown(
                    _("Requests at referral"), "support_requests_at_referral", chart=Chart.BARS, sort=True
                ),
            ),
        ),
        Section(
            "waiting",
            _("Waiting time"),
            (DurationTable(_("How long families waited"), (F("avg_waiting_time"), F("waiting_time_open"))),),
        ),
    ),
    number=2,
)

PARENTING = F("support_type_parenting", label=_("Parenting and a listening ear"))
RIGHTS = F("support_type_rights", label=_("Rights and administration"))
PERINATAL = F("support_type_perinatal", label=_("Around birth"))
NETWORK = F("support_type_network", label=_("A wider network"))
DEVELOPMENT = F("support_type_development", label=_("Playing, learning and language"))

SUPPORT = Chapter(
    "support",
    _("Support"),
    (
        Section(
            "volunteers",
            _("By the volunteer"),
            (
                Cards(
                    (
                        F("contacts_volunteer_family"),
                        F("contacts_volunteer_avg_per_quarter"),
                        F("avg_trajectory_duration"),
                    )
                ),
                Text("volunteer_visits"),
                DurationTable(_("How long the support lasted"), (F("avg_trajectory_duration"),)),
            ),
        ),
        Section(
            "themes",
            _("What volunteers help with"),
            (
                ShareTable(
                    _("Families per kind of support"),
                    (
                        PARENTING,
                        RIGHTS,
                        PERINATAL,
                        NETWORK,
                        DEVELOPMENT,
                    ),
                    chart=Chart.BARS,
                ),
                Theme(PARENTING, "theme_parenting", (T.LISTENING_EAR, T.PARENTING)),
                Theme(RIGHTS, "theme_rights", (T.RIGHTS, T.ADMINISTRATION, T.DIGITAL)),
                Theme(PERINATAL, "theme_perinatal", (T.PERINATAL,)),
                Theme(NETWORK, "theme_network", (T.NETWORK,)),
                Theme(
                    DEVELOPMENT,
                    "theme_development",
                    (T.LEISURE, T.DEVELOPMENT, T.SCHOOL, T.LANGUAGE),
                ),
                Quotes(),
            ),
        ),
        Section(
            "coordinator",
            _("By the coordinator"),
            (
                Cards((F("contacts_coordinator_family"), F("screening_home_visits"), F("complex_cases"))),
                Text("coordinator_contacts"),
                Breakdown(_("Guided to other services"), "frequent_onward_referrals"),
                Breakdown(_("Help while families wait"), "waiting_list_care_actions"),
            ),
        ),
        Section("stories", _("Complex stories"), (Stories(),)),
        Section("impact", _("What changes for families"), (Text("impact"), Impact())),
    ),
    number=3,
)

VOLUNTEERS = Chapter(
    "volunteers",
    _("Volunteers"),
    (
        Section(
            "team",
            _("Our volunteers"),
            (
                Cards(
                    (
                        F("volunteers_total"),
                        F("volunteers_started"),
                        F("volunteers_active_one_year_plus"),
                    )
                ),
                Text("volunteers"),
                YearTable(
                    _("Volunteers by role"),
                    (
                        F("volunteers_family_supporters"),
                        F("language_buddies"),
                        F("volunteers_digital", quiet=True),
                        F("volunteers_waiting_list_care", quiet=True),
                        F("volunteers_mentors"),
                    ),
                    total=F("volunteers_total"),
                    note=_("A volunteer may have more than one role; the total counts every person once."),
                ),
            ),
        ),
        Section(
            "path",
            _("From first interest to first family"),
            (
                YearTable(
                    _("The path of new volunteers"),
                    (
                        F("info_sessions_organised"),
                        F("info_session_participants"),
                        F("intro_interviews"),
                        F("start_trainings_organised"),
                        F("start_training_participants"),
                        F("volunteers_started"),
                        F("volunteers_trained_waiting"),
                        F("volunteers_stopped"),
                    ),
                ),
                Listing(_("Info sessions and start trainings"), "starting_events", Listed.DATED),
            ),
        ),
        Section(
            "who",
            _("Who they are"),
            (
                Breakdown(
                    _("Volunteers by gender"), "volunteers_by_gender", chart=Chart.STACKED, keep_zeros=True
                ),
                Breakdown(_("Volunteers by age"), "volunteers_by_age", chart=Chart.BARS, keep_zeros=True),
            ),
        ),
        Section(
            "coaching",
            _("Coaching and meeting"),
            (
                YearTable(
                    _("Coaching of volunteers"),
                    (
                        F("contacts_coordinator_volunteer"),
                        F("group_support_events"),
                        F("newsletters_sent"),
                    ),
                ),
                Text("coaching"),
                Listing(_("Intervisions, trainings and thank-yous"), "volunteer_events", Listed.DATED),
            ),
        ),
        Section(
            "appreciation",
            _("Appreciation and mentors"),
            (
                Text("appreciation"),
                Listing(_("How we say thank you"), "appreciation", Listed.DATED),
                YearTable(_("Mentors"), (F("volunteers_mentors"), F("mentors_started"))),
                Text("mentors"),
            ),
        ),
    ),
    number=4,
)

COMMUNICATION = Chapter(
    "communication",
    _("Communication"),
    (
        Section(
            "channels",
            _("How people found us"),
            (
                Text("communication"),
                Breakdown(
                    _("Interested people by channel"),
                    "interested_candidates_by_channel",
                    chart=Chart.BARS,
                    sort=True,
                ),
            ),
        ),
        Section(
            "actions",
            _("What we did"),
            (
                Listing(_("Actions month by month"), "campaigns", Listed.DATED),
                Listing(_("All year round"), "permanent", Listed.SHORT),
                Listing(_("Published stories"), "published_stories", Listed.DATED),
            ),
        ),
    ),
    number=5,
)

POLICY = Chapter(
    "policy",
    _("Policy"),
    (
        Section(
            "advocacy",
            _("Speaking up for families"),
            (Text("policy"), Listing(_("What the network and the branch did"), "advocacy", Listed.DATED)),
        ),
        Section("signals", _("Needs and signals"), (Listing("", "signals", Listed.GROUPED),)),
    ),
    number=6,
)

FIELD = Chapter(
    "field",
    _("The branch in the field"),
    (
        Section(
            "staff",
            _("Our team"),
            (Cards((F("staff_fte", label=_("full-time equivalents")), F("partnerships"))), Text("field")),
        ),
        Section(
            "partners",
            _("Partnerships and platforms"),
            (
                Listing(_("Partnerships and platforms of this year"), "partnerships", Listed.SHORT),
                Listing(_("Meetings with partners"), "partner_meetings", Listed.DATED),
            ),
        ),
        Section(
            "learning",
            _("Learning"),
            (
                Listing(_("Learning networks"), "learning_networks", Listed.DATED),
                Listing(_("Trainings that we followed"), "staff_training", Listed.DATED),
                Listing(_("Team meetings"), "team_meetings", Listed.DATED),
            ),
        ),
    ),
    number=7,
)

ANNEXES = Chapter(
    "annexes",
    _("Annexes"),
    (
        Section("newsletter", _("From our newsletter"), (Text("newsletter"),)),
        Section("press", _("In the press"), (Text("press"),)),
        Section("counting", _("How we counted"), (Counting(),)),
    ),
    number=8,
)

ANNUAL = ReportForm(
    "annual",
    _("Annual report"),
    (INTRODUCTION, FAMILIES, REFERRALS, SUPPORT, VOLUNTEERS, COMMUNICATION, POLICY, FIELD, ANNEXES),
    SLOTS,
)
