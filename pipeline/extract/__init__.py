"""Text and a date in, records with character offsets out. Pure: opens nothing but the seeds."""
