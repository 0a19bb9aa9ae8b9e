from matching.models.follow_up import ImpactScore, QuarterCard, ReviewTalk, Visit
from matching.models.handover import HandOverNote
from matching.models.trajectory import Match, Trajectory

__all__ = ["HandOverNote", "ImpactScore", "Match", "QuarterCard", "ReviewTalk", "Trajectory", "Visit"]
