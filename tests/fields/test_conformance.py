"""What every kind of value promises, whatever anybody types. Walks the registry."""

import inspect

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import KINDS, Outcome, Unreadable, clean, outcomes, parse
from custsheet.fields.base import attempt
from custsheet.texts import lookup

PERSONAL = ("phone", "email", "name", "address", "resident_id", "bankcard", "wechat", "qq", "plate", "gender", "text")
TYPED = """138 0013 8000|+86-138-0013-8000|021-62345678转801|4008001024|+1 201-555-0123|123456789|138****8000|13800138000/13900139000
zhangsan@|ZhangSan@QQ.COM|a＠qq。com|a@b.com; c@d.com|11010519491231002x|110105491231002|91350100M000100Y43|6222021234567894
男|女士|F|是|已退订|TRUE|VIP客户|老客户;VIP|★★★★☆|8/10|不满意|微信号：zhang_san88|QQ 12345678|https://Example.com/A?b=C|京A·12345|粤BD12345
张三|欧阳 娜娜|Mr. John Smith|阿卜杜拉·买买提|北京市朝阳区建国路88号|上海市浦东新区世纪大道100号2栋301室|100000|510000
2023-01-05|2023年1月5日|1月5日|44931|¥1,234.50|1.2万|壹佰元整|-5|=1+1|NA|00123|𠮷野家|1.38E+10|无|-|（深圳）腾讯有限公司|Acme Co., Ltd."""
EXAMPLES = [each for line in TYPED.split("\n") for each in line.split("|")]

# What a column is full of, and what only looks like it.
COLUMNS = """王伟|欧阳修文|慕容雪|欧阳|欧阳总|张总|张雪姐|李先生|王某|张某某|赵志明|周海|林超|陈店|李代收|王收|马超市|测试|某某|無名氏|刘𠮷|老王|王二小姐|任用户
安徽省合肥市蜀山区翠竹路282号26号楼3单元1504室|南京市鼓楼区锦绣路391号10-3-1903|锟斤拷锟斤拷锟斤拷|北京市朝阳区　建国路88号|详细地址详细地址|上海市浦东新区世纪大道１００号|朝阳区建国路(88号)
合肥远岫家居有限公司|腾讯计算机系统（深圳）有限公司|腾讯计算机系统(深圳)有限公司|某某有限公司|测试有限公司|张家小吃店|上海甲公司、北京乙公司|锟斤拷有限公司|老王的小店铺
11010519491231002X|340104199102253608|33021219701110189X|370202199212164718|11010519491231002x|110105194912310021|110105200002290013|110105190002290015|110105202713010017|34052419800101001X|110105194913310020|000000000000000000
2024-02-29|2023-02-29|2023-04-31|2023-12-31|1849-12-31|1850-01-01|2150-12-31|2151-01-01|1900-01-01|9999-12-31|2023-1-5|2023-01-05 10:20:30|2023/1/5 下午3:20|25/12/2023 10:20|85.3.8|2023-01-05T10:20:30+08:00|2023-01-05 13:00 am|20230105 8:05|2023-00-10|2023-01-00
13912345678|13900000000|138-0013-8000|+86 138 0013 8000|008613800138000|8613800138000|12800138000|17400138000|+8613800138000|+8613812345678|1380013800|１３８００１３８０００|+862162345678;ext=801|(021)62345678-801|022-22222222|4008001024|13800138001.0|手机 13800138001|+8613800138001 | +862162345678
a.b+c@qq.com|a@gmial.com|a@example.com|a@QQ.com|A@qq.com|a@b--c.com|a..b@qq.com|a@qq|a@-qq.com|a_b@mail.sina.com.cn|a@qq.con|甲@qq.com
0|-0|-0.0|00|12|12.50|1,234.50|1,23|¥100|￥0100.00元|100元|.5|-12.5|1e5|+5|1.|007|1,000元|¥1,234,567.80|12.5万|1.234,56|3件|28岁|1,000件
老客户|=1+1|a\u00adb|\u200b甲|甲 乙|甲\u3000乙|甲\n乙|\u2060x|é|①|喜欢喝茶，周末联系。|…|甲\u200b乙|x\ufeff"""
LIKELY = [
    *EXAMPLES,
    *(each for line in COLUMNS.split("\n") for each in line.split("|")),
    "甲\n乙",
    " ",
    "",
    "\t",
    "a" * 250 + "@qq.com",
]
OPTIONS = [
    {},
    {"region": "US"},
    {"decimal_sign": ","},
    {"currency": "USD"},
    {"counted": True},
    {"today": "2024-06-30"},
    {"order": "DMY", "serial": True},
    {"area_code": "010"},
]

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
CHECKED = settings(max_examples=25, derandomize=True, deadline=None, database=None)

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


