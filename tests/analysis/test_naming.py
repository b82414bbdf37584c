"""Names of files that are handed out."""

import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

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


def test_what_would_end_the_name_in_a_header_is_replaced_there():
    header = as_attachment('a"; x="b\\c/d%41\r\ne.csv')
    assert header == (
        "attachment; filename=\"a-; x=-b-c-d-41--e.csv\"; filename*=UTF-8''a%22%3B%20x%3D%22b%5Cc%2Fd%2541%0D%0Ae.csv"
    )


HEADER = re.compile(r"""attachment; filename="([^"\\/%\x00-\x1f]+)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)""", re.A)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_header_is_one_line_of_ascii_from_which_any_name_is_read_back(file: str):
    header = HEADER.fullmatch(as_attachment(file))
    assert header is not None
    assert header[1].isascii()
    assert unquote(header[2]) == file
