"""Dates."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, date, facts_of, outcomes
from custsheet.fields.days import full_year

TYPED = (
    st.text(alphabet="0123456789-/. 年月日号二〇三十一廿初正农历上下午时点分:TZ+JanSepMonday民国,()", max_size=18)
    | st.dates().map("{:%Y/%m/%d}".format)
    | st.text(max_size=8)
)
EVERYWHERE = settings(derandomize=True, max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2023-1-5", "2023-01-05"),
        ("2023/1/5", "2023-01-05"),
        ("2023.1.5", "2023-01-05"),
        ("20230105", "2023-01-05"),
        ("20230105.0", "2023-01-05"),
        ("2023年1月5日", "2023-01-05"),
        ("2023 年 1 月 5 日", "2023-01-05"),
        ("2023年元月5号", "2023-01-05"),
        ("二〇二三年一月五日", "2023-01-05"),
        ("二零二三年十二月三十一日", "2023-12-31"),
        ("２０２３－０１－０５", "2023-01-05"),
        ("2023—01—05", "2023-01-05"),
        ("23.1.5", "2023-01-05"),
        ("23/1/5", "2023-01-05"),
        ("85年3月8日", "1985-03-08"),
        ("民国112年1月5日", "2023-01-05"),
        ("民國元年1月1日", "1912-01-01"),
        ("2023年1月", "2023-01"),
        ("2023.10", "2023-10"),
        ("Sep 2003", "2003-09"),
        ("2023-01-05 10:20:30.0", "2023-01-05 10:20:30"),
        ("2023-01-05 10:20:30.25", "2023-01-05 10:20:30.25"),
        ("2023/1/5 上午10:20", "2023-01-05 10:20:00"),
        ("2023/1/5 下午3:20", "2023-01-05 15:20:00"),
        ("2023-01-05 凌晨12:30", "2023-01-05 00:30:00"),
        ("2023年1月5日10时20分30秒", "2023-01-05 10:20:30"),
        ("2023/01/05 00:00:00", "2023-01-05"),
        ("2023-01-05T10:20:30+08:00", "2023-01-05 10:20:30"),
        ("2023-01-05T10:20:30Z", "2023-01-05 10:20:30"),
        ("20230105T102030", "2023-01-05 10:20:30"),
        ("2023年1月5日 星期四", "2023-01-05"),
        ("Jan 5, 2023", "2023-01-05"),
        ("5th of January 2023", "2023-01-05"),
        ("13NOV2017", "2017-11-13"),
        ("31-Dec-00", "2000-12-31"),
        ("Wed, July 10, '96", "1996-07-10"),
        ("Thu Sep 25 10:36:28 2003", "2003-09-25 10:36:28"),
        ("2024/01/05 3:04:05 PM GMT+8", "2024-01-05 15:04:05"),
        ("2024/01/05 下午3:04:05 [GMT+8]", "2024-01-05 15:04:05"),
        ("Thu Jan 05 2023 10:20:30 GMT+0800 (中国标准时间)", "2023-01-05 10:20:30"),
        ("July 4, 1976 12:01:02 am", "1976-07-04 00:01:02"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("5/5/2023", "2023-05-05"),
    ],
)
def test_clean(typed: str, iso: str) -> None:
    """However a date is typed, its ISO form remains."""
    assert date.clean(typed) == iso == date.clean(iso)


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("5/1/2023", "ambiguous", ""),
        ("5/1/23", "ambiguous", ""),
        ("2023.1", "ambiguous", ""),
        ("112.1.5", "minguo", "2023-01-05"),
        ("1月5日", "no_year", ""),
        ("1/5", "no_year", ""),
        ("Jan 5", "no_year", ""),
        ("2023年", "year_only", ""),
        ("44931", "serial", "2023-01-05"),
        ("农历三月初八", "lunar", ""),
        ("1985年三月初八", "lunar", ""),
        ("0000-00-00", "placeholder", ""),
        ("1900-01-00", "placeholder", ""),
        ("1900/1/1", "placeholder", ""),
        ("9999-12-31", "placeholder", ""),
        ("永久", "placeholder", ""),
        ("2023-02-30", "impossible", ""),
        ("2024/13/45", "impossible", ""),
        ("2023-25-12", "impossible", "2023-12-25"),
        ("2023-01-05 25:00", "impossible", ""),
        ("0203-01-05", "far", ""),
        ("2023-01-05至2023-02-05", "range", ""),
        ("2023/1/5-2023/2/5", "range", ""),
        ("202301", "format", "2023-01"),
        ("13800138000", "format", ""),
        ("上个月初", "format", ""),
        ("10:36", "format", ""),
    ],
)
def test_why_not(typed: str, reason: str, suggestion: str) -> None:
    """What is no date, or not a certain one, is named and stays."""
    with pytest.raises(Unreadable) as raised:
        date.clean(typed)
    assert (raised.value.reason, raised.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("values", "heading", "order", "first"),
    [
        (["5/1/2023", "25/12/2023"], "Date", "DMY", "2023-01-05"),
        (["5/1/2023", "12/25/2023"], "Date", "MDY", "2023-05-01"),
        (["5/1/2023", "25/12/2023", "12/25/2023"], "Date", "", "5/1/2023"),
        (["5/1/2023"], "日期", "YMD", "5/1/2023"),
        (["10.9.03", "95.4.4"], "Date", "YMD", "2010-09-03"),
        (["10.9.03"], "日期", "YMD", "2010-09-03"),
        (["10.9.03"], "Date", "", "10.9.03"),
        (["10.9.03", "31.12.95"], "Datum", "DMY", "2003-09-10"),
        (["2023-01-05"], "Date", "", "2023-01-05"),
    ],
)
def test_order(values: list[str], heading: str, order: str, first: str) -> None:
    """The column tells the order of day and month; where it does not, the value stays; cleaned, it stays what it is."""
    column = pd.Series(values, dtype="str")
    facts = facts_of("date", column, heading)
    assert facts["order"] == order
    once = outcomes("date", column, **facts)["value"]
    assert once.iloc[0] == first
    assert outcomes("date", once, **facts_of("date", once, heading))["value"].tolist() == once.tolist()


def test_serials() -> None:
    """Serial numbers are dates where most of a column are such, with the time of day behind the point."""
    column = pd.Series(["44931", "44931.43", "2023-01-07", ""], dtype="str")
    answered = outcomes("date", column, **facts_of("date", column, "日期"))
    assert answered["value"].tolist() == ["2023-01-05", "2023-01-05 10:19:12", "2023-01-07", ""]
    assert answered["rule"].tolist() == ["date.serial", "date.serial", "", ""]


def test_two_digit_years() -> None:
    """Two digits mean a year up to next year, else one of the last century, and the change says so."""
    assert [full_year(each, 2026) for each in ("00", "27", "28", "99")] == [2000, 2027, 1928, 1999]
    assert date.rule("85年3月8日", "1985-03-08") == "date.two_digit_year"
    assert date.rule("民国112年1月5日", "2023-01-05") == "date.minguo"
    assert date.rule("25/12/2023", "2023-12-25") == "date.order"
    assert date.rule("2023年1月5日", "2023-01-05") == ""


def test_parts() -> None:
    """A date has a year, a month, perhaps a day and a time."""
    assert date.parse("2023/1/5 9:30") == {"year": "2023", "month": "01", "day": "05", "time": "09:30:00"}
    assert date.parse("2023年1月") == {"year": "2023", "month": "01", "day": "", "time": ""}


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        ("1990-03-08", "1990-03-08", 1.0),
        ("1990-03-08", "1990/3/8", 1.0),
        ("2023-01-05 10:00:00", "2023-01-05", 0.95),
        ("1990-03-08", "1990-08-03", 0.8),
        ("1990-03-08", "1990-03-03", 0.8),
        ("1978-03-08", "1987-03-08", 0.8),
        ("1990-03-08", "1972-03-08", 0.5),
        ("1990-03", "1990-03-08", 0.6),
        ("1990-03-08", "1985-11-21", 0.0),
        ("农历三月初八", "1990-03-08", 0.0),
    ],
)
def test_compare(left: str, right: str, likeness: float) -> None:
    """A slip of the pen leaves dates alike, in either order."""
    assert date.compare(left, right) == date.compare(right, left) == likeness


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1990-03-08", "1990-**-**"),
        ("1990年3月8日", "1990-**-**"),
        ("5/1/2023", "*/*/****"),
        ("农历三月初八", "农历*月**"),
    ],
)
def test_mask(typed: str, shown: str) -> None:
    """Only the year is shown."""
    assert date.mask(typed) == shown


@given(TYPED, st.sampled_from(["YMD", "DMY", "MDY", ""]), st.booleans())
@EVERYWHERE
def test_stable(typed: str, order: str, serial: bool) -> None:
    """An ISO date stays, no verb fails on any text, and the columnar twin answers alike."""
    date.keys(typed), date.mask(typed)
    outcome = outcomes("date", pd.Series([typed], dtype="str"), order=order, serial=serial).iloc[0]
    try:
        iso = date.clean(typed, order=order, serial=serial)
    except Unreadable as reason:
        assert (reason.reason in date.REASONS and outcome.issue == f"date.{reason.reason}") or not typed.strip()
    else:
        assert outcome.value == iso == date.clean(iso)


@given(TYPED, TYPED)
@EVERYWHERE
def test_symmetric(left: str, right: str) -> None:
    """Likeness does not depend on the order, and a date is like itself."""
    assert date.compare(left, right) == date.compare(right, left)
    assert date.compare(left, left) == 1.0


def test_a_contact_s_birthday_without_a_year():
    """`--05-12` (vCard, Google) is a day without its year, not an unreadable one."""
    with pytest.raises(Unreadable) as fault:
        date.clean("--05-12")
    assert fault.value.reason == "no_year"


def test_as_of() -> None:
    """The century of two digits is counted from the day of the run, not from the computer's."""
    assert date.clean("30-1-5", today="2026-06-30") == "1930-01-05"
    assert date.clean("30-1-5", today="2029-06-30") == "2030-01-05"


@pytest.mark.parametrize(
    ("typed", "value", "rule"),
    [
        ("2023/1/5 下午3:20", "2023-01-05 15:20:00", "date.format"),
        ("2023-01-05 12:05 AM", "2023-01-05 00:05:00", "date.format"),
        ("2023-01-05T10:20:30.120Z", "2023-01-05 10:20:30.12", "date.zone"),
        ("2023-01-05 10:20:30 +0800", "2023-01-05 10:20:30", "date.zone"),
        ("25/12/2023 10:20", "2023-12-25 10:20:00", "date.order"),
        ("85.3.8 10:20", "1985-03-08 10:20:00", "date.two_digit_year"),
        ("20230105 00:00", "2023-01-05", "date.format"),
        ("2024/2/29 8:00", "2024-02-29 08:00:00", "date.format"),
        ("Thu Sep 25 10:36:28 BRST 2003", "2003-09-25 10:36:28", "date.zone"),
    ],
)
def test_times_of_a_column(typed: str, value: str, rule: str) -> None:
    """A time stands as on the clock there; that a zone was dropped is told, and so is what the day's form meant."""
    outcome = outcomes("date", pd.Series([typed], dtype="str")).iloc[0]
    assert (outcome["value"], outcome["rule"]) == (value, rule)
