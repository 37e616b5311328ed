"""Keys of whole columns: those of their values one by one."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import KINDS, hanzi
from custsheet.fields.divisions import units
from custsheet.fields.surnames import COMPOUND, SINGLE

NAMES = """张伟 李娜 曾小贤 单雄信 欧阳修文 慕容雪 歐陽修 陳大文 仇长 查尔 解晓东 任盈盈 乐毅 区长庚 万俟卨 尉迟恭 王𠮷 王〇
张伟1 孙先生 黄总 老王 测试 张三/李四 阿卜杜拉·买买提 Zhang·Wei San·Zhang 北京远岫家居有限公司 行行 朴长 盖都督 长行重 重长乐"""
ADDRESSES = """江苏省南京市鼓楼区中山北路12号7号楼2单元802室 江苏南京鼓楼区中山北路12-3号802 南京市鼓楼区锦绣路391号10-3-1903 上海市浦东新区曙光路104弄12号301
浙江省杭州市西湖区文三路478号A座3B 浙江省杭州市西湖区翠苑三区12幢 浙江省杭州市西湖区翠苑12幢003室 浙江省杭州市西湖区留下街道12号 浙江省杭州市西湖区留下街道西溪路007号
广东省深圳市南山区科技园路街12号 广东省深圳市南山区万科城3号路12栋 广东省深圳市南山区大新村5 江苏省昆山市周市镇陆杨路5号--2 四川省成都市武侯区一环路南4段12号
四川省成都市武侯区幸福路七号楼2单元 四川省成都市武侯区幸福路3号(近河) 四川省成都市武侯区幸福路3号代收 四川省成都市武侯区幸福路610041号 四川省成都市武侯区幸福路3号abc
四川省成都市武侯區幸福路3号 重庆市沙坪坝区人民路193号18号楼 朝阳区建国路88号 上海市南京西路1号 江苏省江苏省南京市鼓楼区新1路3号 北京市朝阳区里12号 北京市朝阳区望京12- 88号"""
EMAILS = """a.b+c@gmail.com A.B@googlemail.com zhang_san@QQ.com zhang@qq.com zhang@qq.con x@gmial.com +t@163.com a+@qq.com a..b@qq.com a@b a@sub.qq.com
甲@qq.com a@qq.com;b@qq.com zhang@gamil.com.cn .a@qq.com a--b@x--y.com zhangsan@hotmal.com z@yahoo.co"""
PHONES = "+8613800138000 +8613912345678 +85221234567 +8613800138000;ext=12 +12015550123 +861062345678 138****8000 13800138000 +86 ++8613800138000 +8613800138000x"
LIKELY = {
    "name": [*NAMES.split(), "Mr. John Smith", "", " "],
    "address": [*ADDRESSES.split(), "Main Street 5", "", "江苏省南京市鼓楼区 中山路5号"],
    "email": [*EMAILS.split(), "", "a @qq.com"],
    "phone": [*PHONES.split(), "", "138 0013 8000"],
}
SIGNS = "".join(map(chr, range(hanzi.FIRST, 0x9FFF, 7))) + "长重行乐单仇查区曾盖朴万"
PLACES = sorted({unit.name for unit in units().values()})
ENDS = "中山北路 街道 留下镇 大道 翠苑 小区 新村 弄 里 1 12 007 0 -3 号 号楼 单元 栋 室 A B座 a1 段 路 胡同 十二号 三 收 附近"

names = st.builds(
    "".join, st.tuples(st.sampled_from(sorted(SINGLE | COMPOUND)), st.text(SIGNS, min_size=1, max_size=3))
)
addresses = st.builds(
    "".join,
    st.tuples(
        st.sampled_from([*PLACES, "江苏省南京市鼓楼区"]),
        st.lists(st.sampled_from(ENDS.split()), max_size=9).map("".join),
    ),
)
emails = st.from_regex(r"[a-zA-Z.+_]{1,6}@(qq\.com|gmail\.com|gmial\.com|163\.con|[a-z-]{1,4}\.cn)", fullmatch=True)
phones = st.from_regex(r"\+?[0-9]{5,16}(;ext=1)?", fullmatch=True)
ANY = {"name": names, "address": addresses, "email": emails, "phone": phones}
WITH_TWIN = [kind for kind in KINDS if hasattr(KINDS[kind], "keys_column")]


def recognised(kind, values):
    """Return the values that the twin recognises, after comparing their keys."""
    found = KINDS[kind].keys_column(pd.Series(values, dtype="str", index=range(5, 5 + len(values))))
    assert found.index.tolist() == list(range(5, 5 + len(values)))
    seen = {}
    for value, row in zip(values, found.to_numpy(object).tolist(), strict=True):
        assert row[0] or not any(row)
        if row[0]:
            seen[value] = [key for key in row if key]
    assert seen == {value: KINDS[kind].keys(value)[: found.shape[1]] for value in seen}
    return seen


def test_every_twin_is_tested():
    """A new twin comes with likely values and unlikely ones."""
    assert sorted(WITH_TWIN) == sorted(LIKELY) == sorted(ANY)


@pytest.mark.parametrize("kind", WITH_TWIN)
def test_likely_values(kind):
    """A column has the keys of its values, whoever looks like whom, and most ordinary values are recognised."""
    assert len(recognised(kind, LIKELY[kind])) >= 4
    assert recognised(kind, []) == {}


@pytest.mark.parametrize("kind", WITH_TWIN)
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_any_values(kind, data):
    """Whatever stands in a column, what the twin recognises has the keys it would have alone."""
    recognised(kind, data.draw(st.lists(st.one_of(ANY[kind], st.text(max_size=12)), max_size=8)))


def test_all_signs():
    """Every sign of the usual block has the reading in a column that it has alone."""
    recognised("name", [f"王{chr(code)}{chr(code + 1)}" for code in range(hanzi.FIRST, 0x9FA0)])


def test_all_districts():
    """However the divisions are called, road and numbers behind them are found as in a single address."""
    assert len(recognised("address", [f"{place}中山路12号3-0401" for place in PLACES])) > 100
