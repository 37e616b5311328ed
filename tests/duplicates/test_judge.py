"""Who is never taken for one customer though much agrees, and who is a question at most."""

import pytest

from custsheet.duplicates.judge import DOUBTFUL

from .test_match import ADDRESS, EMAIL, OTHER, PHONE, among

FIRM = {"company": "上海云帆贸易有限公司", "tax_id": "91310115MA1K4AAA8T", "phone": "+862158880000"}


@pytest.mark.parametrize("strangers", [0, 30])
@pytest.mark.parametrize(
    ("rows", "questions"),
    [
        pytest.param(
            [
                {"name": "张伟", "mobile": "+8613816783301", "address": "北京市朝阳区"},
                {"name": "张伟", "mobile": "+8613816783302", "address": "北京市朝阳区"},
            ],
            1,
            id="neighbouring numbers, one district",
        ),
        pytest.param(
            [
                {**FIRM, "customer_id": "KH001", "name": "刘经理", "mobile": PHONE, "email": "liu@yf.com"},
                {**FIRM, "customer_id": "KH004", "name": "陈小姐", "mobile": OTHER, "email": "chen@yf.com"},
            ],
            0,
            id="two contacts of a firm, by title",
        ),
        pytest.param(
            [{**FIRM, "name": "刘伟", "mobile": PHONE}, {**FIRM, "name": "陈静", "mobile": OTHER}],
            0,
            id="two contacts of a firm, by name",
        ),
        pytest.param(
            [
                {
                    "name": "王建国",
                    "birthday": "1955-03-04",
                    "mobile": PHONE,
                    "phone": FIRM["phone"],
                    "address": ADDRESS,
                },
                {"name": "王磊", "birthday": "1982-07-09", "mobile": OTHER, "phone": FIRM["phone"], "address": ADDRESS},
            ],
            0,
            id="father and son, all told",
        ),
        pytest.param(
            [
                {"name": "王建国", "mobile": PHONE, "phone": FIRM["phone"], "address": ADDRESS},
                {"name": "王磊", "mobile": "", "phone": FIRM["phone"], "address": ADDRESS},
            ],
            1,
            id="father and son, little told",
        ),
    ],
)
def test_at_most_a_doubtful_question(rows, questions, strangers, matched, ids):
    """Two people are two; where a question is left, no answer is suggested."""
    book = matched(among(rows, strangers))
    assert len(set(ids(book))) == len(rows) + strangers
    assert len(book.matches) == questions
    assert (book.matches["probability"] <= DOUBTFUL).all()


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("", ""), id="nobody named"),
        pytest.param(("刘伟", ""), id="one named"),
        pytest.param(("刘伟", "刘伟"), id="the same person"),
        pytest.param(("刘经理", "刘经理"), id="the same title"),
    ],
)
def test_a_company_written_twice_is_one(names, matched, ids):
    """A tax id and a switchboard join rows that do not name two people."""
    firms = (FIRM, {**FIRM, "company": "上海云帆贸易公司"})
    book = matched(among([{**firm, "name": name} for firm, name in zip(firms, names, strict=True)]))
    assert ids(book)[0] == ids(book)[1]


def test_the_reason_names_the_column_that_agrees(matched, ids):
    """A landline in common is called so, and the mobiles that differ count against."""
    rows = [{"name": "王建国", "mobile": mobile, "phone": FIRM["phone"]} for mobile in (PHONE, OTHER)]
    reason = matched(among(rows)).matches["reason"].iloc[0]
    assert "电话相同 +" in reason
    assert "手机不同 −" in reason
    assert "手机相同" not in reason


def test_crosswise_columns_are_both_named(matched):
    """A mobile typed as phone is told as both."""
    rows = [{"name": "王小明", "mobile": PHONE}, {"name": "王小明", "phone": PHONE, "email": EMAIL}]
    assert matched(among(rows)).matches["reason"].iloc[0].startswith("手机/电话相同 +")


def test_a_name_is_a_question_where_nothing_else_is_told(matched, ids):
    """One shop with its address and again without is asked about; two shops, and a name that many have, are not."""
    shops = [
        ("李记餐馆", "苏州市中山路18号"),
        ("李记餐馆", ""),
        ("老王面馆", "苏州市中山路20号"),
        ("老王面馆", "苏州市人民路7号"),
    ]
    many = [("张伟", ""), *(("张伟", f"苏州市解放路{each}号") for each in range(1, 9))]
    names, places = zip(*shops, *many, strict=True)
    book = matched({"name": names, "address": places}, {"amount": ["1"] * len(names)})
    assert book.matches[["row_left", "row_right", "band"]].values.tolist() == [[0, 1, "possible"]]
    assert book.matches["probability"].iloc[0] <= DOUBTFUL
    assert len(set(ids(book))) == len(names)
