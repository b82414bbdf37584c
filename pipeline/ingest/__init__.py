"""Feeds and pages: fetching, parsing, relevance, syndication. Knows no store and no extraction."""
