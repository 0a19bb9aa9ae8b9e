"""The pages of the volunteers, by noun."""
