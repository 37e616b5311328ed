"""Headings become fields, if the values agree."""

import pandas as pd
import pytest

from custsheet.read.aliases import found_field, names_of, nearest
from custsheet.read.entities import tables_of
from custsheet.read.headings import mapped
from custsheet.schema import load_schema

SCHEMA = load_schema()
NAMES = names_of(SCHEMA)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("客户姓名", "name"),
        ("姓名*（必填）", "name"),
        ("金额（万元）", "amount"),
        ("Ｅ-ｍａｉｌ", "email"),
        ("收货人手机号（必填）", "mobile"),
        ("联系方式", "mobile"),
        ("联系电话", "phone"),
        ("Default Address Zip", "postcode"),
        ("BillingAddress", "address"),
        ("given_name", "first_name"),
        ("surname", "last_name"),
        ("suburb", "district"),
        ("state", "province"),
        ("date_of_birth", "birthday"),
        ("dob", "birthday"),
        ("addr", "address"),
        ("address_1", "address"),
        ("CustomerId", "customer_id"),
        ("order_date", "order_date"),
        ("soc_sec_id", ""),
        ("street_number", ""),
        ("序号", ""),
        ("单价", "unit_price"),
        ("UnitPrice", "unit_price"),
        ("商品种类数", ""),
    ],
)
def test_heading(heading, field):
    """A heading is recognised however it is decorated, and not where it only resembles one."""
    assert found_field(heading, NAMES)[0] == field


def of(columns: dict[str, list[str]], given: dict[str, str] | None = None) -> dict[str, str]:
    """Return heading -> field for a sheet with these columns."""
    cells = pd.DataFrame(dict(enumerate(columns.values())), dtype="str")
    return {each.heading: each.field for each in mapped(cells, dict(enumerate(columns)), NAMES, given or {})}


