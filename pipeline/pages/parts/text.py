"""Text of strangers made safe to show: no markup, no links but http(s), no characters that turn the line around."""

import html
import re
from urllib.parse import urlsplit

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def plain(text: str, *, markdown: bool = False, most: int = 2000) -> str:
    """Return `text` without direction overrides and control characters, on one line, cut at `most` characters.

    With `markdown` every character that Streamlit's Markdown (also `:icon:` and `$`) could act on is escaped.
    """
    line = " ".join(_TURNING.sub("", text[: most + 100]).split())
    if len(line) > most:
        line = line[: most - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", line) if markdown else line


def safe(text: str, most: int = 2000) -> str:
    """Return `text` for use inside HTML: `plain`, escaped."""
    return html.escape(plain(text, most=most), quote=True)


def web_address(url: str | None) -> str:
    """Return `url` where it is an http(s) address that a reader may follow, else ""."""
    if not url or len(url) > 2000:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname and not parts.username else ""


def link(url: str | None, label: str, css: str = "um-link") -> str:
    """Return an HTML link that opens in a tab of its own, or the bare label where the address cannot be followed."""
    address = web_address(url)
    if not address:
        return f'<span class="{css}">{safe(label)}</span>'
    return (
        f'<a class="{css}" href="{html.escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">'
        f"{safe(label)}</a>"
    )
