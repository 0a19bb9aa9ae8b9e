from families.models.care import Concern, FamilyContact, OnwardReferral
from families.models.family import Consent, Family, FamilyMember, ProfileFact
from families.models.referral import Referral, ReferrerOrganisation
from families.models.waiting import IntakeStop, WaitingCareAction, WaitingListEntry

__all__ = [
    "Concern",
    "Consent",
    "Family",
    "FamilyContact",
    "FamilyMember",
    "IntakeStop",
    "OnwardReferral",
    "ProfileFact",
    "Referral",
    "ReferrerOrganisation",
    "WaitingCareAction",
    "WaitingListEntry",
]
