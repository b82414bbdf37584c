"""Build the seeds that are made from collected facts (feed list, baseline); for editors of seeds, not at run time."""
