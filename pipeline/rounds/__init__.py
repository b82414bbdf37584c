"""The steps of one ingest round that join ingest, extract and store: read, tone, turn into rows, link, keep."""
