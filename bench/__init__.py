"""Speed, as ratios to hand-written SQL and to bare Django on the same data: `./start manage bench`."""
