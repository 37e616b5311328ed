"""Telephone numbers: what people type, what is kept, and what is said about the rest."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, phone


def reason(typed, **options):
    """Return the fault a value is refused with."""
    with pytest.raises(Unreadable) as caught:
        phone.clean(typed, **options)
    return caught.value


@pytest.mark.parametrize(
    "typed",
    """13800138000|138 0013 8000|138-0013-8000|+86 138 0013 8000|+86-13800138000|0086-138-0013-8000|8613800138000|(+86)13800138000
１３８００１３８０００|013800138000|手机:13800138000|手机号码：13800138000|Mobile: 13800138000|13800138000.0|1.3800138000E+10|="13800138000"
'13800138000|13800138000(微信同号)|13800138000 微信同号|13800138000/13800138000| 13800138000\u200b|138.0013.8000|13800138000；""".replace(
        "\n", "|"
    ).split("|"),
)
def test_one_mobile_number(typed):
    """However a mobile number is typed, one form remains."""
    assert phone.clean(typed) == "+8613800138000"


@pytest.mark.parametrize(
    ("typed", "canonical", "shown"),
    [
        pytest.param("010-62345678", "+861062345678", "010-62345678", id="Beijing"),
        pytest.param("(0755)88888888", "+8675588888888", "0755-88888888", id="brackets"),
        pytest.param("756-8888888", "+867568888888", "0756-8888888", id="lost zero"),
        pytest.param("1062345678", "+861062345678", "010-62345678", id="lost zero, two digits"),
        pytest.param("+86 010 62345678", "+861062345678", "010-62345678", id="zero behind +86"),
        pytest.param("021-62345678-801", "+862162345678;ext=801", "021-62345678-801", id="extension by dash"),
        pytest.param("02162345678转801", "+862162345678;ext=801", "021-62345678-801", id="extension by 转"),
        pytest.param("(021)62345678 ext. 801", "+862162345678;ext=801", "021-62345678-801", id="extension by ext."),
        pytest.param("4008001024", "+864008001024", "400-800-1024", id="400"),
        pytest.param("400-800-1024转8", "+864008001024;ext=8", "400-800-1024-8", id="400 with extension"),
        pytest.param("14912345679", "+8614912345679", "14912345679", id="149"),
        pytest.param("17400001111", "+8617400001111", "17400001111", id="satellite"),
        pytest.param("16212345670", "+8616212345670", "16212345670", id="virtual operator"),
        pytest.param("1410123456789", "+861410123456789", "1410123456789", id="number of a thing"),
        pytest.param("+1 201-555-0123", "+12015550123", "+12015550123", id="abroad"),
        pytest.param("001 201 555 0123", "+12015550123", "+12015550123", id="abroad by 00"),
        pytest.param("+852 9123 4567", "+85291234567", "+85291234567", id="Hong Kong"),
    ],
)
def test_clean_and_show(typed, canonical, shown):
    """E.164 inside, the national form for readers; the form for readers is read back."""
    assert phone.clean(typed) == canonical
    assert phone.show(canonical) == shown
    assert phone.clean(shown) == canonical


@pytest.mark.parametrize(
    ("typed", "named", "suggestion"),
    [
        ("123456789", "length", ""),
        ("987654321", "length", ""),
        ("1380013800", "length", ""),
        ("138001380001", "length", ""),
        ("3800138000", "length", "13800138000"),
        ("0312-12345678", "length", ""),
        ("12838389438", "prefix", ""),
        ("17469427292", "prefix", ""),
        ("0499-1234567", "prefix", ""),
        ("85291234567", "prefix", "+85291234567"),
        ("13800138000 张三", "letters", "13800138000"),
        ("l38OO138000", "letters", "13800138000"),
        ("62345678", "area_code", ""),
        ("138****8000", "masked", ""),
        ("1*********0", "masked", ""),
        ("****1234", "masked", ""),
        ("17012345678转1234", "privacy", ""),
        ("13800138001-0123", "privacy", ""),
        ("13800138001[0123]", "privacy", ""),
        ("11111111111", "placeholder", ""),
        ("13800000000", "placeholder", ""),
        ("13812345678", "placeholder", ""),
        ("无", "placeholder", ""),
        ("1.38E+10", "damaged", ""),
        ("1.38001E+10", "damaged", ""),
        ("QQ:12345678", "routed", "qq: 12345678"),
        ("wxid_abc123", "routed", "wechat: wxid_abc123"),
        ("zhangsan_88", "routed", "wechat: zhangsan_88"),
        ("微信：zhang_san", "routed", "wechat: zhang_san"),
        ("a@qq.com", "routed", "email: a@qq.com"),
        ("95588", "service", ""),
        ("10086", "service", ""),
        ("12315", "service", ""),
        ("13800138000/13900139000", "two_numbers", "13800138000"),
        ("138 0013 8000 139 0013 9000", "two_numbers", "13800138000"),
        ("+008613811211114", "invalid", ""),
        ("+1 123", "length", ""),
    ],
)
def test_refused(typed, named, suggestion):
    """What cannot be read is named; a suggestion is made only where one number is meant."""
    fault = reason(typed)
    assert (fault.reason, fault.suggestion) == (named, suggestion)


