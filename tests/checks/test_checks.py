"""Every check with what people typed: what it lets pass and what it tells."""

from datetime import date

import pytest
from pandas import DataFrame, Series

from custsheet.checks import CHECKS
from custsheet.checks.area_codes import areas
from custsheet.checks.compiling import Question, accepted, given
from custsheet.fields import divisions, numbering

AS_OF = date(2024, 1, 31)
MAN, WOMAN = "110101199003070011", "11010119900307002X"  # invented; the 17th digits are odd and even


def passes(name, table, field="", kind="", **options):
    """Ask a check of a table given as columns; return the answers row by row."""
    check = CHECKS[name]
    frame = DataFrame(table, dtype="str")
    question = Question(check, field, kind, None, {**check.DEFAULTS, **options})
    chosen = accepted(check.passes, question, {"as_of": AS_OF})
    if check.SCOPE == "value":
        return check.passes(Series(table, dtype="str"), **chosen).tolist()
    return check.passes(given(question, frame), **chosen).tolist()


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        pytest.param("blank", ["x", "0", "无"], ["", " ", "\u3000"], id="blank"),
        pytest.param("required", ["x"], ["", " "], id="required"),
        pytest.param(
            "placeholder",
            ["李梅", "Null", "张三", "13800138000", "AAA公司", ""],
            ["测试", "TEST", " test ", "xxxxxx", "11111", "暂无", "N/A", "--", "？"],
            id="placeholder",
        ),
        pytest.param(
            "future_date",
            ["2024-01-31", "1985-04-27T10:00:00", "", "someday"],
            ["2024-02-01", "2999-12-31"],
            id="future_date",
        ),
        pytest.param("too_old", ["1985-04-27", "", "1月5日"], ["1885-04-27", "1900-01-01"], id="too_old"),
        pytest.param("minor", ["2010-01-31", "1985-04-27", "", "2999-01-01"], ["2010-02-01", "2023-06-01"], id="minor"),
        pytest.param("negative", ["0", "-0.00", "12.5", "", "约-3"], ["-1", "-0.01"], id="negative"),
    ],
)
def test_values_one_by_one(check, good, bad):
    """Good values pass, bad ones do not, and what cannot be read or is blank is left to others."""
    assert passes(check, good) == [True] * len(good)
    assert passes(check, bad) == [False] * len(bad)


def test_future_days_may_be_let_pass():
    """A schema may let dates a few days ahead pass (an order for tomorrow)."""
    assert passes("future_date", ["2024-02-03", "2024-02-04"], days=3) == [True, False]


def test_unique_tells_the_further_ones():
    """The first of equal values passes, blank ones always do."""
    assert passes("unique", ["M1", "M2", "M1", "", ""]) == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(("一号店", "二号店"), [True, False, True], id="a list"),
        pytest.param((), [True, True, True], id="no list, no question"),
    ],
)
def test_allowed(values, expected):
    """Only listed values and blanks pass; case does not count."""
    assert passes("allowed", ["一号店", "三号店", ""], values=values) == expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(["100"] * 40 + ["9990000"], False, id="a digit or four too many"),
        pytest.param(["199"] * 40 + ["1990"], True, id="ten times the one price of the list"),
        pytest.param(["100"] * 10 + ["9990000"], True, id="too few amounts to say"),
        pytest.param(
            [str(10 * 2**power) for power in range(12)] * 4 + ["50000"], True, id="amounts that differ widely"
        ),
    ],
)
def test_outlier(amounts, expected):
    """An amount is told only where it is far above what the column usually holds."""
    assert passes("outlier", amounts)[-1] is expected


def test_repeat_buyers_are_no_finding():
    """One customer on many lines, spelled with and without a blank, shares nothing with anybody."""
    sheet = {"name": ["李梅", "李 梅", "李梅", "李梅"], "mobile": ["+8613800138000"] * 4, "id_number": [MAN] * 4}
    assert passes("shared_value", sheet, "mobile") == [True] * 4
    assert passes("duplicate_value", sheet, "id_number", kind="resident_id") == [True] * 4


def test_shared_by_three_names():
    """Two names on one number are a couple; three are told, wherever they stand."""
    sheet = {"name": ["李梅", "王强", "赵敏", "孙丽", "周涛", ""], "mobile": ["1", "1", "1", "2", "2", "1"]}
    assert passes("shared_value", sheet, "mobile") == [False, False, False, True, True, False]


def test_one_id_two_people():
    """An ID under clearly different names is told on all its rows."""
    sheet = {"name": ["李梅", "欧阳建国", "赵敏"], "id_number": [MAN, MAN, WOMAN]}
    assert passes("duplicate_value", sheet, "id_number", kind="resident_id") == [False, False, True]


