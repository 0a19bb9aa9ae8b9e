"""The pages of trajectories and matches, and the volunteer's own."""
