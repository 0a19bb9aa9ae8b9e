from reporting.journal.models.agreement import Agreement, Goal, GoalTarget
from reporting.journal.models.journal import Appointment, JournalEntry, Signal, Story

__all__ = ["Agreement", "Appointment", "Goal", "GoalTarget", "JournalEntry", "Signal", "Story"]
