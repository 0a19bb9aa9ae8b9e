"""What can be done with the support of a family: starting, going on with another volunteer, closing."""

from matching.actions.closing import After, Keep, Talk, close_trajectory, closing_talk, reopen_trajectory
from matching.actions.handover import write_handover
from matching.actions.matches import add_match, change_match
from matching.actions.trajectories import correct_trajectory, note_start, start_trajectory

__all__ = [
    "After",
    "Keep",
    "Talk",
    "add_match",
    "change_match",
    "close_trajectory",
    "closing_talk",
    "correct_trajectory",
    "note_start",
    "reopen_trajectory",
    "start_trajectory",
    "write_handover",
]
