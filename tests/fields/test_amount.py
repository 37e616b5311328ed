"""Amounts of money."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, amount, facts_of, outcomes

TYPED = st.text(
    alphabet="0123456789.,-+() ￥¥$€元块角分万亿千百十一二两三壹贰拾佰仟约几多至~kwWmUSD港币eE%/'", max_size=12
) | st.text(max_size=8)
EVERYWHERE = settings(derandomize=True, max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        pytest.param("1000.50", "1000.5", id="trailing-zero"),
        pytest.param("1000.00", "1000", id="trailing-zeros"),
        pytest.param("-0", "0", id="minus-zero"),
        pytest.param("00123", "123", id="leading-zeros"),
        pytest.param("0.30000000000000004", "0.30000000000000004", id="exact"),
        pytest.param("82，225.00", "82225", id="full-width-comma"),
        pytest.param("￥1,234.50", "1234.5", id="yuan-sign"),
        pytest.param("RMB 1 234.50", "1234.5", id="code-and-blanks"),
        pytest.param("CNY 100", "100", id="own-code"),
        pytest.param("２０００元", "2000", id="full-width-digits"),
        pytest.param("1.234,56", "1234.56", id="european"),
        pytest.param("1 234,56", "1234.56", id="french"),
        pytest.param("1,23,456.78", "123456.78", id="indian"),
        pytest.param("12万5", "125000", id="lone-digit-after-unit"),
        pytest.param("1.2万元", "12000", id="decimals-and-unit"),
        pytest.param("1,234万", "12340000", id="grouped-and-unit"),
        pytest.param("2w", "20000", id="w"),
        pytest.param("15k", "15000", id="k"),
        pytest.param("3百万", "3000000", id="baiwan"),
        pytest.param("3千万亿", "3000000000000000", id="nested-units"),
        pytest.param("两个亿", "200000000", id="ge"),
        pytest.param("1.5M", "1500000", id="million"),
        pytest.param("壹万贰仟叁佰肆拾伍元陆角柒分", "12345.67", id="capital"),
        pytest.param("人民币肆佰叁拾萬圆整", "4300000", id="capital-traditional"),
        pytest.param("十块三毛", "10.3", id="spoken"),
        pytest.param("12块5", "12.5", id="short-jiao"),
        pytest.param("(100)", "-100", id="brackets"),
        pytest.param("100-", "-100", id="minus-behind"),
        pytest.param("-￥1,000.00", "-1000", id="minus-before-sign"),
        pytest.param("￥-100", "-100", id="minus-behind-sign"),
        pytest.param("1.2e5", "120000", id="exponent"),
        pytest.param("45564.44美元", "USD 45564.44", id="dollars"),
        pytest.param("港币两千九百六十元", "HKD 2960", id="hong-kong"),
        pytest.param("9000元日币", "JPY 9000", id="yen"),
        pytest.param("新台币 177.1 亿元", "TWD 17710000000", id="taiwan"),
        pytest.param("€1.234,50", "EUR 1234.5", id="euro"),
        pytest.param("USD -5", "USD -5", id="canonical-foreign"),
    ],
)
def test_clean(typed: str, canonical: str) -> None:
    """However an amount is typed, one exact decimal remains; a foreign currency keeps its code."""
    assert amount.clean(typed) == canonical == amount.clean(canonical)


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("100-200", "range", ""),
        ("八九百元", "range", ""),
        ("几十万", "range", ""),
        ("约100", "approximate", "100"),
        ("15k左右", "approximate", "15000"),
        ("3000多欧元", "approximate", "EUR 3000"),
        ("面议", "words", ""),
        ("免费", "words", "0"),
        ("-", "placeholder", ""),
        ("15%", "percent", ""),
        ("1234.00元/件", "per_unit", "1234"),
        ("1234,56", "separator", "1234.56"),
        ("12,3456", "separator", "123456"),
        ("实付：100元", "format", "100"),
        ("100元200元", "format", ""),
        ("2023-01-05", "format", ""),
        ("=1+1", "format", ""),
        ("8折", "format", ""),
        ("100、200", "format", ""),
    ],
)
def test_why_not(typed: str, reason: str, suggestion: str) -> None:
    """What a person has to decide is named, and nothing is invented."""
    with pytest.raises(Unreadable) as raised:
        amount.clean(typed)
    assert (raised.value.reason, raised.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("100-200", "100", "200"),
        ("10~15k元", "10000", "15000"),
        ("从8500到3万", "8500", "30000"),
        ("两到三万", "20000", "30000"),
        ("1万(含)-5万元", "10000", "50000"),
    ],
)
def test_range(typed: str, low: str, high: str) -> None:
    """Both ends of a range are told, in the unit that belongs to both."""
    assert (amount.parse(typed)["amount"], amount.parse(typed)["upper"]) == (low, high)


def test_parts() -> None:
    """The currency and how exact an amount is are parts of it; a bare number names no currency."""
    assert amount.parse("至少九千块钱") == {"amount": "9000", "currency": "CNY", "upper": "", "precision": "at_least"}
    assert amount.parse("USD 5") == {"amount": "5", "currency": "USD", "upper": "", "precision": "exact"}
    assert amount.parse("5")["currency"] == ""


def test_home_currency() -> None:
    """Amounts in the currency of the place carry no code."""
    assert amount.clean("$1,234.50", region="US") == "1234.5"
    assert amount.clean("$5", region="HK") == "5"
    assert amount.clean("¥5", region="JP") == "5"
    assert amount.clean("100元", region="US") == "100"


@pytest.mark.parametrize(
    ("values", "heading", "told"),
    [
        (["1.234,56", "12,50"], "Betrag", {"decimal_sign": ","}),
        (["12,5", "7,25", "3,75", "4"], "Betrag", {"decimal_sign": ","}),
        (["12,5", "100", "200"], "金额", {}),
        (["$5", "$7.50", "9"], "Amount", {"currency": "USD"}),
        (["$5", "¥7"], "Amount", {}),
        (["$5", "€7"], "Amount", {}),
        (["$5", "USD 7"], "Amount", {}),
        (["$5"], "金额", {}),
        (["1,234.50"], "Amount", {}),
    ],
)
def test_survey(values: list[str], heading: str, told: dict[str, str]) -> None:
    """A column tells its decimal sign and currency only where it is unmistakable, and cleaned it stays what it is."""
    column = pd.Series(values, dtype="str")
    facts = facts_of("amount", column, heading)
    assert facts == told
    once = outcomes("amount", column, **facts)["value"]
    assert outcomes("amount", once, **facts_of("amount", once, heading))["value"].tolist() == once.tolist()


def test_decimal() -> None:
    """Sums are exact."""
    assert amount.decimal("0.1") + amount.decimal("￥0.20") == Decimal("0.3")
    assert amount.decimal("") == 0


def test_rules() -> None:
    """A change that is more than one of form is named."""
    column = pd.Series(["1.2万", "(5)", "1000.00", "￥5", "USD 5"], dtype="str")
    assert outcomes("amount", column)["rule"].tolist() == [
        "amount.words",
        "amount.negative",
        "amount.format",
        "amount.format",
        "",
    ]


def test_mask() -> None:
    """No digit of an amount is shown."""
    assert amount.mask("1234.5元") == "****.*元"


@given(st.lists(TYPED, min_size=1, max_size=20), st.sampled_from(["CN", "US"]), st.sampled_from([".", ","]))
@settings(derandomize=True, max_examples=15, deadline=None)
def test_stable(typed: list[str], region: str, decimal_sign: str) -> None:
    """A canonical amount stays, no verb fails on any text, and the columnar twin answers alike."""
    options = {"region": region, "decimal_sign": decimal_sign, "currency": ""}
    answered = outcomes("amount", pd.Series(typed, dtype="str"), **options)
    for value, outcome in zip(typed, answered.itertuples(), strict=True):
        amount.keys(value), amount.mask(value)
        try:
            canonical = amount.clean(value, **options)
        except Unreadable as reason:
            assert outcome.issue == f"amount.{reason.reason}" or not value.strip()
        else:
            assert outcome.value == canonical == amount.clean(canonical, region=region)


@given(TYPED, TYPED)
@EVERYWHERE
def test_symmetric(left: str, right: str) -> None:
    """Likeness does not depend on the order, and an amount is like itself."""
    assert amount.compare(left, right) == amount.compare(right, left)
    assert amount.compare(left, left) == 1.0


@pytest.mark.parametrize(
    ("typed", "number"), [("3件", "3"), ("28周岁", "28"), ("三十岁", "30"), ("12 次", "12"), ("2.5", "2.5")]
)
def test_counted(typed, number):
    """In a column that counts, a word for what is counted is left out; in one of money it is a fault."""
    assert amount.clean(typed, counted=True) == number
