"""The permanent address of the tones holds what the pages show, whatever the filters; what is missing is told."""

import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.analysis.selection import Selection
from pipeline.downloads import prepare
from pipeline.extract import tone_files
from pipeline.pages.parts import data, toneviews
from pipeline.settings import load_settings
from pipeline.store.tables import Store
from tests.pages.conftest import Open

FILTERS: dict[str, dict[str, str]] = {
    "none": {},
    "side": {"side": "russia"},
    "actor": {"actor": "speaker-001,speaker-004"},
    "country": {"country": "DEU"},
    "country and side": {"country": "DEU,RUS", "side": "russia"},
    "a country of nobody": {"country": "NZL"},
    "target": {"target": "UKR"},
    "source": {"source": "feed-03"},
    "words": {"q": "bridge"},
    "period": {"period": "7d"},
    "days": {"since": "2020-01-01", "until": "2020-02-01"},
    "kind, which no tone has": {"kind": "direct"},
    "all of them": {"country": "DEU", "side": "partner", "target": "UKR", "q": "synthetic", "period": "30d"},
}


@pytest.fixture
def on_store(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of the pages."""
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(filled))
    load_settings.cache_clear()
    return Store.open(filled)


@pytest.mark.parametrize("count", ["unique", "mentions"])
@pytest.mark.parametrize("name", list(FILTERS))
def test_the_csv_holds_what_the_pages_show(name: str, count: str, on_store: Store):
    selection, notes = Selection.from_params({**FILTERS[name], "count": count})
    assert not notes
    parts = list(prepare(on_store, "tones", selection, data.now()).batches())
    handed = pa.Table.from_batches(parts).to_pandas() if parts else pd.DataFrame(columns=["tone_id", "voice"])
    for voice in ("speaker", "outlet"):
        shown = toneviews.rows(selection, voice)
        assert sorted(shown["tone_id"]) == sorted(handed.loc[handed["voice"] == voice, "tone_id"])
    assert name in ("a country of nobody", "days") or len(handed)


@pytest.mark.parametrize("voice", ["speaker", "outlet"])
def test_every_table_of_tone_says_whose_words_they_are(voice: str, on_store: Store):
    table = toneviews.shares(Selection(), voice, ("target_id",))
    assert len(table)
    assert set(table["voice"]) == {voice}
    assert list(table)[:2] == ["voice", "target_id"]


@pytest.fixture
def unscored(filled: Path, tmp_path: Path) -> Path:
    """A store of which two tones are scored and the others wait."""
    store = Store.open(tmp_path / "unscored")
    for name in ("articles", "statements", "feeds", "fetches"):
        store.append(name, Store.open(filled).read(name))
    tones = Store.open(filled).read("tones").sort_values("published_at", ignore_index=True)
    late = tones.index < len(tones) - 2
    store.append("tones", tones.assign(label=tones["label"].mask(late), score=tones["score"].mask(late)))
    return tmp_path / "unscored"


def told(app) -> str:
    return " ".join(note.value for note in [*app.info, *app.caption])


def test_what_waits_is_told_to_be_scored_by_the_next_round(unscored: Path, open_page: Open):
    app = open_page(unscored, "sentiment", period="all", count="mentions", until="")
    assert not app.exception
    assert "Tone is not scored yet: " in told(app)
    assert "the next round scores them" in told(app)


def test_where_scoring_is_switched_off_the_page_says_so(
    unscored: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("UKRAINE_MONITOR_TONE", "false")
    app = open_page(unscored, "sentiment", period="all")
    assert "scoring is switched off here" in told(app)


@pytest.mark.parametrize("page", ["sentiment", "actors"])
def test_a_damaged_model_is_told_as_such(
    page: str, unscored: Path, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "model").mkdir()
    monkeypatch.setattr(tone_files, "seed", lambda name: tmp_path / name)
    app = open_page(unscored, page, period="all")
    assert not app.exception
    assert "the model cannot be used. config.json cannot be read" in told(app)
    assert "next round" not in told(app)
    assert str(tmp_path) not in told(app)


def test_the_series_of_another_page_are_not_the_lines_of_this_one(filled: Path, open_page: Open):
    app = open_page(filled, "sentiment", period="all", by="actor")
    assert app.session_state["u-lines"] == "side"
    assert open_page(filled, "sentiment", period="all", lines="actor").session_state["u-lines"] == "actor"


@pytest.mark.parametrize(("page", "params"), [("sentiment", {}), ("sentiment", {"voice": "outlets"}), ("actors", {})])
def test_sentences_of_each_label_and_kind_stand_on_the_page(
    page: str, params: dict[str, str], filled: Path, open_page: Open
):
    app = open_page(filled, page, period="all", **params)
    assert not app.exception
    shown = [e.proto.body for e in app.get("html") if "um-examples" in e.proto.body]
    tone = next(body for body in shown if "▼ negative" in body)
    columns = tone.split("<section>")[1:]
    assert [column.count('um-example"') for column in columns] == [3, 3, 3]
    assert all('<u class="um-content">' in column for column in columns)
    assert any("conflict in deeds" in body for body in shown)


def test_a_store_that_grows_while_a_page_is_drawn_mixes_no_rows(filled: Path, tmp_path: Path, monkeypatch):
    """Whenever the pages ask for the versions, a round has stored older rows, so that all places are others."""
    store, whole = Store.open(tmp_path / "growing"), Store.open(filled).read("tones")
    for name in ("articles", "statements"):
        store.append(name, Store.open(filled).read(name))
    rows = whole.sort_values("published_at", ascending=False, ignore_index=True)
    store.append("tones", rows.head(200))
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(tmp_path / "growing"))
    load_settings.cache_clear()
    asked, versions = iter(range(200, len(rows), 7)), data.versions

    def grown() -> dict[str, str]:
        place = next(asked)
        store.append("tones", rows.iloc[place : place + 7])
        data.look_again()
        return versions()

    monkeypatch.setattr(data, "versions", grown)
    selection = Selection(count="mentions")
    for _ in range(3):
        assert set(toneviews.rows(selection, "outlet")["voice"]) == {"outlet"}
        shares = toneviews.shares(selection, "outlet", ("target_id",))
        assert shares["n"].sum() <= (rows["voice"] == "outlet").sum()
    shown = toneviews.drawn(Selection(target=("UKR",)), "speaker")
    assert set(rows.set_index("tone_id").loc[shown["tone_id"], "target_id"]) == {"UKR"}


def test_outlets_of_a_statement_are_counted_within_one_reading(filled: Path, tmp_path: Path, monkeypatch):
    store = Store.open(tmp_path / "growing")
    rows = Store.open(filled).read("statements").sort_values("published_at", ascending=False, ignore_index=True)
    store.append("statements", rows.head(100))
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(tmp_path / "growing"))
    load_settings.cache_clear()
    held = data.statements()
    shown = data.select("statements", Selection(count="mentions")).tail(20)
    store.append("statements", rows.iloc[100:])
    data.look_again()
    assert len(data.statements()) > len(held)
    pd.testing.assert_frame_equal(data.whole_statements(shown), held)


def test_where_only_the_baseline_is_read_no_outlet_names_nobody(filled: Path, tmp_path: Path, open_page: Open):
    shutil.copytree(filled, tmp_path / "store")
    store = Store.open(tmp_path / "store")
    tones = store.read("tones")
    others = tones.loc[tones["voice"] == "outlet", "tone_id"].tolist()
    store.replace("tones", "tone_id", others, tones.iloc[:0])
    app = open_page(tmp_path / "store", "sentiment", period="all", voice="outlets")
    assert not app.exception
    assert "The first round that reads feeds brings those of outlets." in told(app)
