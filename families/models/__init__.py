from families.models.care import Concern, FamilyContact, OnwardReferral
from families.models.family import Family, FamilyMember, ProfileFact
from families.models.referral import Referral, ReferrerOrganisation
from families.models.waiting import IntakeStop, WaitingCareAction, WaitingListEntry

__all__ = [
    "Concern",
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
