from volunteers.models.coaching import CoachingContact, ExpenseNote
from volunteers.models.event import Attendance, Event
from volunteers.models.volunteer import RoleAssignment, Volunteer

__all__ = ["Attendance", "CoachingContact", "Event", "ExpenseNote", "RoleAssignment", "Volunteer"]
