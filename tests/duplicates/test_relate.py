"""Households, colleagues and branches are linked, never merged, and never cost more than their number."""

import time

import pytest
from pandas import DataFrame

from custsheet.duplicates.relate import related

HOME = "杭州市西湖区文三路478号7号楼2单元802"
DOOR = "杭州市西湖区文三路478号7-2-802"
HEAD = "杭州宏图商贸有限公司"


def relations(**columns):
    """Return the relations of customers 0, 1, 2 … as left, right, relation."""
    count = max(map(len, columns.values()))
    customers = DataFrame({name: list(values) for name, values in columns.items()}, dtype="str")
    found, facts = related(customers.assign(customer_id=[f"C{each}" for each in range(count)]))
    return found[["row_left", "row_right", "relation"]].values.tolist(), facts


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(
            {"name": ["王小明", "王芳"], "address": [HOME, DOOR]}, [[0, 1, "household"]], id="one door, one surname"
        ),
        pytest.param(
            {"name": ["王小明", "李娜"], "address": [HOME, HOME], "mobile": ["+8613812340001", "+8613812340001"]},
            [[0, 1, "household"]],
            id="one door, one phone",
        ),
        pytest.param(
            {"name": ["王小明", "王芳"], "mobile": ["+8613812340001", ""], "phone": ["", "+8613812340001"]},
            [[0, 1, "household"]],
            id="one phone in two columns, one surname",
        ),
        pytest.param({"name": ["王小明", "李娜"], "address": [HOME, HOME]}, [], id="flatmates"),
        pytest.param({"name": ["王小明", "王芳"], "address": ["杭州市", "杭州市"]}, [], id="one city"),
        pytest.param({"name": ["王小明", "王小明"], "address": [HOME, HOME]}, [], id="one name may be one person"),
        pytest.param({"name": ["王小明", ""], "mobile": ["+8613812340001"] * 2}, [], id="nobody named"),
        pytest.param({"name": ["王芳", "李娜"], "company": [HEAD, HEAD]}, [[0, 1, "colleague"]], id="colleagues"),
        pytest.param({"name": ["王芳", "李娜"], "company": ["个体", "个体"]}, [], id="no company"),
        pytest.param(
            {"name": ["王芳", "王敏"], "company": [HEAD, HEAD], "address": [HOME, HOME]},
            [[0, 1, "colleague"]],
            id="colleagues are no household",
        ),
        pytest.param(
            {"company": [f"{HEAD}上海分公司", HEAD, f"{HEAD}苏州分公司"]},
            [[0, 1, "branch"], [0, 2, "branch"]],
            id="a company and its branches",
        ),
        pytest.param({"company": [f"{HEAD}上海分公司", f"{HEAD}苏州分公司"]}, [[0, 1, "branch"]], id="branches alone"),
        pytest.param({"company": ["杭州宏图商贸有限公司", "苏州宏图商贸有限公司"]}, [], id="namesakes in two cities"),
    ],
)
def test_relations(columns, expected):
    """Who belongs together is linked by name; who merely shares a city, a flat or a filler is not."""
    assert relations(**columns)[0] == expected


def test_groups_and_evidence():
    """All who hang together have one group number, and the evidence is told in words, each piece once."""
    found, _ = related(
        DataFrame(
            {
                "customer_id": ["C1", "C2", "C3", "C4"],
                "name": ["王小明", "王芳", "李娜", "赵敏"],
                "address": [HOME, HOME, HOME, ""],
                "mobile": ["+8613812340001", "+8613812340001", "+8613812340001", ""],
            },
            dtype="str",
        )
    )
    assert found[["customer_left", "customer_right", "group"]].values.tolist() == [["C1", "C2", 1], ["C1", "C3", 1]]
    assert found["evidence"].tolist() == ["地址相同、同姓；地址相同、电话相同；电话相同、同姓", "地址相同、电话相同"]


def test_a_switchboard_is_no_household():
    """A phone that many hold and an address that many share tie nobody; who was left out is counted."""
    count = 40
    names = [f"王{chr(0x4E00 + 37 * each)}" for each in range(count)]
    found, facts = relations(name=names, mobile=["+862512345678"] * count, address=[HOME] * count)
    assert found == []
    assert facts["relations_capped"] == count


def test_cost_is_linear():
    """20,000 people of one company, one phone and one address are done at once, without pairs by the million."""
    count = 20_000
    names = [f"王{chr(0x4E00 + each % 5000)}{chr(0x4E00 + each // 5000)}" for each in range(count)]
    started = time.perf_counter()
    found, facts = relations(
        name=names, company=[HEAD] * count, mobile=["+862512345678"] * count, address=[HOME] * count
    )
    assert time.perf_counter() - started < 20
    assert found == [] and facts["relations_capped"] == count


def test_a_list_sorted_anew_has_the_same_relations():
    """Groups hang together by the same customer, under the same numbers, whatever the order of the rows."""
    customers = DataFrame(
        {
            "customer_id": [f"C{each}" for each in range(12)],
            "name": ["王芳", "李娜", "赵强"] * 4,
            "company": [
                company for company in (HEAD, "苏州恒汐物流有限公司", "宁波蓝橡电子有限公司") for _ in range(4)
            ],
        },
        dtype="str",
    )
    told = ["customer_left", "customer_right", "relation", "group", "evidence"]
    found, _ = related(customers)
    again, _ = related(customers.sample(frac=1, random_state=3))
    assert len(found) and found[told].equals(again[told])
