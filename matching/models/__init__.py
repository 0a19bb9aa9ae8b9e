from matching.models.follow_up import ImpactScore, QuarterCard, ReviewTalk, Visit
from matching.models.trajectory import Match, Trajectory

__all__ = ["ImpactScore", "Match", "QuarterCard", "ReviewTalk", "Trajectory", "Visit"]
