"""Questions about volunteers."""

from volunteers.queries.access import Access, access_of, volunteer_of
from volunteers.queries.file import Kind, VolunteerFile, file_of
from volunteers.queries.people import missing, states_on, trained_and_waiting, volunteers_in, volunteers_on

__all__ = [
    "Access",
    "Kind",
    "VolunteerFile",
    "access_of",
    "file_of",
    "missing",
    "states_on",
    "trained_and_waiting",
    "volunteer_of",
    "volunteers_in",
    "volunteers_on",
]
