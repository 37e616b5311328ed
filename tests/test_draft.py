"""A drafted schema is one that custsheet accepts, and says what it guessed."""

import pytest

from custsheet import draft, job, texts
from custsheet.cli import main
from custsheet.errors import ConfigError, OutputError
from custsheet.schema import load_schema

FOUNDING = """客户姓名,联系方式,电子邮件,地址,交易日期,交易金额,忌口
张三,123456789,zhangsan@,北京市,2023-01-01,1000,不吃香菜
李四,987654321,lisi@,上海市,2023-02-15,500,无
"""


@pytest.fixture
def founding(tmp_path):
    path = tmp_path / "客户.csv"
    path.write_text(FOUNDING, encoding="utf-8")
    return path


@pytest.fixture
def drafted(founding):
    return draft.drafts([founding], load_schema())


def test_drafts_are_schemas(drafted, tmp_path):
    """Every draft is read back by load_schema with the headings as aliases and nothing of the packaged schema lost."""
    paths = draft.write(drafted, tmp_path / "规则")
    assert [path.name for path in paths] == ["customers.yaml", "orders.yaml"]
    tables = {path.stem: load_schema(path)[path.stem] for path in paths}
    assert "客户姓名" in tables["customers"].fields["name"].aliases
    assert "交易金额" in tables["orders"].fields["amount"].aliases
    for name, packaged in load_schema().items():
        assert set(packaged.fields) <= set(tables[name].fields)
        assert tables[name].rules == packaged.rules
        assert all(tables[name].fields[each].checks == spec.checks for each, spec in packaged.fields.items())


def test_draft_tells_the_evidence(drafted):
    """Above each field stands the column it was taken from."""
    lines = drafted["customers"].splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("  name:"))
    assert "「客户姓名」" in lines[place - 1] and lines[place - 1].startswith("  # A")


def test_unknown_columns_are_carried_along(drafted):
    """A heading nobody knows becomes a field of its own."""
    assert any("忌口: {kind: text" in text for text in drafted.values())


def test_nothing_is_overwritten(drafted, tmp_path):
    """A draft somebody may have corrected is never overwritten."""
    draft.write(drafted, tmp_path / "orders.yaml", "orders")
    with pytest.raises(OutputError, match="E_DRAFT_WRITE"):
        draft.write(drafted, tmp_path / "orders.yaml", "orders")


def test_unknown_table(drafted):
    """A table that was not found is a mistake that names those found."""
    with pytest.raises(ConfigError, match="customers, orders"):
        draft.chosen(drafted, "order")


@pytest.mark.parametrize(
    ("table", "before", "after", "heading", "field", "kind"),
    [
        pytest.param(
            "customers",
            "phone: {kind: phone,",
            "phone: {kind: phone, aliases: [联系方式],",
            "联系方式",
            "phone",
            "phone",
            id="another field",
        ),
        pytest.param("orders", "忌口: {kind: text", "taboo: {kind: tags", "忌口", "taboo", "tags", id="a new field"),
    ],
)
def test_a_confirmed_mapping_is_obeyed(founding, drafted, tmp_path, table, before, after, heading, field, kind):
    """What somebody corrects in the draft holds for the next run: which field a heading is, and of which kind."""
    place = draft.write(drafted, tmp_path / f"{table}.yaml", table)[0]
    text = place.read_text(encoding="utf-8").replace(", aliases: [联系方式]", "")
    assert before in text
    place.write_text(text.replace(before, after), encoding="utf-8")
    report = job.run([founding], tmp_path / "out", schema=str(place), dry_run=True).report
    fields = dict(zip(report.book.columns["heading"], report.book.columns["field"], strict=True))
    assert (fields[heading], fields["客户姓名"]) == (field, "name")
    assert report.schema.kind(table, field) == kind
    assert field in report.book.tables[table]


def test_command(founding, capsys):
    """`schema draft` prints the customers' draft and tells of the other tables on stderr."""
    assert main(["schema", "draft", str(founding), "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "table: customers" in told.out
    assert "orders" in told.err


@pytest.mark.parametrize(("lang", "why"), [("zh", "文件已存在"), ("en", "the file exists already")])
def test_the_reason_is_in_the_language_in_use(tmp_path, lang, why):
    """Why a draft was not written is said in the language of the run, not in the system's."""
    texts.use(lang)
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="E_DRAFT_WRITE") as told:
        draft.write({"a": "b"}, tmp_path)
    assert why in str(told.value)