def test_colleagues_share_a_credit_code():
    """A credit code belongs to the company: its contact persons are no contradiction, another company is."""
    code = ["91350100M000100Y43"] * 3
    same = {"name": ["李梅", "欧阳建国", "赵敏"], "company": ["福州茶业有限公司"] * 3, "tax_id": code}
    assert passes("duplicate_value", same, "tax_id", kind="uscc") == [True] * 3
    other = {**same, "company": ["福州茶业有限公司", "上海精密仪器厂", "福州茶业有限公司"]}
    assert passes("duplicate_value", other, "tax_id", kind="uscc") == [False] * 3


ROWS = [
    pytest.param(
        "no_contact", {"mobile": ["1", "", ""], "email": ["", "a@b.cn", ""]}, [True, True, False], id="no_contact"
    ),
    pytest.param(
        "joined_before_born",
        {"birthday": ["1985-01-01", "2015-01-01", ""], "joined_at": ["2012-01-01"] * 3},
        [True, False, True],
        id="joined",
    ),
    pytest.param(
        "joined_before_born",
        {"birthday": ["2015-01-01"], "created_at": ["2012-01-01"]},
        [False],
        id="entered before born",
    ),
    pytest.param(
        "expired_before_joined",
        {"joined_at": ["2023-06-01"] * 3, "expires_at": ["2024-06-01", "2022-06-01", ""]},
        [True, False, True],
        id="expired",
    ),
    pytest.param(
        "updated_before_created",
        {"created_at": ["2023-06-01"] * 3, "updated_at": ["2023-06-01", "2022-06-01", ""]},
        [True, False, True],
        id="updated",
    ),
    pytest.param(
        "consent_conflict",
        {"consent": ["yes", "yes", "no", ""], "opt_out": ["no", "yes", "yes", "yes"]},
        [True, False, True, True],
        id="consent",
    ),
    pytest.param(
        "refund_above_amount",
        {"amount": ["100", "100", "-100", ""], "refund_amount": ["100", "100.01", "-50", "5"]},
        [True, False, True, True],
        id="refund",
    ),
    pytest.param(
        "postcode_region",
        {
            "postcode": ["310000", "310000", "", "EC1A 1BB", "735400"],
            "province": ["浙江省", "广东省", "广东省", "广东省", "内蒙古自治区"],
        },
        [True, False, True, True, True],
        id="postcode",
    ),
    pytest.param(
        "region_path",
        {
            "city": ["广州市", "广州市", "广州", "", "Springfield"],
            "province": ["广东省", "江苏省", "广东", "江苏省", "Illinois"],
        },
        [True, False, True, True, True],
        id="region path",
    ),
    pytest.param(
        "id_birthday",
        {"id_number": [MAN, MAN, MAN, "123"], "birthday": ["1990-03-07", "1990-07-03", "", "1985-01-01"]},
        [True, False, True, True],
        id="ID",
    ),
    pytest.param(
        "id_gender",
        {"id_number": [MAN, MAN, WOMAN, MAN, "123"], "gender": ["男", "女", "女", "", "男"]},
        [True, False, True, True, True],
        id="ID gender",
    ),
    pytest.param(
        "age_birthday",
        {"age": ["34", "33", "35", "36", "3", "", "约30", "20"], "birthday": ["1990-01-31"] * 6 + ["1990-01-31", ""]},
        [True, True, True, False, False, True, True, True],
        id="age",
    ),
    pytest.param(
        "customer_type_name",
        {
            "customer_type": ["个人", "个人客户", "企业", "企业客户", "Individual", "个体户", "", "B2B"],
            "name": [
                "李梅",
                "杭州茗香茶业有限公司",
                "李梅",
                "李梅",
                "Acme Ltd.",
                "茗香茶业有限公司",
                "茗香有限公司",
                "李梅",
            ],
            "company": ["茗香茶业有限公司", "", "茗香茶业有限公司", "", "", "", "", ""],
        },
        [True, False, True, False, False, True, True, True],
        id="type and names",
    ),
    pytest.param(
        "last_before_first_order",
        {
            "first_order_date": ["2023-01-05", "2023-01-05", "", "2023-01-05"],
            "last_order_date": ["2023-01-05", "2022-12-31", "2020-01-01", ""],
        },
        [True, False, True, True],
        id="first and last order",
    ),
    pytest.param(
        "delivered_before_ordered",
        {
            "order_date": ["2023-01-05T18:00:00", "2023-01-05", ""],
            "delivery_date": ["2023-01-05T09:00:00", "2023-01-04", "2020-01-01"],
        },
        [True, False, True],
        id="delivery",
    ),
    pytest.param(
        "amount_product",
        {
            "quantity": ["3", "3", "1000", "", "-2", "2", "2"],
            "unit_price": ["100", "100", "0.333", "5", "5", "50", "10"],
            "amount": ["300", "30", "333.33", "9", "-10", "120", "120"],
            "order_id": ["1", "2", "3", "4", "5", "6", "6"],
        },
        [True, False, True, True, True, True, True],
        id="product; one amount on the lines of an order",
    ),
]


