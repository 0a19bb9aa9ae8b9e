"""The forms of trajectories and matches: they check what was typed, the actions save it."""

from matching.forms.closing import CloseForm
from matching.forms.matches import AddMatchForm, EndMatchForm, HandOverForm, MatchForm, StartForm

__all__ = ["AddMatchForm", "CloseForm", "EndMatchForm", "HandOverForm", "MatchForm", "StartForm"]
