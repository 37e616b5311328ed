import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.columnar import TEXT
from custsheet.ooxml.render import Column, Strings, escaped, rows


def column(values, numeric=None, style=0, styles=None, default=0):
    chosen = None if numeric is None else np.array(numeric)
    painted = None if styles is None else np.array(styles)
    return Column(pa.array(values, TEXT), chosen, style, painted, default)


def rendered(*columns, own=None, first=2, taken=0):
    return b"".join(rows(columns, first, own or {}, Strings(taken))).decode()


def test_text_is_shared():
    """Texts are numbers into the shared strings, counted on from those the workbook has already."""
    told = rendered(column(["张三", "李四", "张三"], style=4), taken=7)
    assert [part[-1] for part in told.split("</v>")[:-1]] == ["7", "8", "7"]
    assert '<c r="A2" s="4" t="s">' in told


def test_numbers_stand_in_the_cell():
    """Digits marked as a number are the cell's value as they are; the other cells of the column stay text."""
    told = rendered(column(["-1234.50", "面议"], numeric=[True, False], style=3))
    assert '<c r="A2" s="3"><v>-1234.50</v></c>' in told and '<c r="A3" s="3" t="s"><v>0</v></c>' in told


@pytest.mark.parametrize(
    ("style", "styles", "default", "cell"),
    [
        pytest.param(5, None, 5, "", id="the column's own style: left out"),
        pytest.param(5, None, 0, '<c r="A2" s="5"/>', id="another style: an empty cell"),
        pytest.param(5, [6], 5, '<c r="A2" s="6"/>', id="a tinted empty cell"),
        pytest.param(5, [5], 5, "", id="an untinted empty cell of a tinted column"),
    ],
)
def test_empty_cells(style, styles, default, cell):
    """An empty cell is written only where it looks different from its column."""
    assert rendered(column([""], style=style, styles=styles, default=default)) == f'<row r="2">{cell}</row>'


def test_rows_of_their_own():
    """A row keeps the height and the further cells it has in the frame."""
    own = {3: ('<row r="3" ht="30" customHeight="1">', '<c r="D3"/></row>')}
    told = rendered(column(["a", "b"]), own=own)
    assert told.startswith('<row r="2"><c') and '<row r="3" ht="30" customHeight="1"><c r="A3"' in told
    assert told.endswith('</c><c r="D3"/></row>')


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("A&B <有限> \"公司\"", "A&amp;B &lt;有限&gt; \"公司\""), ("a\x07b", "a_x0007_b"), ("_x0041_", "_x005F_x0041_"), ("a\rb", "a_x000D_b"),
        ("第一行\n第二行\t尾", "第一行\n第二行\t尾"), ("\ufffe", "_xFFFE_"), ("𠮷野家", "𠮷野家"), ("_x00", "_x00"),
    ],
)  # fmt: skip
def test_escaped(typed, stored):
    """Markup, control characters and Excel's own escapes are written so that they are read back as typed."""
    assert escaped(pa.array([typed], TEXT)).to_pylist() == [stored]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5))
def test_well_formed(texts):
    """Whatever stands in the cells, what is rendered is XML."""
    from defusedxml.ElementTree import fromstring

    strings = Strings(0)
    body = b"".join(rows([column(texts)], 1, {}, strings))
    assert len(fromstring(b"<s>" + body + b"</s>")) == len(texts)
    assert len(fromstring(b"<s>" + b"".join(strings.told()) + b"</s>")) == strings.count
