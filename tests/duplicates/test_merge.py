"""What the one row of a customer says, and that nothing is lost on the way."""

import pytest

PHONE, OTHER = "+8613800138000", "+8613911112222"


def two(**fields):
    """Return two entries of one customer and a stranger."""
    base = {
        "name": ["王小明", "王小明", "李四"],
        "email": ["wxm@qq.com", "wxm@qq.com", "l@qq.com"],
        "mobile": [PHONE, PHONE, OTHER],
    }
    return base | {field: [*values, ""] for field, values in fields.items()}


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        pytest.param({"note": ["怕辣", "老客户；怕辣"]}, "note", "怕辣；老客户", id="notes are put together"),
        pytest.param(
            {"points": ["100", "50.5"], "address": ["甲路1号", "甲路1号院"]}, "points", "150.5", id="points add up"
        ),
        pytest.param({"points": ["100", "100"]}, "points", "100", id="a repeat does not add up"),
        pytest.param({"points": ["约500", "12000"]}, "points", "12000", id="what is no number adds nothing"),
        pytest.param({"points": ["12000", "约500"]}, "points", "12000", id="… wherever it stands"),
        pytest.param({"points": ["约500", ""]}, "points", "约500", id="… and stays where there is nothing else"),
        pytest.param({"consent": ["是", "否"], "address": ["甲路1号", ""]}, "consent", "否", id="a no is stricter"),
        pytest.param({"opt_out": ["否", "是"], "address": ["甲路1号", ""]}, "opt_out", "是", id="an opt-out stays"),
        pytest.param(
            {"created_at": ["2023-05-01", "2021-01-02"], "address": ["甲路1号", ""]},
            "created_at",
            "2021-01-02",
            id="first seen",
        ),
        pytest.param(
            {"status": ["潜在", "成交"], "updated_at": ["2023-01-01", "2024-01-01"], "address": ["甲路1号", ""]},
            "status",
            "成交",
            id="the newest",
        ),
        pytest.param(
            {"status": ["潜在", ""], "updated_at": ["2023-01-01", "2024-01-01"], "address": ["甲路1号", ""]},
            "status",
            "潜在",
            id="blank never wins",
        ),
        pytest.param(
            {"job_title": ["", "经理"], "address": ["甲路1号", ""]}, "job_title", "经理", id="a gap is filled"
        ),
        pytest.param(
            {"birthday": ["", "1990-02-03"], "gender": ["男", ""]},
            "birthday",
            "1990-02-03",
            id="a block is filled where nothing disagrees",
        ),
        pytest.param(
            {"birthday": ["1990-02-03", "1990-03-02"], "id_number": ["110101199002030011", ""], "gender": ["", "男"]},
            "gender",
            "男",
            id="… and of a person a blank wins over nothing",
        ),
        pytest.param(
            {"爱好": ["", "钓鱼"], "address": ["甲路1号", ""]}, "爱好", "钓鱼", id="a column of the user's own"
        ),
    ],
)
def test_survivorship(fields, field, expected, merged):
    """Each field follows its rule of the schema."""
    book = merged(two(**fields))
    assert book.tables["customers"][field].tolist() == [expected, ""]
    assert len(book.tables["merged:customers"]) == 1


def test_an_address_moves_as_one(merged):
    """The city of one entry never stands beside the street of another."""
    book = merged(two(city=["北京市", "上海市"], address=["", "世纪大道100号"], postcode=["100000", ""]))
    assert book.tables["customers"].loc[0, ["city", "address", "postcode"]].tolist() == ["上海市", "世纪大道100号", ""]
    assert book.changes["rule"].unique().tolist() == ["merge.block"]


def test_a_second_mobile_is_kept_as_phone(merged):
    """The number that does not survive goes to the spare field."""
    rows = {"name": ["王小明", "王小明"], "email": ["wxm@qq.com"] * 2, "mobile": [PHONE, OTHER], "phone": ["", ""]}
    book = merged(rows | {"updated_at": ["2024-01-01", "2023-01-01"]})
    assert book.tables["customers"].loc[0, ["mobile", "phone"]].tolist() == [PHONE, OTHER]


def test_the_higher_ranking_source_wins(schema, merged):
    """Where sources disagree, the one that ranks higher is believed first."""
    from dataclasses import replace

    from custsheet.duplicates import matching, merge

    from .conftest import book_of

    book = book_of(two(status=["潜在", "成交"], updated_at=["2024-01-01", "2023-01-01"]), None, ["a", "b", "a"])
    book = replace(book, sources=book.sources.assign(rank=[0, 1]))
    assert merge(matching()(book, schema), schema).tables["customers"]["status"].tolist() == ["成交", ""]


def test_losers_stay_whole(merged):
    """Every row is found again: kept or merged, with the reason, and orders follow their customer."""
    book = merged(two(note=["a", "b"]), {"amount": ["1", "2", "3"]})
    assert book.tables["merged:customers"]["note"].tolist() == ["b"]
    assert book.lineage["fate"].tolist() == ["kept", "merged", "kept", "kept", "kept", "kept"]
    assert book.lineage["reason"].tolist() == ["", "repeat", "", "", "", ""]
    assert book.tables["orders"]["customer_id"].tolist() == ["C000001", "C000001", "C000002"]


def test_merging_again_changes_nothing(merged, schema):
    """The merged table fed back in keeps customers, ids and values."""
    once = merged(two(note=["a", "b"])).tables["customers"]
    again = merged({field: once[field].tolist() for field in once})
    assert again.tables["customers"].reset_index(drop=True).equals(once.reset_index(drop=True))
    assert again.changes.empty


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"mobile": [PHONE, OTHER]}, {"phone": "+8613911112222"}, id="a phone, in a column that is added"),
        pytest.param(
            {"mobile": [PHONE, OTHER], "phone": ["+862112345678", ""]},
            {"phone": "+862112345678", "other_phone": "139 1111 2222"},
            id="a phone where the spare is taken",
        ),
        pytest.param(
            {"email": ["wxm@qq.com", "wang@163.com"], "wechat": ["wxm_88", "wxm_88"]},
            {"other_email": "wang@163.com"},
            id="an e-mail",
        ),
        pytest.param({"name": ["王小明", "王晓明"]}, {"alias": "王晓明"}, id="a name"),
    ],
)
def test_losing_values_are_kept_beside(fields, expected, merged):
    """A second phone, e-mail or name goes to its spare column, and nothing is told to be lost."""
    book = merged(two(**fields) | ({"mobile": [*fields["mobile"], "+8613700001111"]} if "mobile" in fields else {}))
    customers = book.tables["customers"]
    assert len(customers) == 2
    first = customers.iloc[0]
    kept = {field: first[field].replace(" ", "") for field in expected}
    assert kept == {field: value.replace(" ", "") for field, value in expected.items()}
    assert not (book.issues["code"] == "merge.conflict").any()


def test_the_last_order_counts(merged):
    """Of two last orders the later one stands, whichever row was updated last."""
    fields = {"last_order_date": ["2024-05-01", "2023-01-01"], "updated_at": ["2023-01-01", "2024-06-01"]}
    assert merged(two(**fields)).tables["customers"]["last_order_date"].tolist() == ["2024-05-01", ""]