@pytest.mark.parametrize("verb", ["show", "mask"])
@every_kind
def test_columns_are_shown_and_masked_alike(kind, verb):
    """What a whole column is shown or masked as at once is what one value is shown or masked as."""
    twin = getattr(KINDS[kind], f"{verb}_column", None)
    if twin is None:
        return
    values = [*LIKELY, *filter(None, (cleaned(kind, each) for each in LIKELY))]
    told = zip(values, twin(pd.Series(values, dtype="str")), strict=True)
    assert [
        (value, at_once) for value, at_once in told if at_once and at_once != getattr(KINDS[kind], verb)(value)
    ] == []


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


def one_by_one(kind, values, **options):
    """Return the outcomes of values, each cleaned by itself."""
    module = KINDS[kind]
    rule, known = getattr(module, "rule", None), inspect.signature(module.clean).parameters
    chosen = {name: option for name, option in options.items() if name in known}
    return [attempt(kind, module.clean, value, chosen, rule) for value in values]


def as_a_column(kind, values, **options):
    """Return the outcomes of values, cleaned as a column."""
    answered = outcomes(kind, pd.Series(values, dtype="str"), **options)
    return [Outcome(*row) for row in answered.itertuples(index=False)]


with_twin = pytest.mark.parametrize("kind", [kind for kind in KINDS if hasattr(KINDS[kind], "clean_column")])


@every_kind
@CHECKED
@given(values=st.lists(ANY_TEXT, max_size=8))
def test_a_column_gives_what_its_values_give(kind, values):
    """Whether values are cleaned one by one or as a column, the answers are the same."""
    assert as_a_column(kind, values) == one_by_one(kind, values)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@with_twin
def test_columnar_twin_on_likely_values(kind, options):
    """The twin recognises nothing that the cleaner would alter or refuse, whatever the column's options."""
    assert as_a_column(kind, LIKELY, **options) == one_by_one(kind, LIKELY, **options)


@with_twin
def test_columnar_twin_takes_the_same_options(kind):
    """An option of the cleaner is one of its twin, with the same default."""
    clean, twin = (
        list(inspect.signature(verb).parameters.values())[1:] for verb in (KINDS[kind].clean, KINDS[kind].clean_column)
    )
    assert [(each.name, each.default) for each in clean] == [(each.name, each.default) for each in twin]


@with_twin
def test_columnar_twin_recognises_something(kind):
    """A twin that recognises nothing would only cost time."""
    assert (KINDS[kind].clean_column(pd.Series(LIKELY, dtype="str")) != "").sum() >= 3


@pytest.mark.parametrize("kind", [kind for kind in KINDS if hasattr(KINDS[kind], "parse")])
@CHECKED
@given(values=st.lists(st.one_of(st.sampled_from(LIKELY), ANY_TEXT), max_size=8))
def test_parts_of_a_column(kind, values):
    """Parts are the same whether values are read one by one or as a column."""
    told = [parse(kind, [value]).iloc[0].to_dict() for value in values]
    assert parse(kind, values).to_dict("records") == told


@every_kind
@CHECKED
@given(value=ANY_TEXT)
def test_what_is_read_is_one_value(kind, value):
    """A value that could be read does not hold several (tags always may): only unreadable ones are split."""
    canonical = cleaned(kind, value)
    if canonical and hasattr(KINDS[kind], "split") and kind != "tags":
        assert KINDS[kind].split(canonical) == [canonical]


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


def test_unknown_kind():
    """A kind nobody knows is answered with the nearest name."""
    with pytest.raises(ValueError, match="did you mean 'phone'"):
        clean("phnoe", ["1"])