def test_founding_rows():
    """Nine digits are an error, told with their count, and no number is made up from them."""
    fault = reason("123456789")
    assert fault.facts == {"digits": 9}
    assert phone.REASONS["length"].level == "error"


def test_area_code():
    """A local number is read where its area code is told; with or without the zero."""
    assert phone.clean("62345678", area_code="010") == phone.clean("62345678", area_code="10") == "+861062345678"
    assert reason("6234567", area_code="010").reason == "area_code"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("13800138000/010-62345678", ["13800138000", "010-62345678"]),
        ("13800138000、13900139000", ["13800138000", "13900139000"]),
        ("电话:010-62345678 手机:13800138000", ["010-62345678", "13800138000"]),
        ("1380013800013900139000", ["13800138000", "13900139000"]),
        ("13800138000", ["13800138000"]),
        ("13800138000/123", ["13800138000/123"]),
        ("021-62345678-801", ["021-62345678-801"]),
    ],
)
def test_split(typed, parts):
    """A cell is split only where every part is a good number."""
    assert phone.split(typed) == parts


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("+8613800138000", ["00138000"]),
        ("138 0013 8000", ["00138000"]),
        ("+862162345678;ext=801", ["62345678"]),
        ("123456789", ["23456789"]),
        ("13800138000/13900139000", ["00138000", "00139000"]),
        *[
            (value, [])
            for value in ("138****8000", "17012345678转1234", "11111111111", "95588", "QQ:12345678", "12345", "")
        ],
    ],
)
def test_keys(value, keys):
    """Numbers are found by their last eight digits, typed or cleaned; what names nobody is never a key."""
    assert phone.keys(value) == keys


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        ("+8613800138000", "138 0013 8000", 1.0),
        ("+862162345678;ext=801", "+862162345678", 0.9),
        ("+8613800138000", "+8613800138001", 0.85),
        ("+8613800138000", "+8613800130800", 0.85),
        ("+8613800138000", "+8613800139001", 0.0),
        ("123456789", "123456788", 0.85),
        ("138****8000", "138****8001", 0.0),
        ("无", "没有", 0.0),
    ],
)
def test_compare(left, right, likeness):
    """One digit off is a likely slip; two are another number; nothing speaks for values that hold no number."""
    assert phone.compare(left, right) == likeness


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("+8613800138000", "+86138****8000"),
        ("13800138000", "138****8000"),
        ("010-62345678", "010-****5678"),
        ("+862162345678;ext=801", "+8621****5678;ext=***"),
        ("张三 13800138000", "** 138****8000"),
    ],
)
def test_mask(value, masked):
    """The middle digits are hidden, and so is whatever stands beside the number."""
    assert phone.mask(value) == masked


@pytest.mark.parametrize(
    ("values", "heading", "region"),
    [
        (["13800138000", "010-62345678", "5551234"], "电话", "CN"),
        (["(415) 555-2671", "212-555-4321", "310-555-4321", "650-253-0000"], "Phone", "US"),
        (["2162345678", "2123456789", "2134567890", "13800138000"], "电话", "CN"),
        (["9123 4567", "2345 6789", "61234567"], "Tel", "HK"),
        (["+1 201-555-0123", "+44 20 7946 0018"], "Tel", "CN"),
        ([], "", "CN"),
        (["1380013800", "1390013900", "1370013700", "1360013600"], "手机号码", "CN"),  # a digit is missing
    ],
)
def test_survey(values, heading, region):
    """A column is of another country only where its numbers say so clearly."""
    assert phone.survey(pd.Series(values, dtype="str"), heading) == {"region": region}