@pytest.mark.parametrize(("check", "table", "expected"), ROWS)
def test_rows(check, table, expected):
    """Fields of a row that contradict each other are told; blank and unreadable ones never are."""
    assert passes(check, table) == expected


@pytest.mark.parametrize(
    ("phone", "city", "province", "expected"),
    [
        pytest.param("+8657187654321", "杭州市", "浙江省", True, id="right"),
        pytest.param("+8657187654321", "义乌市", "", False, id="a county-level city of another city"),
        pytest.param("+8657187654321", "宁波", "", False, id="another city"),
        pytest.param("+8657187654321", "", "广东省", False, id="another province"),
        pytest.param("+862081234567;ext=801", "深圳市", "广东省", False, id="with extension"),
        pytest.param("+8673182345678", "株洲市", "湖南省", True, id="one code, three cities"),
        pytest.param("+8689866778899", "三亚市", "海南省", True, id="one code, all the province"),
        pytest.param("+861062345678", "北京市", "", True, id="municipality"),
        pytest.param("+861062345678", "市辖区", "北京市", True, id="a city that is none"),
        pytest.param("+8613800138000", "深圳市", "广东省", True, id="mobile"),
        pytest.param("+864008123456", "深圳市", "广东省", True, id="400 number"),
        pytest.param("+442079460000", "深圳市", "广东省", True, id="abroad"),
        pytest.param("+8657187654321", "", "", True, id="no place"),
        pytest.param("57187654321", "宁波市", "", True, id="not canonical"),
        pytest.param("", "宁波市", "浙江省", True, id="blank"),
    ],
)
def test_area_code(phone, city, province, expected):
    """A landline is told where its area code belongs elsewhere; what is not known is not told."""
    for field in ("phone", "mobile"):
        table = {field: [phone], "city": [city], "province": [province]}
        assert passes("area_code_region", table, field) == [expected]


def test_area_codes_and_the_numbering_plan():
    """Every area code of the table is one that a Chinese landline may have, and leads to places that exist."""
    names = {each.name for each in divisions.units().values()}
    assert set(areas()) <= set(numbering.AREAS)
    for code, area in areas().items():
        assert area.cities or code == "898"
        assert all(any(name.startswith(city) for name in names) for city in (area.province, *area.cities)), code


def test_differs_from():
    """A number that is the customer's own is told; blanks and columns that are not there are not."""
    table = {"emergency_phone": ["1", "2", ""], "mobile": ["1", "1", ""], "phone": ["3", "2", ""]}
    others = ["mobile", "phone", "fax"]
    assert passes("differs_from", table, "emergency_phone", others=others) == [False, False, True]


def test_repeated_order():
    """The second of two equal orders in one file is told; other numbers, files, customers or unknown ones are not."""
    line = {
        "@customer": "李梅",
        "@file": "a",
        "order_id": "",
        "order_date": "2023-01-05",
        "product": "茶",
        "amount": "9",
    }
    lines = [
        line,
        line,
        {**line, "@file": "b"},
        {**line, "order_id": "7"},
        {**line, "@customer": "王强"},
        {**line, "@customer": ""},
        {**line, "@customer": ""},
    ]
    assert passes("repeated_order", DataFrame(lines).to_dict("list")) == [True, False, True, True, True, True, True]


@pytest.mark.parametrize("name", CHECKS)
def test_conformance(name):
    """Every check has identity, level, dimension and manual page, and answers for no rows as for many."""
    check = CHECKS[name]
    assert check.__doc__.strip()
    assert check.SCOPE in {"value", "field", "row"}
    assert check.LEVEL in {"error", "warning", "info"}
    assert check.DIMENSION in {"completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy"}
    empty = [] if check.SCOPE == "value" else {"name": [], "company": [], "mobile": []}
    assert passes(name, empty, field="mobile") == []


def test_codes_are_distinct():
    """No two checks share a code."""
    assert len({check.ID for check in CHECKS.values()}) == len(CHECKS)
