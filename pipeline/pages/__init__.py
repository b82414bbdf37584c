"""The pages of the dashboard: what people see. Nothing imports them but dashboard.py."""

from collections.abc import Callable

from pipeline.pages import actor, aid, coverage, method, overview, search, sentiment, statements, wall

PageEntry = tuple[str, str, str, Callable[[], None]]  # url path, title, icon, what draws it

NAVIGATION: dict[str, tuple[PageEntry, ...]] = {
    "Monitor": (
        ("overview", "Overview", ":material/dashboard:", overview.draw),
        ("statements", "Statements", ":material/format_quote:", statements.draw),
        ("aid", "Aid", ":material/volunteer_activism:", aid.draw),
        ("sentiment", "Sentiment", ":material/sentiment_neutral:", sentiment.draw),
        ("actors", "Actors", ":material/person:", actor.draw),
    ),
    "Sources": (
        ("coverage", "Coverage", ":material/rss_feed:", coverage.draw),
        ("search", "Search", ":material/search:", search.draw),
    ),
    "About": (
        ("wall", "Wall", ":material/tv:", wall.draw),
        ("method", "Method", ":material/menu_book:", method.draw),
    ),
}
