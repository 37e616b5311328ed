"""What every kind of value promises, whatever anybody types. Walks the registry."""

import inspect

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import KINDS, Outcome, Unreadable
from custsheet.fields.base import attempt
from custsheet.texts import lookup

PERSONAL = ("phone", "email", "name", "address", "resident_id", "bankcard", "wechat", "qq", "plate", "gender", "text")
TYPED = """138 0013 8000|+86-138-0013-8000|021-62345678转801|4008001024|+1 201-555-0123|123456789|138****8000|13800138000/13900139000
zhangsan@|ZhangSan@QQ.COM|a＠qq。com|a@b.com; c@d.com|11010519491231002x|110105491231002|91350100M000100Y43|6222021234567894
男|女士|F|是|已退订|TRUE|VIP客户|老客户;VIP|★★★★☆|8/10|不满意|微信号：zhang_san88|QQ 12345678|https://Example.com/A?b=C|京A·12345|粤BD12345
张三|欧阳 娜娜|Mr. John Smith|阿卜杜拉·买买提|北京市朝阳区建国路88号|上海市浦东新区世纪大道100号2栋301室|100000|510000
2023-01-05|2023年1月5日|1月5日|44931|¥1,234.50|1.2万|壹佰元整|-5|=1+1|NA|00123|𠮷野家|1.38E+10|无|-|（深圳）腾讯有限公司|Acme Co., Ltd."""
EXAMPLES = [each for line in TYPED.split("\n") for each in line.split("|")]

PIECES = st.sampled_from(
    [
        *EXAMPLES,
        *"+-()/;,.@*#　·：·0138年月日元万省市区路号男女是否ＡａxX\u200b\ufeff\n\t ",
        "转",
        "ext",
        "（微信）",
        "手机:",
    ]
)
ANY_TEXT = st.one_of(
    st.sampled_from(EXAMPLES),
    st.lists(PIECES, max_size=5).map("".join),
    st.text(max_size=24),
    st.text("0123456789-+@.xX* ", max_size=20),
)
CHECKED = settings(max_examples=40, derandomize=True, deadline=None, database=None)

every_kind = pytest.mark.parametrize("kind", KINDS)


def cleaned(kind, value):
    """Return the canonical form, or None where the value cannot be read."""
    try:
        return KINDS[kind].clean(value)
    except Unreadable as fault:
        assert fault.reason in KINDS[kind].REASONS
        return None


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_clean_is_final(kind, value):
    """A cleaned value, cleaned again, stays as it is; no text makes a cleaner fall over."""
    canonical = cleaned(kind, value)
    if canonical:
        assert KINDS[kind].clean(canonical) == canonical


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_what_is_shown_is_read_back(kind, value):
    """A workbook that was cleaned and is read again holds the same values."""
    canonical = cleaned(kind, value)
    if canonical and hasattr(KINDS[kind], "show"):
        assert KINDS[kind].clean(KINDS[kind].show(canonical)) == canonical


@every_kind
@CHECKED
@given(left=ANY_TEXT, right=ANY_TEXT)
def test_compare_is_a_likeness(kind, left, right):
    """Likeness is 1 of a value with itself, the same both ways, and never outside 0…1."""
    compare = KINDS[kind].compare
    assert compare(left, left) == 1
    assert compare(left, right) == compare(right, left)
    assert 0 <= compare(left, right) <= 1


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_keys_are_distinct_text(kind, value):
    """Every value can be asked for its keys; none is blank or given twice."""
    keys = KINDS[kind].keys(value)
    assert all(isinstance(key, str) and key for key in keys)
    assert len(keys) == len(set(keys))


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_parts_have_the_announced_names(kind, value):
    """A value that can be read has the parts its kind names, all of them text."""
    if not hasattr(KINDS[kind], "parse") or not value.strip():
        return
    try:
        parts = KINDS[kind].parse(value)
    except Unreadable:
        return
    assert set(parts) <= set(KINDS[kind].PARTS)
    assert all(isinstance(part, str) for part in parts.values())


@pytest.mark.parametrize("kind", PERSONAL)
@CHECKED
@given(value=ANY_TEXT)
def test_mask_hides(kind, value):
    """What may be shown to anybody is never the whole value of a person."""
    masked = KINDS[kind].mask(value)
    if sum(map(str.isalnum, value)) >= 2 and "*" not in value:
        assert masked != value


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_mask_answers(kind, value):
    """Every text has a masked form."""
    assert isinstance(KINDS[kind].mask(value), str)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if hasattr(KINDS[kind], "clean_column")])
@CHECKED
@given(values=st.lists(ANY_TEXT, max_size=8))
def test_columnar_twin(kind, values):
    """A column gives what its values give one by one."""
    module = KINDS[kind]
    rule = getattr(module, "rule", None)
    assert module.clean_column(values) == [attempt(kind, module.clean, value, {}, rule) for value in values]


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_split_and_survey_answer(kind, value):
    """The optional verbs take any text; what a survey tells are options of `clean`."""
    module = KINDS[kind]
    if hasattr(module, "split"):
        assert all(isinstance(part, str) for part in module.split(value))
    if hasattr(module, "survey"):
        assert set(module.survey(pd.Series([value, value], dtype="str"), value)) <= set(
            inspect.signature(module.clean).parameters
        )


@every_kind
def test_values_are_left_or_named(kind):
    """An outcome either names an issue and keeps the value, or names the change, or changes nothing."""
    module = KINDS[kind]
    for value in EXAMPLES:
        outcome = attempt(kind, module.clean, value, {}, getattr(module, "rule", None))
        assert isinstance(outcome, Outcome)
        assert outcome.value == value if outcome.issue else (outcome.value != value) == bool(outcome.rule)


@every_kind
def test_suggestions_can_be_read(kind):
    """A suggestion is a value the kind can read, unless it names another field (`qq: 12345678`)."""
    for value in EXAMPLES:
        try:
            KINDS[kind].clean(value)
        except Unreadable as fault:
            if fault.suggestion and ": " not in fault.suggestion:
                assert KINDS[kind].clean(fault.suggestion)


@pytest.mark.parametrize("lang", ["zh", "en"])
@every_kind
def test_every_reason_has_a_page(kind, lang):
    """Whatever a kind complains of is explained in both languages."""
    for reason, level in KINDS[kind].REASONS.items():
        page = lookup("rules", f"{kind}.{reason}", lang=lang)
        assert {"title", "message", "why", "fix", "bad", "good"} <= set(page)
        assert level.level in ("error", "warning", "info")
