"""Ukraine Monitor: feeds in, statements, aid and tone out, charts on top."""
