"""Places of a whole column: the same as those of its addresses one by one."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import divisions, parse
from custsheet.fields.address_column import beginnings, contradictions, places
from custsheet.fields.address_parts import beginning_of, parts, place
from custsheet.fields.address_prefixes import settled

STARTS = """江苏省南京市鼓楼区|江苏南京鼓楼区|南京鼓楼|广西壮族自治区南宁市青秀区|新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县|上海市浦东新区
上海市上海市浦东新区|江苏省 南京市 鼓楼区|中国江苏省南京市鼓楼区|江蘇省南京市鼓樓區|吉林省吉林市船营区|朝阳区|鼓楼区|海南省三亚市|河南省济源市|上海市闸北区
江苏省杭州市西湖区|重庆市县城口县|青岛市市北区|南京市雨花区|内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗|南京西路|地址:杭州市西湖区|Main Street"""
ENDS = "|中山北路１号|南京路1号|鼓楼区中山北路|江苏省|市场街2号|街道|，文三路|(近河)| |县前街3号|　解放路|大厦8层"
TEXTS = [start + end for line in STARTS.split("\n") for start in line.split("|") for end in ENDS.split("|")]
EVERY_NAME = sorted({unit.name for unit in divisions.units().values()})

pieces = st.one_of(
    st.sampled_from(EVERY_NAME), st.sampled_from([*STARTS.replace("\n", "|").split("|"), *ENDS.split("|")])
)
addresses = st.lists(pieces, min_size=1, max_size=4).map("".join)


def column(texts):
    return pd.Series(texts, dtype="str", index=range(5, 5 + len(texts)))


def test_likely_places():
    """Short and long names, separators, repetitions: a column names the places its addresses name."""
    texts = [beginning_of(text) for text in TEXTS]
    number, found = places(column(texts))
    assert [found[each] for each in number] == [place(text) for text in texts]


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(texts=st.lists(addresses, max_size=6))
def test_any_places(texts):
    """Whatever divisions stand beside each other, a column is read as its addresses are."""
    number, found = places(column(list(map(beginning_of, texts))))
    assert [found[each] for each in number] == [place(beginning_of(text)) for text in texts]


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(start=addresses, length=st.integers(4, 30), more=addresses)
def test_settled_is_settled(start, length, more):
    """What a beginning settles, nothing behind it alters."""
    beginning = beginning_of(start)[:length]
    if known := settled(beginning):
        found = place(beginning + beginning_of(more))
        assert (found.unit, found.end) == (known[0].unit, known[1])


def test_beginnings():
    """A column is made legible as its addresses are."""
    typed = [*TEXTS, " 北京市  朝阳区", "臺北市信義區", "北京市\u200b朝阳区", "", "路" * 90]
    assert beginnings(column(typed)).tolist() == list(map(beginning_of, typed))


@pytest.mark.parametrize("texts", [[], [""], ["", "北京市朝阳区建国路"]], ids=["none", "blank", "with a blank"])
def test_little(texts):
    """Columns of nothing are no trouble."""
    number, found = places(column(texts))
    assert [found[each] for each in number] == list(map(place, texts))


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("四川省广州市天河区天河路1号", {"one": "四川省", "other": "广州市"}),
        ("浙江省杭州市 江苏省南京市", {"one": "杭州市", "other": "江苏省南京市"}),
        ("上海市徐汇区北京西路1号", {}),
        ("北京市北京市朝阳区建国路", {}),
        ("江苏省南京市鼓楼区上海路", {}),
        ("四川广州", {}),
    ],
)
def test_contradictions(typed, facts):
    """Two places of which the second does not lie in the first are named; roads named after places are none."""
    told = contradictions(column([typed])).iloc[0]
    assert bool(told["reason"]) == bool(facts)
    assert not facts or json.loads(told["facts"])["one"] in facts["one"]


def test_parts_of_a_column():
    """The parts of a column are those of its addresses one by one, details, postcodes and telephone numbers included."""
    texts = [each + tail for each in TEXTS[::7] for tail in ("", "518000", "13800138000", "（北门）")]
    assert parse("address", texts).to_dict("records") == [parts(each) for each in texts]
