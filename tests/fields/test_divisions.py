"""The table of divisions: complete, coherent, and read by any name."""

import re

import pytest

from custsheet.fields import divisions
from custsheet.fields.divisions import canonical_region


def test_date():
    """The table says of what day it is."""
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", divisions.AS_OF)


def test_counts():
    """All 34 provinces, 333 cities and some 2,847 counties of the mainland are there."""
    today = [unit for unit in divisions.units().values() if not unit.successor]
    mainland = [unit for unit in today if unit.code[:2] < "70"]
    assert [sum(unit.level == level for unit in mainland) for level in (1, 2)] == [31, 333]
    assert sum(unit.level == 1 for unit in today) == 34
    assert 2845 <= sum(unit.level == 3 for unit in mainland) <= 2900


def test_references():
    """Every parent and successor is in the table, and every successor stands today."""
    every = divisions.units()
    assert all(unit.parent in every for unit in every.values() if unit.level > 1)
    assert all(not every[unit.successor].successor for unit in every.values() if unit.successor)
    assert all(bool(unit.successor) == bool(unit.valid_to) == ("@" in unit.code) for unit in every.values())


@pytest.mark.parametrize("name", ["临平区", "新星市", "错那市", "和康县", "两江新区", "岑岭县", "油尖旺区"])
def test_fresh(name):
    """Units founded in recent years, and Hong Kong's, are known."""
    assert canonical_region("district", name) == name


@pytest.mark.parametrize(
    ("path", "successor"),
    [
        ("上海市/闸北区", "上海市/静安区"),
        ("北京市/宣武区", "北京市/西城区"),
        ("重庆市/渝北区", "重庆市/两江新区"),
        ("浙江省/杭州市/江干区", "浙江省/杭州市/上城区"),
        ("江苏省/无锡市/崇安区", "江苏省/无锡市/梁溪区"),
        ("江苏省/淮阴市/沭阳县", "江苏省/宿迁市/沭阳县"),
        ("四川省/万县市/开县", "重庆市/开州区"),
        ("湖北省/襄樊市", "湖北省/襄阳市"),
        ("河南省/新乡市/新华区", "河南省/新乡市/卫滨区"),
    ],
)
def test_successors(path, successor):
    """What became of a unit is the unit that took it over, not one that merely bears its name or number."""
    gone = [code for code, unit in divisions.units().items() if unit.successor and written(code) == path]
    assert [written(divisions.now(code)) for code in gone] == [successor]


def written(code):
    return "/".join(map(divisions.named, divisions.line(code)))


@pytest.mark.parametrize(
    ("level", "value", "parent", "full"),
    [
        ("province", "北京", "", "北京市"),
        ("province", "广东", "", "广东省"),
        ("province", "内蒙古", "", "内蒙古自治区"),
        ("province", "广西", "", "广西壮族自治区"),
        ("province", "宁夏省", "", "宁夏回族自治区"),
        ("province", "香港", "", "香港特别行政区"),
        ("city", "杭州", "", "杭州市"),
        ("city", "上海", "", "上海市"),
        ("city", "恩施州", "", "恩施土家族苗族自治州"),
        ("district", "浦东", "上海", "浦东新区"),
        ("district", "朝阳", "北京市", "朝阳区"),
        ("district", "朝阳区", "", "朝阳区"),
        ("district", "鼓楼", "江苏", "鼓楼区"),
        ("district", "朝阳", "", ""),
        ("district", "鼓楼区", "杭州", ""),
        ("city", "Springfield", "", ""),
    ],
)
def test_canonical_region(level, value, parent, full):
    """Any usual name of a region gives its full name; unknown and open ones give nothing."""
    assert canonical_region(level, value, parent) == full


def test_traditional_letters():
    """No letter that a division is written with today is taken for a traditional one (乾县)."""
    letters = {letter for unit in divisions.units().values() for letter in unit.name}
    assert letters.isdisjoint(divisions.traditional())
    assert divisions.traditional()["廣"] == "广"
