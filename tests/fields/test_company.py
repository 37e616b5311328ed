"""Names of companies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, company

TYPED = st.text(
    alphabet="北京上海深圳市省腾讯科技贸易有限责任公司集团分店（）() /、&.,ABcoltdIncgmh?□无先生1", max_size=20
) | st.text(max_size=8)
EVERYWHERE = settings(derandomize=True, max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("腾讯计算机系统(深圳)有限公司", "腾讯计算机系统（深圳）有限公司"),
        (" 北京 佳美 商贸有限公司 ", "北京佳美商贸有限公司"),
        ("ＡＢＣ（中国）有限公司", "ABC（中国）有限公司"),
        ("ＡＢＢ  （China）  Ltd.", "ABB (China) Ltd."),
        ("Procter & Gamble", "Procter & Gamble"),
        ("老王小吃店", "老王小吃店"),
    ],
)
def test_clean(typed: str, stored: str) -> None:
    """Brackets are full-width in Chinese names, half-width in others; blanks between characters go."""
    assert company.clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("无", "placeholder"),
        ("测试", "placeholder"),
        ("个人", "placeholder"),
        ("13800138000", "digits"),
        ("王总", "person"),
        ("甲公司/乙公司", "several"),
        ("北京?美公司", "lost"),
    ],
)
def test_why_not(typed: str, reason: str) -> None:
    """What is no company's name is named."""
    with pytest.raises(Unreadable) as raised:
        company.clean(typed)
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("深圳市腾讯计算机系统有限公司", ("深圳市", "腾讯", "计算机系统", "有限公司", "")),
        ("腾讯计算机系统（深圳）有限公司", ("深圳", "腾讯", "计算机系统", "有限公司", "")),
        ("广东省深圳市南山区大疆创新科技有限公司", ("广东省深圳市南山区", "大疆创新", "科技", "有限公司", "")),
        ("杭州娃哈哈集团有限公司", ("杭州", "娃哈哈", "", "集团有限公司", "")),
        ("小米科技有限责任公司", ("", "小米", "科技", "有限公司", "")),
        ("华联超市", ("", "华联", "超市", "", "")),
        ("北京诚信会计师事务所（特殊普通合伙）", ("北京", "诚信", "会计师事务所", "(特殊普通合伙)", "")),
        ("中国工商银行股份有限公司北京分行", ("中国", "工商银行", "", "股份有限公司", "北京分行")),
        ("海底捞火锅（王府井店）", ("", "海底捞", "火锅", "", "王府井店")),
        ("上海贸易有限公司", ("上海", "贸易", "", "有限公司", "")),
        ("新华书店", ("", "新华", "书店", "", "")),
        ("Apple Inc.", ("", "Apple", "", "Inc.", "")),
    ],
)
def test_parts(typed: str, parts: tuple[str, ...]) -> None:
    """A name is region, 字号, industry, legal form and branch."""
    assert tuple(company.parse(typed).values()) == parts


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("腾讯科技（深圳）有限公司", "腾讯科技(深圳)有限公司", "spelling"),
        ("小米科技有限责任公司", "小米科技有限公司", "spelling"),
        ("深圳市腾讯计算机系统有限公司", "腾讯计算机系统(深圳)有限公司", "key"),
        ("佳美商贸有限公司", "北京佳美商贸有限公司", "key"),
        ("小米科技有限公司", "小米科技股份有限公司", "form"),
        ("小米科技有限公司", "小迷科技有限公司", "slip"),
        ("杭州娃哈哈集团有限公司", "娃哈哈", "core"),
        ("北京佳美商贸有限公司", "上海佳美商贸有限公司", "region"),
        ("华为技术有限公司", "华为终端有限公司", "trade"),
        ("华联超市", "华联商厦", "trade"),
        ("腾讯科技（深圳）有限公司北京分公司", "腾讯科技（深圳）有限公司", "branch"),
        ("百度", "腾讯", "different"),
        ("无", "-", "different"),
        ("Apple Inc.", "Apple Incorporated", "key"),
        ("Procter & Gamble Co.", "Procter and Gamble", "key"),
        ("Microsoft Corp", "Micrsoft Corp", "slip"),
        ("ABB Ltd", "IBM Ltd", "different"),
    ],
)
def test_classes(left: str, right: str, expected: str) -> None:
    """Two names fall into one class of likeness, whichever comes first; a branch is never the same as its company."""
    assert company.company_class(left, right) == company.company_class(right, left) == expected
    assert company.compare(left, right) == company.LIKENESS[expected]


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("Hello World, ltd.", "Hello World"),
        ("Oy Hello World Ab", "Hello World"),
        ("Example Company Pty Ltd", "Example"),
        ("Euro Company Ltd", "Euro Company"),
        ("Łoś spółka z o.o", "Łoś"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne"),
        ("Ørsted A/S", "Ørsted"),
        ("Limited Edition Products Ltd", "Limited Edition Products"),
        ("A.B.C. Corp", "A.B.C."),
        ("ОАО Новороссийский порт", "Новороссийский порт"),
        ("LLC", ""),
        ("KT Corp.", "KT"),
        ("China Mobile (Hong Kong) Ltd.", "China Mobile (Hong Kong)"),
    ],
)
def test_base_name(typed: str, base: str) -> None:
    """What is left of a foreign name is what people call the company."""
    assert company.base_name(typed) == base


@pytest.mark.parametrize(
    ("typed", "head"),
    [
        ("腾讯科技（深圳）有限公司北京分公司", "腾讯科技（深圳）有限公司"),
        ("肯德基(南京路店)", "肯德基"),
        ("腾讯科技（深圳）有限公司", ""),
        ("阿里巴巴（中国）有限公司", ""),
    ],
)
def test_branch_of(typed: str, head: str) -> None:
    """A branch knows its company."""
    assert company.branch_of(typed) == head


def test_keys() -> None:
    """A company is found without its region, brackets and legal form; fillers and persons are not found."""
    assert (
        company.keys("腾讯计算机系统（深圳）有限公司")
        == company.keys("深圳市騰訊計算機系統有限公司")
        == ["腾讯计算机系统", "腾讯"]
    )
    assert company.keys("The Apple Company, Inc.") == ["apple"]
    assert company.keys("王总") == company.keys("个体") == []


@given(TYPED)
@EVERYWHERE
def test_stable(typed: str) -> None:
    """A stored name is stored the same again, and no verb fails on any text."""
    company.keys(typed), company.mask(typed), company.parse(typed), company.branch_of(typed), company.base_name(typed)
    try:
        stored = company.clean(typed)
    except Unreadable as reason:
        assert reason.reason in company.REASONS
    else:
        assert not stored or company.clean(stored) == stored


@given(TYPED, TYPED)
@EVERYWHERE
def test_symmetric(left: str, right: str) -> None:
    """Likeness does not depend on the order, and a name is like itself."""
    assert company.compare(left, right) == company.compare(right, left)
    assert company.compare(left, left) == 1.0
