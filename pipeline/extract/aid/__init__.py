"""Who announced what aid: sums, things, donors, states, and what only looks like aid."""
