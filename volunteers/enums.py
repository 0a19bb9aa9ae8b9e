"""Code lists of the volunteers; the values are those of the exchange format."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecruitmentChannel(models.TextChoices):
    MUNICIPAL_MAGAZINE = "municipal_magazine", _("municipal magazine")
    WORD_OF_MOUTH = "word_of_mouth", _("word of mouth")
    SOCIAL_MEDIA = "social_media", _("social media")
    FLYER = "flyer", _("flyer")
    PRESS = "press", _("press")
    STAND = "stand", _("stand")
    VACANCY_SITE = "vacancy_site", _("vacancy site")
    WEBSITE = "website", _("website")
    OTHER = "other", _("other channel")


class InterviewResult(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    NOT_SUITED = "not_suited", _("not suited")
    WITHDREW = "withdrew", _("withdrew")


class StopReason(models.TextChoices):
    ILLNESS = "illness", _("illness")
    OWN_FAMILY = "own_family", _("own family")
    PREGNANCY = "pregnancy", _("pregnancy")
    BEREAVEMENT = "bereavement", _("bereavement")
    WORK = "work", _("work")
    MISJUDGED = "misjudged", _("engagement misjudged")
    MOVED = "moved", _("moved")
    TRAJECTORY_COMPLETED = "trajectory_completed", _("trajectory completed")
    OTHER = "other", _("other reason")


class VolunteerRole(models.TextChoices):
    FAMILY_BUDDY = "family_buddy", _("family buddy")
    LANGUAGE_BUDDY = "language_buddy", _("language buddy")
    FAMILY_COACH = "family_coach", _("family coach")
    DIGITAL_HELPER = "digital_helper", _("digital helper")
    WAITING_LIST_BUDDY = "waiting_list_buddy", _("waiting-list buddy")
    MENTOR = "mentor", _("mentor")


#: Roles of those who support a family.
SUPPORTER_ROLES = (VolunteerRole.FAMILY_BUDDY, VolunteerRole.LANGUAGE_BUDDY, VolunteerRole.FAMILY_COACH)

#: Roles of those for whom no family is looked for (exchange format, "Trained and waiting").
NOT_FOR_A_FAMILY = (VolunteerRole.DIGITAL_HELPER, VolunteerRole.WAITING_LIST_BUDDY, VolunteerRole.MENTOR)


class EventKind(models.TextChoices):
    INFO_SESSION = "info_session", _("info session")
    START_TRAINING = "start_training", _("start training")
    INTERVISION = "intervision", _("intervision")
    TRAINING = "training", _("training")
    THANK_YOU = "thank_you", _("thank-you")
    LEARNING_NETWORK = "learning_network", _("learning network")
    COORDINATOR_TRAINING = "coordinator_training", _("coordinator training")
    STAFF_TRAINING = "staff_training", _("staff training")
    TEAM_MEETING = "team_meeting", _("team meeting")


class TrainingModule(models.TextChoices):
    CONCERN = "concern", _("handling concern")
    PERINATAL = "perinatal", _("perinatal support")


class CoachingKind(models.TextChoices):
    CALL = "call", _("call")
    VISIT = "visit", _("visit")
    MAIL = "mail", _("mail")
    MESSAGE = "message", _("message")
    TALK = "talk", _("talk")
    DROP_IN = "drop_in", _("dropped in")


class ExpenseKind(models.TextChoices):
    CAR_KM = "car_km", _("car")
    BICYCLE_KM = "bicycle_km", _("bicycle")
    PUBLIC_TRANSPORT = "public_transport", _("public transport")
    TRAINING = "training", _("training")
    OTHER = "other", _("other expense")


class ExpenseStatus(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")
    PAID = "paid", _("paid")
    REFUSED = "refused", _("refused")


class VolunteerState(models.TextChoices):
    """Where a volunteer stands today; computed, never stored."""

    ACTIVE = "active", _("supports a family")
    AVAILABLE = "available", _("waits for a family")
    OTHER_ROLE = "other_role", _("active in another role")
    CANDIDATE = "candidate", _("candidate")
    NOT_STARTED = "not_started", _("did not start")
    STOPPED = "stopped", pgettext_lazy("volunteer", "stopped")


#: Who is not there any more, or never came.
GONE = (VolunteerState.STOPPED, VolunteerState.NOT_STARTED)


class Step(models.TextChoices):
    """What a volunteer needs before and while supporting a family, in the order of the path."""

    INTERVIEW = "interview", _("introduction interview")
    TRAINING = "training", _("start training")
    EXTRACT = "extract", _("criminal-record extract")
    AGREEMENT = "agreement", _("signed agreement")
    INFORMATION = "information", _("information note")
    CONCERN = "concern", _("module on concern")
    PERINATAL = "perinatal", _("perinatal module")
