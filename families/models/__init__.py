from families.models.care import FamilyContact, OnwardReferral
from families.models.concern import Concern, ConcernNotice, ConcernStep
from families.models.document import Document, DocumentBytes
from families.models.family import Consent, Family, FamilyMember, ProfileFact
from families.models.follow_up import FollowUp
from families.models.inbox import Submission
from families.models.link import Link, LinkToken
from families.models.network import Agreement, Professional
from families.models.plan import ConcernPlan, ConcernPlanStep
from families.models.referral import Referral, ReferrerOrganisation
from families.models.regrouping import Regrouping
from families.models.retention import Retention
from families.models.waiting import IntakeStop, WaitingCareAction, WaitingListEntry

__all__ = [
    "Agreement",
    "Concern",
    "ConcernNotice",
    "ConcernPlan",
    "ConcernPlanStep",
    "ConcernStep",
    "Consent",
    "Document",
    "DocumentBytes",
    "Family",
    "FamilyContact",
    "FamilyMember",
    "FollowUp",
    "IntakeStop",
    "Link",
    "LinkToken",
    "OnwardReferral",
    "Professional",
    "ProfileFact",
    "Referral",
    "ReferrerOrganisation",
    "Regrouping",
    "Retention",
    "Submission",
    "WaitingCareAction",
    "WaitingListEntry",
]
