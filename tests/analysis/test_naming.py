"""Names of files that are handed out."""

from pipeline.analysis.naming import LONGEST, as_attachment, file_name
from pipeline.analysis.selection import Selection


def test_a_file_name_says_what_it_holds():
    name = file_name("statements", Selection(side=("russia",), q="a/b ../c"), "3.1")
    assert name == "statements_all_side-russia_q-a-b-..-c_count-unique_v3.1.csv"


def test_a_file_name_stays_short():
    assert len(file_name("statements", Selection(q="word " * 40), "3.1")) == LONGEST + len(".csv")


def test_a_header_holds_a_name_in_any_letters():
    header = as_attachment(file_name("statements", Selection(q="Слово"), "3.1"))
    assert header.isascii()
    assert "filename*=UTF-8''statements_all_q-%D0%A1" in header
    assert as_attachment("a.csv") == "attachment; filename=\"a.csv\"; filename*=UTF-8''a.csv"
