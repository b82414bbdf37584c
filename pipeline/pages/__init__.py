"""The pages of the dashboard: what people see. Nothing imports them but dashboard.py."""

from collections.abc import Callable

from pipeline.pages import overview, statements

PageEntry = tuple[str, str, str, Callable[[], None]]  # url path, title, icon, what draws it

NAVIGATION: dict[str, tuple[PageEntry, ...]] = {
    "Monitor": (
        ("overview", "Overview", ":material/dashboard:", overview.draw),
        ("statements", "Statements", ":material/format_quote:", statements.draw),
    ),
}