@pytest.mark.parametrize(
    ("typed", "region", "canonical", "shown"),
    [
        ("(415) 555-2671", "US", "+14155552671", "(415) 555-2671"),
        ("415-555-2671 x12", "US", "+14155552671;ext=12", "(415) 555-2671 ext. 12"),
        ("020 7946 0018", "GB", "+442079460018", "020 7946 0018"),
        ("9123-4567", "HK", "+85291234567", "9123 4567"),
        ("+86 138 0013 8000", "US", "+8613800138000", "+8613800138000"),
    ],
)
def test_other_regions(typed, region, canonical, shown):
    """A national number is dialled in the region given, and shown as people there write it."""
    assert phone.clean(typed, region=region) == canonical
    assert phone.show(canonical, region=region) == shown
    assert phone.clean(shown, region=region) == canonical


def test_parts():
    """A number tells its kind and its area code."""
    assert phone.parse("021-62345678-801") == {
        "number": "+862162345678",
        "ext": "801",
        "type": "landline",
        "area_code": "021",
    }
    assert phone.parse("13800138000")["type"] == "mobile"
    assert phone.parse("+12015550123")["type"] == ""


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    st.integers(13_000_000_000, 19_999_999_999).map(str),
    st.sampled_from(["{}", "+86{}", "0{}", "手机{}", "{}（微信）", "{}.0"]),
)
def test_typed_forms_agree(number, form):
    """Whatever is typed around a mobile number, the same number or the same fault comes out."""

    def outcome(value):
        try:
            return phone.clean(value)
        except Unreadable as fault:
            return fault.reason

    assert outcome(form.format(number)) == outcome(number)


@pytest.mark.parametrize("region", ["CN", "DE", "US"])
@pytest.mark.parametrize(
    "typed", ["(212) 555-0199", "212-555-0199", "212.555.0199", "(212)555-0199", "(212) 555-0199 ext. 12"]
)
def test_three_three_four_is_north_american(typed, region):
    """Digits grouped 3-3-4 are no landline of Shanghai or Germany, wherever the other numbers are from."""
    assert phone.clean(typed, region).partition(";")[0] == "+12125550199"


@pytest.mark.parametrize(
    ("typed", "reason"), [("999-999-9999", "invalid"), ("(212) 555-019", "length"), ("021-555-0144", "length")]
)
def test_nearly_north_american(typed, reason):
    """What only looks so is no number, and none is made of it."""
    with pytest.raises(Unreadable) as fault:
        phone.clean(typed)
    assert fault.value.reason == reason


def test_shared_numbers_stay_chinese():
    """400 and 800 numbers are grouped 3-3-4 too."""
    assert [phone.clean(each) for each in ("400-820-8820", "800-820-8820")] == ["+864008208820", "+868008208820"]


@pytest.mark.parametrize(
    ("values", "region"),
    [
        pytest.param(["(212) 555-0199", "212-555-0123", "021-555-0144"], "US", id="most typed 3-3-4"),
        pytest.param(["13812340001", "(212) 555-0199", "13912340001"], "CN", id="one among Chinese ones"),
        pytest.param(["400-820-8820", "400-820-8821"], "CN", id="shared numbers"),
    ],
)
def test_grouping_tells_the_region(values, region):
    """A column mostly typed 3-3-4 is North American."""
    assert phone.survey(values) == {"region": region}


def test_contacts_lists_of_numbers():
    """Google's contacts join several numbers with three colons."""
    assert phone.split("+1 212-555-0101 ::: 13800138000") == ["+1 212-555-0101", "13800138000"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("手机：138 0013 8001", "+8613800138001"),
        ("13800138001.0", "+8613800138001"),
        ("１３８００１３８００１", "+8613800138001"),
        (" 138-0013-8001（微信同号）", "+8613800138001"),
        ("(010)62345678转12", "+861062345678;ext=12"),
        ("+862162345678;ext=801", "+862162345678;ext=801"),
        ("400-800-1024", "+864008001024"),
        ("022-22222222", ""),
        ("010-1234567", ""),
        ("13812345678", ""),
        ("138****8001", ""),
    ],
)
def test_clean_column(typed: str, number: str) -> None:
    """Numbers typed in the usual ways are read for a whole column at once; fillers and faults are left to be looked at."""
    assert phone.clean_column(pd.Series([typed], dtype="str")).tolist() == [number]


def test_cleaned_numbers_are_read_back() -> None:
    """An extension in canonical form is read again; a filler never passes for a landline."""
    assert phone.clean("+862162345678;ext=801") == "+862162345678;ext=801"
    with pytest.raises(Unreadable, match="placeholder"):
        phone.clean("022-22222222")