PHONES = ["13800138000", "13900139000", "13700137000"]
MAILS = ["a@b.cn", "c@d.cn", "e@f.cn"]


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        pytest.param({"联系方式": ["wxid_abc1", "wxid_abc2", "wxid_abc3"]}, ["wechat"], id="联系方式 with WeChat ids"),
        pytest.param({"联系方式": MAILS}, ["email"], id="联系方式 with e-mails"),
        pytest.param({"联系方式": ["123456789", "987654321"]}, ["mobile"], id="bad phones: the heading decides"),
        pytest.param({"客户": ["北京甲贸易有限公司", "乙商行", "丙厂"]}, ["company"], id="客户 that are companies"),
        pytest.param({"客户": ["张三", "李四", "王五"]}, ["name"], id="客户 that are persons"),
        pytest.param(
            {"单位": ["个", "件", "箱"], "姓名": ["张三", "李四", "王五"]}, ["", "name"], id="单位 as unit of measure"
        ),
        pytest.param(
            {"Name": ["#1001", "#1002", "#1003"], "Email": MAILS, "Financial Status": ["paid"] * 3},
            ["order_id", "email", "order_status"],
            id="Shopify orders",
        ),
        pytest.param(
            {"Title": ["Mr", "Ms", "Dr"], "Last Name": ["A", "B", "C"]}, ["gender", "last_name"], id="Outlook title"
        ),
        pytest.param(
            {"Title": ["Sales Manager", "CEO", "Clerk"], "Last Name": ["A", "B", "C"]},
            ["job_title", "last_name"],
            id="Salesforce title",
        ),
        pytest.param(
            {"日期": ["2023-01-01"] * 3, "金额": ["1", "2", "3"]}, ["order_date", "amount"], id="日期 among orders"
        ),
        pytest.param(
            {"编号": ["1", "2", "3"], "姓名": ["张三", "李四", "王五"]},
            ["customer_id", "name"],
            id="编号 among customers",
        ),
        pytest.param(
            {"编号": ["1", "2", "3"], "金额": ["1", "2", "3"]}, ["order_id", "amount"], id="编号 among orders"
        ),
        pytest.param(
            {"怎么找到你": PHONES, "姓名": ["张三", "李四", "王五"]},
            ["mobile", "name"],
            id="unknown heading, sure values",
        ),
        pytest.param(
            {"甲": ["x", "y", "z"], "姓名": ["张三", "李四", "王五"]}, ["", "name"], id="unknown heading and values"
        ),
        pytest.param({"手机1": PHONES, "手机2": PHONES}, ["mobile", "phone"], id="second number becomes the spare one"),
        pytest.param(
            {"ID Number": ["7912985", "6779471", "1234567"], "姓名": ["a", "b", "c"]},
            ["", "name"],
            id="numbers that are no identity cards",
        ),
        pytest.param(
            {"客户姓名": ["", "李四", ""], "收货人": ["张三", "李四", "王五"]}, ["", "name"], id="the fuller of two"
        ),
        pytest.param(
            {
                "姓名": ["张三", "李四", "王五"],
                "状态": ["已完成", "已退款", "已取消"],
                "日期": ["2026-01-05"] * 3,
                "金额": ["1", "2", "3"],
            },
            ["name", "order_status", "order_date", "amount"],
            id="状态 of orders",
        ),
        pytest.param(
            {"Order ID": ["A1", "A2", "A3"], "Email": MAILS, "Status": ["refunded", "paid", "open"]},
            ["order_id", "email", "order_status"],
            id="Status of orders",
        ),
        pytest.param(
            {"姓名": ["张三", "李四", "王五"], "手机": PHONES, "状态": ["正常", "停用", "正常"]},
            ["name", "mobile", "status"],
            id="状态 of customers",
        ),
        pytest.param(
            {"订单号": ["A1", "A2", "A3"], "姓名": ["张三", "李四", "王五"], "状态": ["潜在", "意向", "流失"]},
            ["order_id", "name", "status"],
            id="状态 of customers among orders, by its values",
        ),
        pytest.param(
            {
                "订单号": ["A1", "A2", "A3"],
                "姓名": ["张三", "李四", "王五"],
                "状态（必填）": ["已完成"] * 3,
                "来源": ["抖音"] * 3,
                "类型": ["零售"] * 3,
            },
            ["order_id", "name", "order_status", "channel", ""],
            id="来源 and 类型 of orders",
        ),
        pytest.param(
            {
                "订单号": ["A1", "A2", "A3"],
                "姓名": ["张三", "李四", "王五"],
                "创建时间": ["2026-01-05"] * 3,
                "客户来源": ["抖音"] * 3,
            },
            ["order_id", "name", "order_date", "source"],
            id="创建时间 of orders",
        ),
    ],
)
def test_values_must_agree(columns, fields):
    """Values and neighbours settle what a heading alone does not."""
    assert list(of(columns).values()) == fields


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        pytest.param(
            {
                "First Name": ["Anna", "Bob"],
                "Last Name": ["Smith", ""],
                "File As": ["Smith, Anna", ""],
                "Name Prefix": ["", ""],
            },
            ["first_name", "last_name", "", ""],
            id="File As beside the parts of the name",
        ),
        pytest.param(
            {"File As": ["Smith, Anna", "Li"], "E-mail 1 - Value": MAILS[:2]}, ["name", "email"], id="File As alone"
        ),
        pytest.param(
            {"Name Prefix": ["Mr", "Ms."], "Last Name": ["A", "B"]}, ["gender", "last_name"], id="prefixes that tell"
        ),
        pytest.param(
            {"Name Prefix": ["Prof. Dr.", "Sir"], "Last Name": ["A", "B"]}, ["", "last_name"], id="prefixes that do not"
        ),
        pytest.param({"姓名": ["", ""], "收货人": ["张三", "李四"]}, ["", "name"], id="an empty column gives way"),
        pytest.param(
            {"客户姓名": ["", ""], "姓名（必填）": ["张三", "李四"]},
            ["", "name"],
            id="an empty column gives way to a less sure one",
        ),
        pytest.param(
            {"银行账号": ["6222021234567894"] * 2, "姓名": ["张三", "李四"]}, ["bank_card", "name"], id="账号 of cards"
        ),
        pytest.param(
            {"银行账号": ["1001 2345 6789 0123 456"], "姓名": ["张三"]},
            ["bank_account", "name"],
            id="账号 of a company",
        ),
    ],
)
def test_columns_that_give_way(columns, fields):
    """A column of labels or blanks does not stand in for the real one."""
    assert list(of(columns).values()) == fields


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("最近消费日期", "last_order_date"),
        ("开户行", "bank"),
        ("所在地区", "province"),
        ("车牌号", "plate"),
        ("满意度", "csat"),
        ("NPS", "nps"),
        ("网址", "url"),
        ("Website 1 - Value", "url"),
        ("年龄", "age"),
        ("职业", "occupation"),
        ("支付方式", "payment_method"),
    ],
)
def test_more_headings(heading, field):
    """Kinds that can be read have headings that lead to them."""
    assert found_field(heading, NAMES)[0] == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Adress", "address"), ("Emial", "email"), ("Compnay Name", "company"), ("收货地止", "address")]
    + [
        (each, "")
        for each in (
            "Photo",
            "weight",
            "Shipping",
            "Taxes",
            "Currency",
            "TrackId",
            "HireDate",
            "规格",
            "已付款",
            "Email",
        )
    ],
)
def test_nearest(heading, field):
    """Only a slip of the pen suggests a field."""
    assert nearest(heading, NAMES) == field


def test_given_mapping_wins():
    """What the user says stands above all evidence."""
    assert of({"手机": PHONES, "甲": ["x", "y", "z"]}, {"甲": "mobile"}) == {"手机": "phone", "甲": "mobile"}


@pytest.mark.parametrize(
    ("headings", "tables"),
    [
        (["姓名", "手机"], {"customers": ["name", "mobile"]}),
        (["订单号", "金额"], {"orders": ["order_id", "amount"]}),
        (["客户编号", "订单号", "金额"], {"orders": ["customer_id", "order_id", "amount"]}),
        (["客户编号", "姓名", "金额", "甲"], {"customers": ["customer_id", "name"], "orders": ["amount", "甲"]}),
        (["姓名", "甲", "甲"], {"customers": ["name", "甲", "甲 (2)"]}),
        (["订单号", "数量", "单价"], {"other:表": ["订单号", "数量", "单价"]}),
        (["商品", "数量"], {"other:表": ["商品", "数量"]}),
        (["订单号", "姓名"], {"customers": ["name"], "orders": ["order_id"]}),
        (["甲", "乙"], {"other:表": ["甲", "乙"]}),
    ],
)
def test_entities(headings, tables):
    """A sheet feeds customers, orders, both, or a table of its own."""
    cells = pd.DataFrame({number: ["1", "2"] for number in range(len(headings))}, dtype="str")
    columns = mapped(cells, dict(enumerate(headings)), NAMES, {})
    assert {name: list(part.values()) for name, part in tables_of(columns, SCHEMA, "表").items()} == tables
