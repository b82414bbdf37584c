"""What the server answers beside the pages: downloads, Atom feeds, health; and the process that ingests behind it."""
