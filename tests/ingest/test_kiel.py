"""Reading releases of the Kiel tracker: two shapes, several releases' column names, and clear errors."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import InputError
from pipeline.ingest.kiel import read_kiel

OLD_NAMES = "ID,Countries,Announcement Date,Type of Aid General,Explanation,Converted Value in EUR"
NEW_NAMES = "id,country,announcement_date,aid_type_general,measure,explanation,tot_sub_activity_value_EUR"


def written(folder: Path, *lines: str, name: str = "release.csv", encoding: str = "utf-8") -> Path:
    """Write lines as a file and return its path."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def test_items_become_commitments_by_month(tmp_path: Path) -> None:
    found = read_kiel(
        written(
            tmp_path,
            OLD_NAMES,
            "FIF1,Finland,2023-03-02 00:00:00,Military,Twelfth package,29300000",
            "FIF1,Finland,2023-03-02 00:00:00,Military,its second item,",
        )
    )
    assert [(r["donor"], r["month"], r["kind"], r["measure"], r["amount_eur"]) for r in found.rows] == [
        ("FIN", dt.date(2023, 3, 1), "military", "commitment", 29.3e6)
    ]
    assert found.unvalued == 1


def test_a_later_release_names_its_columns_otherwise_and_tells_allocations(tmp_path: Path) -> None:
    line = "1,European Peace Facility,2024-03-18,Military,Allocation,Assistance fund,5000000000"
    (row,) = read_kiel(written(tmp_path, NEW_NAMES, line)).rows
    assert (row["donor"], row["measure"], row["amount_eur"]) == ("EU", "allocation", 5e9)


def test_monthly_billions_become_euros_by_kind(tmp_path: Path) -> None:
    found = read_kiel(
        written(
            tmp_path,
            '"country","iso","year","month","total","financial","humanitarian","military","commitments"',
            '"Norway","NOR",2025,4,0.3,0.1,0,0.2,0.5',
        )
    )
    assert {(r["kind"], r["measure"]): r["amount_eur"] for r in found.rows} == {
        ("financial", "allocation"): 1e8,
        ("military", "allocation"): 2e8,
        ("total", "commitment"): 5e8,
    }


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("until 12/20/2022", dt.date(2022, 12, 1)),
        ("unclear, 04/22", dt.date(2022, 4, 1)),
        ("not specified, 03/2023", dt.date(2023, 3, 1)),
    ],
)
def test_loose_dates_give_their_month(tmp_path: Path, cell: str, month: dt.date) -> None:
    (row,) = read_kiel(written(tmp_path, OLD_NAMES, f'X,Estonia,"{cell}",Military,,1000')).rows
    assert row["month"] == month


def test_a_row_without_a_month_is_counted_as_left_out(tmp_path: Path) -> None:
    found = read_kiel(
        written(tmp_path, OLD_NAMES, "X,Estonia,unspecified,Military,,1000", "Y,Estonia,2023-01-01,Military,,1000")
    )
    assert (len(found.rows), found.undated) == (1, 1)


def test_an_unknown_donor_keeps_its_name_and_is_told(tmp_path: Path) -> None:
    found = read_kiel(written(tmp_path, OLD_NAMES, "X,Ruritania,2023-01-01,Military,,1000"))
    assert (found.rows[0]["donor"], found.unknown_donors) == ("Ruritania", ("Ruritania",))


def test_a_workbook_is_searched_for_its_table_below_titles(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me"])
    sheet = book.create_sheet("Bilateral Assistance, MAIN DATA")
    sheet.append(["Ukraine Support Tracker"])
    sheet.append([])
    sheet.append(OLD_NAMES.split(","))
    sheet.append(["SEM1", "Sweden", dt.datetime(2024, 5, 29), "Military", "Package", 1.16e9])  # noqa: DTZ001  # cells have no zone
    path = tmp_path / "release.xlsx"
    book.save(path)
    (row,) = read_kiel(path).rows
    assert (row["donor"], row["month"]) == ("SWE", dt.date(2024, 5, 1))


def test_utf_16_with_tabs_is_read(tmp_path: Path) -> None:
    lines = [OLD_NAMES.replace(",", "\t"), "X\tLatvia\t2023-01-01\tFinancial\t\t1000"]
    (row,) = read_kiel(written(tmp_path, *lines, encoding="utf-16")).rows
    assert row["donor"] == "LVA"


def test_reading_twice_gives_the_same_rows(tmp_path: Path) -> None:
    path = written(tmp_path, OLD_NAMES, "X,Latvia,2023-01-01,Financial,,1000", "Y,Latvia,2023-01-01,Financial,,1000")
    assert read_kiel(path) == read_kiel(path)
    assert len({row["kiel_id"] for row in read_kiel(path).rows}) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "country,sum\nFinland,3\n", "no table of the Ukraine Support Tracker"),
        ("a.csv", "", "no table"),
        ("a.csv", OLD_NAMES + "\nX,Finland,2023-01-01,Military,,Not given\n", "no row has a month and a value"),
        ("a.xlsx", "this is no workbook", "not a readable workbook"),
        ("a.pdf", "%PDF", "is not read"),
    ],
)
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=says) as error:
        read_kiel(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_kiel(tmp_path / "none.csv")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Countries,\xff\xff\x80Announcement\n")
    with pytest.raises(InputError, match="not a readable CSV"):
        read_kiel(path)
