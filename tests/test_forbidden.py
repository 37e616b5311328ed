"""A schema may forbid any rule: a check, a kind's reason, what reading notices, and any change."""

import pytest

from custsheet.schema import load_schema
from tests.conftest import csv_file

START = "table: customers\ntitle: {zh: 客户, en: Customers}\nfields:\n"
FIELDS = """  name: {kind: name, title: {zh: 姓名, en: Name}, identity: true}
  mobile: {kind: phone, title: {zh: 手机, en: Mobile}, identity: true, spare: phone, levels: {%s}}
  phone: {kind: phone, title: {zh: 电话, en: Phone}}
  province: {title: {zh: 省份, en: Province}}
  city: {title: {zh: 城市, en: City}}
  address: {kind: address, title: {zh: 地址, en: Address}}
  balance: {kind: amount, title: {zh: 储值余额, en: Balance}, checks: {negative: %s}}
levels: {%s}
"""
SHEET = [
    ["姓名", "手机", "地址", "储值余额（万元）"],
    ["赵强", "123456789", "浙江省杭州市西湖区文三路90号", "-2"],
    ["李梅", "138 0013 8000", "广东省广州市天河区体育西路1号", "3"],
    ["合计", "", "", "1"],
]


@pytest.fixture
def ran(run, tmp_path):
    """Run the job on the sheet with these rules and return it."""

    def with_rules(use="", field="", levels=""):
        schema = tmp_path / "rules.yaml"
        schema.write_text(START + FIELDS % (field, use, levels), encoding="utf-8")
        return run(csv_file(tmp_path / "客户.csv", SHEET), schema=str(schema), dry_run=True)

    return with_rules


def codes(done):
    return set(done.report.book.issues["code"])


def test_without_forbidding(ran):
    """Nothing is off unless the schema says so."""
    done = ran()
    assert {"value.negative", "phone.length", "row.total", "header.unit"} <= codes(done)
    changed = done.report.book.changes
    assert {"phone.format", "amount.unit"} <= set(changed["rule"])


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param({"use": "{level: off}"}, "value.negative", id="a check of a field"),
        pytest.param({"levels": "value.negative: off"}, "value.negative", id="a check of the table"),
        pytest.param({"field": "phone.length: off"}, "phone.length", id="a kind's reason on one field"),
        pytest.param({"levels": "phone.length: off"}, "phone.length", id="a kind's reason"),
        pytest.param({"levels": "row.total: off"}, "row.total", id="what reading notices"),
    ],
)
def test_what_is_off_is_not_told(ran, rules, code):
    """A forbidden rule leaves no issue; the others stay."""
    told = codes(ran(**rules))
    assert code not in told
    assert "header.unit" in told


def test_another_level(ran):
    """A level may also be raised or lowered, for a field before the table."""
    issues = ran(field="phone.length: info", levels="phone.length: warning").report.book.issues
    assert set(issues.loc[issues["code"] == "phone.length", "level"]) == {"info"}


def test_forbidden_changes_are_not_made(ran):
    """The cell stays as typed, the region's columns are not added, amounts stay in the heading's unit."""
    done = ran(levels="phone.format: off, space: off, amount.unit: off, address.parsed: off")
    book = done.report.book
    assert not {"phone.format", "amount.unit", "address.parsed"} & set(book.changes["rule"])
    assert "138 0013 8000" in set(book.tables["customers"]["mobile"])
    assert "province" not in book.tables["customers"]
    assert set(book.tables["customers"]["balance"]) == {"-2", "3"}
    assert "header.unit" not in codes(done)
    assert "储值余额（万元）" in set(book.columns["heading"])


def test_changes_have_no_level(tmp_path):
    """A change is made or forbidden; any other level, like an unknown rule, is a mistake that names what is known."""
    from custsheet.errors import ConfigError

    for levels, near in (("phone.format: info", "off"), ("phone.lenght: off", "phone.length")):
        path = tmp_path / "mine.yaml"
        path.write_text(START + FIELDS % ("", "", levels), encoding="utf-8")
        with pytest.raises(ConfigError, match="E_SCHEMA_KEY") as raised:
            load_schema(path)
        assert raised.value.facts["near"] == near
