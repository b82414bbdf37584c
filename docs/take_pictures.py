"""Take the pictures of the README from a store: `python docs/take_pictures.py --store DIR`.

A store of the baseline alone shows no invented data. Writes docs/{overview,statements,aid,wall}-{light,dark}.png;
needs a Chromium on the path and the extra `dev`.
"""

import argparse
import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.bench.pages import ARGS, chromium_of, start, wait_for_server  # noqa: E402 - tests are no installed package

PICTURES = {
    "overview": ("", ".trace.bars .point path"),
    "statements": ("statements", ".trace.bars .point path"),
    "aid": ("aid", ".trace.bars .point path"),
    "wall": ("wall?scene=sides", ".wall .col"),
}

SETTLE_MS = 3000  # the figures draw themselves after the page has come


def take(browser: Browser, url: str, name: str, theme: str) -> Path:
    """Save one page in one theme; return the file."""
    path, drawn = PICTURES[name]
    if name == "wall":
        path += f"&theme={theme}"
    size = {"width": 1920, "height": 1080} if name == "wall" else {"width": 1440, "height": 1000}
    page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type] - "light" or "dark"
    page.goto(f"{url}/{path}", timeout=120_000)
    page.locator(drawn).locator("visible=true").first.wait_for(timeout=120_000)  # a bar of nothing is not visible
    page.wait_for_load_state("networkidle")
    file = HERE / f"{name}-{theme}.png"
    page.locator("[data-stale=true],[data-testid=stSkeleton]").first.wait_for(state="detached", timeout=120_000)
    page.wait_for_timeout(SETTLE_MS)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.save(file, optimize=True)  # no palette: it would merge the small marks of the keys into one colour
    page.close()
    return file


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a filled store")
    parser.add_argument("--page", choices=list(PICTURES), action="append", help="only this page; may be repeated")
    asked = parser.parse_args()
    store = asked.store
    chromium = chromium_of(parser)
    process, url = start(store.resolve())
    try:
        wait_for_server(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
            for name in asked.page or PICTURES:
                for theme in ("light", "dark"):
                    sys.stdout.write(f"{take(browser, url, name, theme)}\n")
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
