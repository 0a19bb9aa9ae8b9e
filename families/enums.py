"""Code lists of the families; the values are those of the exchange format."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sector(models.TextChoices):
    EDUCATION = "education", _("education")
    YOUTH_CARE = "youth_care", _("youth care")
    WELFARE = "welfare", _("welfare work")
    JUSTICE = "justice", _("justice")
    HEALTH = "health", _("health care")
    COMMUNITY_WORK = "community_work", _("community work")
    CHILDCARE = "childcare", _("childcare")
    LOCAL_GOVERNMENT = "local_government", _("local government")
    FOSTER_CARE = "foster_care", _("foster care")
    OTHER = "other", _("other sector")


class MemberRole(models.TextChoices):
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    OTHER_ADULT = "other_adult", _("other adult")


class LeftReason(models.TextChoices):
    """Why somebody is no longer in the family; also where a child was expected and is not any more."""

    LIVES_ELSEWHERE = "lives_elsewhere", _("lives elsewhere")
    OTHER_PARENT = "other_parent", _("lives with the other parent")
    PLACED = "placed", _("lives in a foster family or a facility")
    DIED = "died", _("died")
    NOT_BORN = "not_born", _("the pregnancy has ended")
    OTHER = "other", _("another reason")


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("agreement")
    LETTER = "letter", _("letter")
    REPORT = "report", _("report")
    DRAWING = "drawing", _("drawing")
    OTHER = "other", _("other document")


class Fact(models.TextChoices):
    SINGLE_PARENT = "single_parent", _("single parent")
    NO_INCOME_FROM_WORK = "no_income_from_work", _("no income from work")
    PSYCHOLOGICAL_VULNERABILITY = "psychological_vulnerability", _("psychological vulnerability")
    PHYSICAL_DISABILITY = "physical_disability", _("physical disability")
    UNDER_SUPERVISION = "under_supervision", _("under supervision of VK, OCJ or youth court")
    PARENT_MENTAL_DISABILITY = "parent_mental_disability", _("parent with a mental disability")
    CHILD_RETURNING_FROM_CARE = "child_returning_from_care", _("child returning from care")
    FINANCIAL_VULNERABILITY = "financial_vulnerability", _("financial vulnerability")
    HOUSING = "housing", _("housing")


class FactValue(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Housing(models.TextChoices):
    PRIVATE_RENT = "private_rent", _("private rent")
    SOCIAL_RENT = "social_rent", _("social rent")
    OWNER = "owner", _("owner")
    OTHER = "other", _("other housing")
    UNKNOWN = "unknown", _("unknown")


class ReferralChannel(models.TextChoices):
    FORM = "form", _("form")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    VISIT = "visit", _("visit")


class SubmissionSource(models.TextChoices):
    """By which way something came into the inbox of a branch."""

    FORM = "form", _("public form")
    COMPLETION = "completion", _("a referral completed by its referrer")
    BRANCH = "branch", _("handed over by another branch")


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RefusalReason(models.TextChoices):
    OUTSIDE_AREA = "outside_area", _("outside the working area")
    CHILD_OVER_12 = "child_over_12", _("youngest child older than 12")
    PRACTICAL_HELP_ONLY = "practical_help_only", _("asks for practical help only")
    NO_REQUEST_OF_OWN = "no_request_of_own", _("parents have no request of their own")
    INTAKE_STOP = "intake_stop", _("waiting list closed")
    NO_REFERRAL_FORM = "no_referral_form", _("no referral form received")
    TOO_COMPLEX = "too_complex", _("too complex")
    OTHER = "other", _("other reason")


class WaitingExitReason(models.TextChoices):
    STARTED = "started", _("started")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFERRED_ONWARD = "referred_onward", _("referred onward")
    NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed")
    MOVED = "moved", _("moved")
    UNREACHABLE = "unreachable", _("unreachable")


class Priority(models.TextChoices):
    NORMAL = "normal", _("normal")
    URGENT = "urgent", _("urgent")


class Turn(IntEnum):
    """For whom on the waiting list a volunteer is looked for first; among equals, who waits longest.

    Urgent families; then who expects a child soon, for perinatal support begins in the pregnancy; then all
    others.
    """

    URGENT = 0
    CHILD_SOON = 1
    LONGEST = 2


#: A child is expected soon in so many days: about as long as finding a volunteer takes at its quickest.
CHILD_SOON_DAYS = 91
#: A due date counts so long after it: nobody may have said yet that the child was born.
OVERDUE_DAYS = 21


class WaitingCareKind(models.TextChoices):
    URGENT_NEED = "urgent_need", _("urgent need")
    BACK_TO_REFERRER = "back_to_referrer", _("back to the referrer")
    LEISURE_REGISTRATION = "leisure_registration", _("registration for leisure")
    PAPERWORK = "paperwork", _("paperwork")
    SIGNPOSTING = "signposting", _("signposting")
    STILL_NEEDED_CHECK = "still_needed_check", _("asked whether still needed")


class WaitingCareActor(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    VOLUNTEER = "volunteer", _("volunteer")


class WaitingCareResult(models.TextChoices):
    """What came of it; of who was asked whether support is still needed, the answer."""

    SETTLED = "settled", _("settled")
    GOING_ON = "going_on", _("still going on")
    NOT_SETTLED = "not_settled", _("it did not work out")
    STILL_NEEDED = "still_needed", _("still needed")
    NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed")
    NOT_REACHED = "not_reached", _("not reached")
    ASKED_BY_MAIL = "asked_by_mail", _("asked by mail, no answer yet")


#: What can come of asking whether support is still needed.
CHECK_RESULTS = (
    WaitingCareResult.STILL_NEEDED,
    WaitingCareResult.NO_LONGER_NEEDED,
    WaitingCareResult.NOT_REACHED,
    WaitingCareResult.ASKED_BY_MAIL,
)


class ContactKind(models.TextChoices):
    INTAKE = "intake", _("intake")
    SCREENING = "screening", _("screening")
    HOME_VISIT = "home_visit", _("home visit")
    CARE_CONSULTATION = "care_consultation", _("care consultation")
    LONG_CALL = "long_call", _("long supporting call")
    CONFIDANT_MEETING = "confidant_meeting", _("confidant at a meeting")
    SCHOOL_CONSULTATION = "school_consultation", _("consultation with the school")
    OTHER = "other", _("other contact")


class Place(models.TextChoices):
    HOME = "home", _("at home")
    OFFICE = "office", _("at the office")
    ONLINE = "online", _("online")
    PHONE = "phone", _("by telephone")
    ELSEWHERE = "elsewhere", _("elsewhere")


class NoteLevel(models.TextChoices):
    """Who may read what was written down; from wide to narrow."""

    BRANCH = "branch", _("everybody who works with families")
    COORDINATORS = "coordinators", _("coordinators only")
    CONCERN = "concern", _("only who follows concerns")


class OnwardOutcome(models.TextChoices):
    STARTED = "started", _("started")
    WAITING_LIST = "waiting_list", _("on a waiting list")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("dropped")
    UNKNOWN = "unknown", _("unknown")


class ConcernOutcome(models.TextChoices):
    MONITORED = "monitored", _("monitored")
    REPORTED = "reported", _("reported")
    SUPPORT_STARTED = "support_started", _("support started")
    NO_PLACE_AVAILABLE = "no_place_available", _("no place available")
    CLOSED = "closed", _("closed")


class Informed(models.TextChoices):
    """Who was told of a concern, or asked about it."""

    FAMILY = "family", _("the family")
    VOLUNTEER = "volunteer", _("the volunteer")
    COLLEAGUE = "colleague", _("a colleague")
    CENTRAL_OFFICE = "central_office", _("the central office")
    VK = "vk", _("VK (confidential centre for child abuse)")
    OCJ = "ocj", _("OCJ (support centre of youth care)")
    POLICE = "police", _("the police or the public prosecutor")
    DOCTOR = "doctor", _("the family doctor or a hospital")
    SCHOOL = "school", _("the school, the CLB or the childcare")
    REFERRER = "referrer", _("the referrer")
    OTHER = "other", _("somebody else")


class ConsentPurpose(models.TextChoices):
    SUPPORT = "support", _("keeping a file for the support")
    REFERRER = "referrer", _("telling the referrer how it went")
    PARTNERS = "partners", _("talking with other services")
    STORY = "story", _("using the story without a name")


class FamilyState(models.TextChoices):
    """Where a family stands today; computed, never stored."""

    SUPPORTED = "supported", _("supported")
    WAITING = "waiting", pgettext_lazy("family", "waiting")
    CLOSED = "closed", pgettext_lazy("family", "closed")
    REFERRED = "referred", _("referred")


class ReferralState(models.TextChoices):
    """Where a referral stands; computed, never stored."""

    RECEIVED = "received", pgettext_lazy("referral", "to be decided")
    SCREENING = "screening", pgettext_lazy("referral", "being explored")
    ACCEPTED = Decision.ACCEPTED.value, pgettext_lazy("referral", "accepted")
    REFUSED = Decision.REFUSED.value, pgettext_lazy("referral", "not accepted")
    WITHDRAWN = Decision.WITHDRAWN.value, pgettext_lazy("referral", "withdrawn")


class LinkKind(models.TextChoices):
    """What somebody without a login can do with a link."""

    COMPLETE = "complete", _("complete the referral")
    STATUS = "status", _("see where the referral stands")
    STILL_NEEDED = "still_needed", _("say whether help is still needed")


class PublicLanguage(models.TextChoices):
    """In which language somebody outside of the house is written to."""

    NL = "nl", "Nederlands"
    FR = "fr", "Français"
    EN = "en", "English"


class RetentionPurpose(models.TextChoices):
    """What a file is kept for once it is closed."""

    ACCOUNT = "account", _("answering questions of the family and accounting for the support")
    RETURN = "return", _("the family may come back")
    DISPUTE = "dispute", _("a complaint or a dispute that is not over")
    REQUEST = "request", _("the family asked for it")


class RegroupingKind(models.TextChoices):
    """How who belongs to which family changed."""

    MERGED = "merged", _("files made one")
    MOVED = "moved", _("member moved")
    SEPARATED = "separated", _("family separated")
    JOINED = "joined", _("families joined again")
