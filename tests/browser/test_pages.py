"""The dashboard in a real browser: every page in both themes, links, clicks, downloads, the wall."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, TimeoutError

from pipeline.pages import NAVIGATION
from tests.browser.conftest import Site, Visit

pytestmark = pytest.mark.browser

PAGES = [(path, title) for pages in NAVIGATION.values() for path, title, *_ in pages if path != "wall"]


@pytest.mark.parametrize("visit", ["light", "dark"], indirect=True)
def test_every_page_opens_without_an_error(visit: Visit):
    errors: list[str] = []
    visit.page.on("pageerror", lambda error: errors.append(str(error)))
    visit.open("")
    for path, title in PAGES:
        if path != "overview":
            visit.page.locator("[data-testid=stSidebarNav] a", has_text=title).click()
        visit.page.locator("h1", has_text=title).wait_for()
        visit.ready()
        assert visit.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0, path
    assert not errors


def test_the_chart_library_starts_before_the_first_chart_and_is_not_seen(visit: Visit):
    visit.open("statements?by=side")
    early = visit.page.locator(".st-key-early")
    early.locator(".js-plotly-plot").wait_for(state="attached")
    assert not early.is_visible()
    visit.page.locator(".st-key-filters").get_by_text("all", exact=True).click()
    early.locator(".js-plotly-plot").wait_for(state="detached")


def test_what_is_being_loaded_does_not_move(visit: Visit):
    visit.open("method")
    names = visit.page.evaluate(
        """() => { const box = document.createElement('div'); box.dataset.testid = 'stSkeleton';
             box.style.animation = 'spin 1s infinite'; document.body.append(box);
             return getComputedStyle(box).animationName; }"""
    )
    assert names == "none"


def rows_of(download) -> list[dict[str, str]]:
    text = download.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def drawn(visit: Visit, card: str) -> dict[str, list[float]]:
    """Return the values of the bars that the browser holds for the chart of a card, by name of series."""
    return visit.page.evaluate(
        """card => Object.fromEntries(document.querySelector(`.st-key-card-${card} .js-plotly-plot`)._fullData
           .filter(trace => trace.type === 'bar')
           .map(trace => [trace.customdata[0][1], Array.from(trace.y)]))""",
        card,
    )


def test_the_csv_equals_the_chart(visit: Visit):
    visit.open("statements?by=side&period=all")
    visit.page.locator(".st-key-card-series .trace.bars .point path").first.wait_for()
    with visit.page.expect_download() as started:
        visit.page.locator(".st-key-card-series").get_by_role("button", name="CSV").click()
    rows = rows_of(started.value)
    bars = drawn(visit, "series")
    assert set(bars) == set(rows[0]) - {"from"}
    for name, values in bars.items():
        assert [float(row[name]) for row in rows] == values
    assert started.value.suggested_filename.startswith("statements-by-side-per-")


def click_until(visit: Visit, bar: Locator, shown: Locator) -> None:
    """Click the middle of a bar until its effect shows: a chart that is being drawn anew loses the first clicks."""
    for _ in range(6):
        box = bar.bounding_box()
        if box:
            visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        try:
            shown.wait_for(timeout=10_000)
        except TimeoutError:
            continue
        return
    raise AssertionError("six clicks on the bar open nothing")


def test_a_click_on_a_bar_opens_its_statements(visit: Visit):
    visit.open("statements?by=side&period=all&count=mentions")
    plot = visit.page.locator(".st-key-card-series .js-plotly-plot")
    bar = plot.locator(".trace.bars").first.locator(".point path").nth(2)
    bar.wait_for()
    n, series = visit.page.evaluate(
        """() => { const t = document.querySelector('.st-key-card-series .js-plotly-plot')._fullData
             .find(trace => trace.type === 'bar'); return [t.y[2], t.customdata[2][1]]; }"""
    )
    click_until(visit, bar, visit.page.get_by_text("The statements behind what is chosen"))
    visit.page.locator(".st-key-card-rows").get_by_text(re.compile(rf"^{n:.0f} mentions?$")).wait_for()
    assert series == "ukraine"
    first = visit.page.locator(".st-key-card-rows .um-line").first
    assert first.locator("a.um-link").get_attribute("href").startswith("https://example.org/")


def test_a_click_anywhere_in_a_state_opens_its_announcements(visit: Visit):
    visit.open("aid?period=all")
    visit.page.locator(".st-key-card-aid-map .js-plotly-plot .scatterlayer .trace").first.wait_for(state="attached")
    visit.page.locator(".st-key-card-aid-map").scroll_into_view_if_needed()
    x, y, state = visit.page.evaluate(
        """() => { const plot = document.querySelector('.st-key-card-aid-map .js-plotly-plot');
             const marks = plot._fullData.at(-1), {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
             const unseen = marks.marker.opacity.indexOf(0);
             return [box.x + xaxis._offset + xaxis.l2p(marks.x[unseen]),
                     box.y + yaxis._offset + yaxis.l2p(marks.y[unseen]), marks.customdata[unseen][0]]; }"""
    )
    visit.page.mouse.move(x, y)
    visit.page.mouse.click(x, y)
    visit.page.get_by_text("The events chosen above").wait_for()
    visit.page.wait_for_url(f"**pick-aid-map={state}**")


def test_a_deep_link_shows_the_view_and_the_view_makes_a_link(visit: Visit):
    visit.open("statements?side=russia&side=partner&period=90d&count=mentions&q=bridge")
    for word in ("Side: Russia", "Side: Partners", "Words: bridge"):
        visit.page.get_by_role("button", name=word).wait_for()
    visit.page.get_by_role("button", name="Side: Russia").click()
    visit.page.wait_for_function("() => !location.search.includes('side=russia')")
    assert "side=partner" in visit.page.url
    assert "q=bridge" in visit.page.url
    visit.page.go_back()
    visit.page.get_by_role("button", name="Side: Russia").wait_for()
    visit.ready()
    visit.page.get_by_role("button", name="Reset").click()
    visit.page.wait_for_function("() => location.search === ''")


def test_filters_survive_a_change_of_page(visit: Visit):
    visit.open("statements?side=russia&period=90d")
    visit.page.get_by_role("button", name="Side: Russia").wait_for()
    visit.page.locator("[data-testid=stSidebarNav] a", has_text="Overview").click()
    visit.page.locator("h1", has_text="Overview").wait_for()
    visit.page.get_by_role("button", name="Side: Russia").wait_for()
    visit.page.wait_for_function("() => location.search.includes('side=russia')")


def test_a_url_of_nonsense_is_told(visit: Visit):
    visit.open("statements?period=9y&actor=nobody")
    visit.page.get_by_text("period=9y is not known").wait_for()
    visit.page.get_by_text("“nobody” does not occur here").wait_for()


def scene(visit: Visit) -> str:
    return visit.page.locator(".wall main").get_attribute("data-scene")


def test_the_wall_fills_the_screen_turns_and_keeps_nothing_of_the_frame(visit: Visit):
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    visit.page.goto(f"{visit.home}/wall?scene=sides&scene=feeds&every=3&refresh=1")
    visit.page.locator(".wall main").wait_for()
    # asked in the page: each refresh puts a new element in place of the one that a locator has found
    visit.page.wait_for_function(
        """() => { const wall = document.querySelector('.wall'); if (!wall) return false;
           const box = wall.getBoundingClientRect(); return box.width === 1920 && box.height === 1080; }"""
    )
    for test_id in ("stHeader", "stSidebar", "stToolbar"):
        assert not visit.page.get_by_test_id(test_id).is_visible()
    sizes = visit.page.wait_for_function(
        """() => { const found = [...document.querySelectorAll('.wall *')].filter(e => e.checkVisibility()
           && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
           .map(e => parseFloat(getComputedStyle(e).fontSize)); return found.length ? found : null; }"""
    ).json_value()
    assert min(sizes) >= 28
    assert visit.page.evaluate("() => document.scrollingElement.scrollHeight <= innerHeight")
    seen = scene(visit)
    visit.page.wait_for_function("seen => document.querySelector('.wall main').dataset.scene !== seen", arg=seen)


def test_a_sentence_on_the_wall_is_read_from_five_metres(visit: Visit):
    """What a scene says where it has nothing to show is a paragraph, for which Streamlit has a size of its own."""
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    visit.page.goto(f"{visit.home}/wall?refresh=60")
    visit.page.locator(".wall main").wait_for()
    size = visit.page.evaluate(
        """() => { const words = document.createElement('p'); words.className = 'grey';
             document.querySelector('.wall main').append(words);
             return parseFloat(getComputedStyle(words).fontSize); }"""
    )
    assert size >= 28


def test_the_page_of_a_list_is_in_the_link(visit: Visit):
    visit.open("statements?period=all&count=mentions")
    listed = visit.page.locator(".st-key-card-rows .um-line .um-words").first
    first = listed.inner_text()
    visit.page.locator(".st-key-card-rows [data-testid=stPagination]").get_by_text("3", exact=True).click()
    visit.page.wait_for_function("() => location.search.includes('page-rows=3')")
    visit.ready()
    second = listed.inner_text()
    assert second != first
    visit.page.reload()
    listed.wait_for()
    visit.ready()
    assert listed.inner_text() == second


def test_the_wall_recovers_after_a_restart_of_the_server(visit: Visit, site: Site):
    visit.page.goto(f"{visit.home}/wall?scene=latest&refresh=1")
    visit.page.locator(".wall .say").first.wait_for()
    site.stop()
    stopped = visit.page.locator(".wall main").get_attribute("data-tick")
    assert visit.page.locator(".wall .say").first.is_visible()  # the last picture stays
    site.start()
    visit.page.wait_for_function(
        "tick => { const m = document.querySelector('.wall main'); return m && m.dataset.tick > tick; }", arg=stopped
    )
    assert visit.page.locator(".wall .say").first.is_visible()
