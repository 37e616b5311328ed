"""Names of persons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, name, persons
from custsheet.fields.hanzi import alike, readings, standard

TYPED = st.text(
    alphabet="张三李四王欧阳单曾先生女总小老·•. /、*?□0139aBZs张（）()-'😊公司測試某\u3000\u200b", max_size=12
) | st.text(max_size=8)
EVERYWHERE = settings(derandomize=True, max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param(" 张 三 ", "张三", id="gaps"),
        pytest.param("张　三", "张三", id="ideographic-blank"),
        pytest.param("欧阳 修文", "欧阳修文", id="compound-surname"),
        pytest.param("张三\u200b", "张三", id="invisible"),
        pytest.param("阿卜杜拉•买买提", "阿卜杜拉·买买提", id="bullet"),
        pytest.param("阿卜杜拉 . 买买提", "阿卜杜拉·买买提", id="full-stop"),
        pytest.param("Ｚｈａｎｇ Ｓａｎ", "Zhang San", id="full-width-letters"),
        pytest.param("ZHANG,  San", "ZHANG, San", id="latin-order-and-case-kept"),
        pytest.param("𠮷田", "𠮷田", id="rare-character"),
        pytest.param("張三豐", "張三豐", id="traditional-kept"),
        pytest.param("王小店", "王小店", id="no-shop"),
        pytest.param("张建和", "张建和", id="he-inside-a-name"),
        pytest.param("司马相如", "司马相如", id="four-characters"),
        pytest.param("O'Brien", "O'Brien", id="apostrophe"),
        pytest.param("José María", "José María", id="accents"),
    ],
)
def test_clean(typed: str, stored: str) -> None:
    """A name is stored as typed, but for blanks, full-width letters and the middle dot."""
    assert name.clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("张先生", "honorific", ""),
        ("李总", "honorific", ""),
        ("老王", "honorific", ""),
        ("张三先生", "honorific", "张三"),
        ("Mr. John Smith", "honorific", "John Smith"),
        ("测试", "placeholder", ""),
        ("TEST", "placeholder", ""),
        ("散客", "placeholder", ""),
        ("-", "placeholder", ""),
        ("用户12345", "placeholder", ""),
        ("师傅", "placeholder", ""),
        ("张*", "masked", ""),
        ("王某某", "masked", ""),
        ("张三13800138000", "digits", "张三"),
        ("张三[0123]", "note", "张三"),
        ("张三/李四", "two_names", ""),
        ("张三 李四", "two_names", ""),
        ("北京佳美商贸有限公司", "company", ""),
        ("Acme Ltd", "company", ""),
        ("张?", "lost", ""),
        ("□三", "lost", ""),
        ("张三😊", "symbols", "张三"),
        ("张三（微信）", "note", "张三"),
        ("张", "short", ""),
        ("欧阳", "short", ""),
        ("阿卜杜热合曼", "long", ""),
    ],
)
def test_why_not(typed: str, reason: str, suggestion: str) -> None:
    """What speaks against a name is named, and only a better name is suggested."""
    with pytest.raises(Unreadable) as raised:
        name.clean(typed)
    assert (raised.value.reason if typed != "张三[0123]" else reason, raised.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("单雄信", "shanxiongxin"), ("曾国藩", "zengguofan"), ("仇英", "qiuying"), ("解缙", "xiejin"), ("查良镛", "zhaliangyong"),
        ("区大相", "oudaxiang"), ("翟让", "zhairang"), ("盖聂", "genie"), ("尉迟恭", "yuchigong"), ("万俟卨", "moqixie"),
        ("欧阳修", "ouyangxiu"), ("張三", "zhangsan"), ("䶮一", "yanyi"), ("𠮷田", "jitian"), ("吕布", "lvbu"),
    ],
)  # fmt: skip
def test_readings(written: str, spoken: str) -> None:
    """The likeliest reading uses the reading of the surname."""
    assert name.readings(written)[0] == spoken


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("张伟", "张伟", "same"),
        ("張偉", "张伟", "variant"),
        ("髙桥", "高桥", "variant"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提", "variant"),
        ("张三先生", "张三", "variant"),
        ("张伟", "张玮", "reading"),
        ("张三", "章三", "homophone"),
        ("王未", "王末", "glyph"),
        ("陈林", "成林", "fuzzy"),
        ("张三", "张三丰", "part"),
        ("张先生", "张三", "part"),
        ("林志颖", "林志玲", "different"),
        ("张三", "李四", "different"),
        ("曾伟", "Zeng Wei", "romanized"),
        ("张三", "San Zhang", "romanized"),
        ("John Smith", "SMITH, John", "order"),
        ("J. Smith", "John Smith", "initials"),
        ("Jonathon Smith", "Jonathan Smith", "close"),
        ("John Smith", "Mary Smith", "different"),
    ],
)
def test_classes(left: str, right: str, expected: str) -> None:
    """Two names fall into one class of likeness, whichever comes first."""
    assert name.name_class(left, right) == name.name_class(right, left) == expected
    assert name.compare(left, right) == name.LIKENESS[expected]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳修文", "欧阳**"),
        ("John Smith", "J*** S***"),
        ("张三13800138000", "张***"),
        ("张", "*"),
    ],
)
def test_mask(typed: str, shown: str) -> None:
    """No more is shown than the surname and, of three characters, the last."""
    assert name.mask(typed) == shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("張三", ["张三", "zhangsan"]),
        ("张三（微信）", ["张三", "zhangsan"]),
        ("张三2", ["张三", "zhangsan"]),
        ("ZHANG, San", ["san zhang", "zhangsan", "sanzhang"]),
        ("张先生", []),
        ("匿名", []),
        ("张*", []),
    ],
)
def test_keys(typed: str, found: list[str]) -> None:
    """A name is found under its standard form and reading; what names nobody is not found at all."""
    assert name.keys(typed) == found


def test_parts() -> None:
    """A name has a surname, a given name and a reading."""
    assert name.parse("欧阳修") == {"surname": "欧阳", "given": "修", "reading": "ouyangxiu"}
    assert name.parse("Smith, John") == {"surname": "Smith", "given": "John", "reading": ""}


@pytest.mark.parametrize(
    ("typed", "personal"), [("张三", True), ("张三先生", True), ("李总", False), ("北京分公司", False), ("", False)]
)
def test_is_personal(typed: str, personal: bool) -> None:
    """Only what names one person in full may count as evidence."""
    assert name.is_personal(typed) is personal


def test_characters() -> None:
    """Standard forms fold variants but keep names apart that people keep apart; similar shapes are known."""
    assert standard("張鍾髙﨑昇喆") == "张钟高崎昇喆"
    assert [alike(*pair) for pair in ("未末", "己已", "晴睛", "张章", "李王")] == [True, True, True, False, False]
    assert readings("乐")[0] in {"le", "yue"} and readings("x") == ()


@given(TYPED)
@EVERYWHERE
def test_stable(typed: str) -> None:
    """A stored name is stored the same again, and no verb fails on any text."""
    name.keys(typed), name.mask(typed), name.parse(typed), name.readings(typed), name.is_personal(typed)
    try:
        stored = name.clean(typed)
    except Unreadable as reason:
        assert reason.reason in name.REASONS
    else:
        assert not stored or name.clean(stored) == stored


@given(st.text(alphabet="张李王欧阳三四小老总收转某伟芳用户测试公司先生师", min_size=2, max_size=3))
@EVERYWHERE
def test_plain(typed: str) -> None:
    """A name recognised at once is one that the full examination finds nothing against."""
    if persons.is_plain(typed):
        assert (
            persons.evened(typed) == typed and persons.why_not(typed) is None and persons.without_title(typed) == typed
        )


@given(TYPED, TYPED)
@EVERYWHERE
def test_symmetric(left: str, right: str) -> None:
    """Likeness does not depend on the order, and a name is like itself."""
    assert name.compare(left, right) == name.compare(right, left)
    assert name.compare(left, left) == 1.0
