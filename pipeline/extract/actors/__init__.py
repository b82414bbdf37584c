"""Who is who, whom a text names, who speaks and whom it is about."""
