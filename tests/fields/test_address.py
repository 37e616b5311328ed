"""Addresses: read as far as they can be, never invented, never rewritten."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import address, divisions
from custsheet.fields.address_parts import judged_by_walk, legible, place
from custsheet.fields.base import Unreadable

EXACT, SHORT, INFERRED, HISTORIC = "exact", "short", "inferred", "historic"


def region(value):
    found = address.parse(value)
    return "/".join((found["province"], found["city"], found["district"]))


@pytest.mark.parametrize(
    ("typed", "regions", "detail", "method"),
    [
        ("浙江省杭州市西湖区文三路478号", "浙江省/杭州市/西湖区", "文三路478号", EXACT),
        ("浙江省 杭州市 西湖区 文三路478号", "浙江省/杭州市/西湖区", "文三路478号", EXACT),
        ("浙江-杭州-西湖区，文三路478号", "浙江省/杭州市/西湖区", "文三路478号", SHORT),
        ("浙江省杭州市西湖区浙江省杭州市西湖区文三路", "浙江省/杭州市/西湖区", "文三路", EXACT),
        ("北京市", "北京市/北京市/", "", EXACT),
        ("上海上海市浦东新区张江路1号", "上海市/上海市/浦东新区", "张江路1号", SHORT),
        ("上海市市辖区徐汇区漕溪北路", "上海市/上海市/徐汇区", "漕溪北路", EXACT),
        ("上海市浦东虹漕路461号", "上海市/上海市/浦东新区", "虹漕路461号", SHORT),
        ("河南省省直辖县级行政区划济源市济水大街", "河南省//济源市", "济水大街", EXACT),
        ("湖北仙桃", "湖北省//仙桃市", "", SHORT),
        ("广东省东莞市长安镇振安路", "广东省/东莞市/", "长安镇振安路", EXACT),
        ("内蒙古呼和浩特新城区", "内蒙古自治区/呼和浩特市/新城区", "", SHORT),
        ("恩施州利川市东城街道", "湖北省/恩施土家族苗族自治州/利川市", "东城街道", INFERRED),
        ("恭城县人民路", "广西壮族自治区/桂林市/恭城瑶族自治县", "人民路", INFERRED),
        ("吉林省朝阳区不知道店", "吉林省/长春市/朝阳区", "不知道店", INFERRED),
        ("昆山千灯镇玉溪西路", "江苏省/苏州市/昆山市", "千灯镇玉溪西路", INFERRED),
        ("荆州", "湖北省/荆州市/", "", INFERRED),
        ("荆州区", "湖北省/荆州市/荆州区", "", INFERRED),
        ("吉林船营区", "吉林省/吉林市/船营区", "", INFERRED),
        ("青岛市北区辽宁路", "山东省/青岛市/市北区", "辽宁路", INFERRED),
        ("我家的地址是江苏淮安清江浦区上海路111号", "江苏省/淮安市/清江浦区", "上海路111号", SHORT),
        ("收货人李明浙江省杭州市西湖区文三路", "浙江省/杭州市/西湖区", "文三路", EXACT),
        ("上海市闸北区天目西路1号", "上海市/上海市/静安区", "天目西路1号", HISTORIC),
        ("重庆渝北区龙溪街道", "重庆市/重庆市/两江新区", "龙溪街道", HISTORIC),
        ("江苏省淮阴市沭阳县", "江苏省/宿迁市/沭阳县", "", HISTORIC),
        ("四川省重庆市渝中区", "重庆市/重庆市/渝中区", "", HISTORIC),
        ("廣東省東莞市厚街鎮", "广东省/东莞市/", "厚街鎮", EXACT),
        ("台灣臺北市信義區", "台湾省/台北市/", "信義區", SHORT),
        ("香港九龙油尖旺区弥敦道1号", "香港特别行政区/香港特别行政区/油尖旺区", "弥敦道1号", SHORT),
        ("⻄安市⻓安区", "陕西省/西安市/长安区", "", INFERRED),
        ("淮安市市辖区", "江苏省/淮安市/", "", INFERRED),
    ],
)
def test_parse(typed, regions, detail, method):
    """Divisions are found however they are written, and what was missing is filled in only when there is one such place."""
    found = address.parse(typed)
    assert (region(typed), found["detail"], found["method"]) == (regions, detail, method)


@pytest.mark.parametrize(
    "typed",
    [
        "南京西路1376号", "东长安街1号东方广场", "湖滨南路88号", "朝阳门大街12号", "工业园区星湖街5号", "北京东路668号", "中山北路1号", "上海大厦12楼",
        "北京大学", "昆明路508号北美广场B座", "开发区上海路南现代路西", "威海路48号", "吉林大路与吉林街交汇处", "一二八纪念路928号", "三元桥凤凰置地广场",
        "茂名南路58号", "合肥路644号", "嘉陵江东街50号", "大连路970号", "解放大道", "老城区人民路", "市民街98号", "和平里", "兰州拉面馆", "重庆火锅店",
        "东方花园3栋", "武侯祠大街231号", "西湖文化广场1号", "城关镇", "天津道1号", "南京大酒店", "长安街", "新华书店", "永和豆浆店", "中山公园",
    ],
)  # fmt: skip
def test_roads_are_no_places(typed):
    """No place is invented from the name of a road, a building or a body."""
    assert region(typed) == "//"


@pytest.mark.parametrize(
    ("typed", "regions"),
    [
        ("苏州工业园区星湖街328号", "江苏省/苏州市/"),
        ("杭州西湖文化广场1号", "浙江省/杭州市/"),
        ("成都武侯祠大街231号", "四川省/成都市/"),
        ("上海市南京西路1468号", "上海市/上海市/"),
        ("西安雁塔路1号", "陕西省/西安市/"),
        ("昆明市北辰财富中心", "云南省/昆明市/"),
        ("福建省鼓楼区鼓楼医院", "福建省/福州市/鼓楼区"),
        ("苏州市吴中区苏州湾大道", "江苏省/苏州市/吴中区"),
        ("深圳市福田区深南大道1号（市民中心旁）", "广东省/深圳市/福田区"),
    ],
)
def test_reading_stops_at_roads(typed, regions):
    """A road named after another place adds nothing to the place that is written."""
    assert region(typed) == regions


@pytest.mark.parametrize(
    ("typed", "common", "candidates"),
    [
        ("朝阳区建国路88号", "//", "北京市/朝阳区;吉林省/长春市/朝阳区"),
        ("江北区观音桥", "//", "浙江省/宁波市/江北区;重庆市/两江新区"),
        ("山东省市中区", "山东省//", "山东省/济南市/市中区;山东省/枣庄市/市中区"),
        ("江苏省杭州市西湖区", "//", "江苏省;浙江省/杭州市/西湖区"),
    ],
)
def test_ambiguous(typed, common, candidates):
    """Where several places fit, or the address contradicts itself, what they have in common is given, and the candidates."""
    found = address.parse(typed)
    assert (region(typed), found["method"], found["candidates"]) == (common, "ambiguous", candidates)


def test_numbers_are_cut_out():
    """A postcode is told apart from telephone and house numbers, and neither stays in the detail."""
    found = address.parse("张三，13800138000，江苏省南京市鼓楼区中山路1号 邮编：210008")
    assert (found["detail"], found["postcode"], found["code"]) == ("中山路1号", "210008", "320106")


@pytest.mark.parametrize(
    "typed", ["100 Main St, Springfield, IL 62701", "Calle Mayor 5, Madrid", "32323", "", " ", "😀", "\x00"]
)
def test_foreign(typed):
    """Addresses in other letters, and anything else, give blanks and no fault."""
    found = address.parse(typed)
    assert all(not found[part] for part in address.PARTS if part not in ("postcode", "method"))


PLACES = [code for code, unit in divisions.units().items() if unit.level > 1]
TAILS = (
    "文三路478号7号楼",
    "人民路1号",
    "上海路2号",
    "开发区中山路3号",
    "",
    "西街",
    " 城关镇东街5号",
    "山后村",
    "市场路8号",
)


@st.composite
def beginnings(draw):
    """Ways to begin an address in any place, names in full or short, with or without separators."""
    line = divisions.line(draw(st.sampled_from(PLACES)))
    names = [
        draw(st.sampled_from([divisions.named(code), divisions.short(code) or divisions.named(code), ""]))
        for code in line[:-1]
    ]
    last = draw(st.sampled_from([divisions.named(line[-1]), divisions.short(line[-1]) or divisions.named(line[-1])]))
    return draw(st.sampled_from(["", "", " ", "-"])).join([*names, last]) + draw(st.sampled_from(TAILS))


@settings(derandomize=True, max_examples=500, deadline=None)
@given(beginnings())
def test_shortcut_agrees(typed):
    """The look-up of whole beginnings gives what the careful walk gives."""
    text = legible(typed.strip(" -"))
    assert place(text) == judged_by_walk(text)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="北京市朝阳区上海路南中山西湖鼓楼 1号,，省县-（）abc", max_size=20))
def test_any_text(typed):
    """No text is too odd: all verbs answer, cleaning is done once, likeness is symmetric."""
    try:
        cleaned = address.clean(typed)
    except Unreadable:
        cleaned = typed
    else:
        assert address.clean(cleaned) == cleaned
    assert set(address.parse(typed)) == set(address.PARTS)
    other = "北京市朝阳区中山路1号"
    assert address.compare(typed, other) == address.compare(other, typed)
    assert address.compare(typed, typed) == 1
    assert 0 <= address.compare(typed, other) <= 1
    assert "1号" not in address.mask(typed)
    assert all(address.keys(typed))


@pytest.mark.parametrize("unit", ["南京", "北京市", "(", "市辖区", "12345 ", "路1号", "上海,"])
def test_long_text(unit):
    """A cell as full as Excel allows is read as well, in no time."""
    typed = (unit * 32767)[:32767]
    assert set(address.parse(typed)) == set(address.PARTS)
    assert 0 <= address.compare(typed, typed + unit) <= 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  上海市　黄浦区\u200b ", "上海市 黄浦区"),
        ("文三路４７８号Ａ座", "文三路478号A座"),
        ("北京（总部）", "北京（总部）"),
        ("廣東省東莞市", "廣東省東莞市"),
    ],
)
def test_clean(typed, kept):
    """An address is trimmed and its letters narrowed, and nothing else."""
    assert address.clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("无", "placeholder"),
        ("未知", "placeholder"),
        ("-", "placeholder"),
        ("N/A", "placeholder"),
        ("杭州市锟斤拷路", "damaged"),
        ("京", "too_short"),
    ],
)
def test_unreadable(typed, reason):
    """Fillers and lost letters are named."""
    with pytest.raises(Unreadable) as caught:
        address.clean(typed)
    assert caught.value.reason == reason
    assert reason in address.REASONS


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ("杭州市西湖区文三路478号7号楼2单元802", "浙江省杭州西湖区文三路４７８号７幢２单元802室", 0.95, 1),
        ("杭州市西湖区文三路478号7号楼2单元802", "杭州市西湖区文三路478号七号楼二单元802（邮局旁）", 0.95, 1),
        ("杭州市西湖区文三路478号", "杭州市西湖区文三路478号7-2-802", 0.8, 0.8),
        ("杭州市西湖区文三路478号7-2-802", "杭州市西湖区文三路478号7-2-801", 0.6, 0.6),
        ("上海市闸北区天目西路1号", "上海市静安区天目西路1号", 0.95, 1),
        ("杭州市西湖区翠苑一区", "杭州市西湖区翠苑一区12幢", 0.7, 0.7),
        ("杭州市西湖区文三路478号", "杭州市西湖区天目山路22号", 0.2, 0.3),
        ("杭州市西湖区文三路478号", "宁波市海曙区文三路478号", 0, 0),
        ("杭州市西湖区文三路478号", "杭州市拱墅区文三路478号", 0.6, 0.6),
        ("12 North Main Street, Springfield", "12 N. Main St Springfield", 1, 1),
        ("12 Main Street, Springfield", "12 Maine Street Springfield", 0.8, 0.95),
        ("12 Main Street, Springfield", "14 Main Street, Springfield", 0.2, 0.35),
        ("12 Main Street", "杭州市西湖区", 0, 0),
    ],
)
def test_compare(left, right, low, high):
    """The same door is told from the same road, the same district and another city."""
    assert low <= address.compare(left, right) <= high


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("杭州市西湖区文三路478号7号楼2单元802", "浙江省杭州市西湖区文三路４７８号７幢２单元802室"),
        ("上海市闸北区天目西路1号", "上海静安区天目西路1号（收）"),
        ("12 North Main Street, Springfield", "12 N Main St"),
    ],
)
def test_keys(left, right):
    """Two ways to write one door meet under a key."""
    assert set(address.keys(left)) & set(address.keys(right))


def test_mask():
    """Only province, city and district are shown."""
    assert address.mask("北京市朝阳区建国路88号") == "北京市朝阳区***"
    assert address.mask("12 Main Street") == "***"


FILLED = [
    ("", "", "", "浙江省杭州市西湖区文三路", ("浙江省", "杭州市", "西湖区", "exact")),
    ("北京", "", "", "朝阳区建国路88号", ("北京", "北京市", "朝阳区", "exact")),
    ("", "杭州", "", "西湖区文三路", ("浙江省", "杭州", "西湖区", "inferred")),
    ("", "", "朝阳区", "建国路88号", ("", "", "朝阳区", "")),
    ("江苏省", "", "", "杭州市西湖区", ("江苏省", "", "", "")),
    ("上海市", "上海市", "闸北区", "天目西路1号", ("上海市", "上海市", "闸北区", "")),
    ("", "苏州市", "高新区", "塔园路1号", ("江苏省", "苏州市", "高新区", "inferred")),
    ("", "", "", "南京西路1376号", ("", "", "", "")),
    ("", "", "", "", ("", "", "", "")),
    ("CA", "", "", "12 Main Street", ("CA", "", "", "")),
]


def test_fill():
    """Blanks are filled from columns and address together, and only when they agree; what is written stays."""
    given_ = pd.DataFrame([row[:4] for row in FILLED], dtype="str", index=range(10, 10 + len(FILLED)))
    found = address.fill(given_[0], given_[1], given_[2], given_[3])
    assert list(found.columns) == ["province", "city", "district", "method", "confidence"]
    assert found.index.equals(given_.index)
    assert [tuple(row[:4]) for row in found.values.tolist()] == [row[4] for row in FILLED]
