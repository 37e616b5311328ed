"""The schema as a workbook: nothing is lost on the way there and back, and mistakes are told by their cell."""

import os
import shutil
import subprocess
from datetime import date
from types import MappingProxyType

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from custsheet import dictionary, texts
from custsheet.checks import CHECKS
from custsheet.cli import main
from custsheet.dictionary.cells import listed, unlisted, unsettled
from custsheet.dictionary.cells import settings as setting_lines
from custsheet.dictionary.columns import CHECK_OPTIONS, CHOICES, COLUMNS
from custsheet.dictionary.words import code_of, words
from custsheet.errors import ConfigError, InputError, OutputError
from custsheet.fields import KINDS
from custsheet.schema import FieldSpec, TableSpec, load_schema
from custsheet.schema_yaml import table_text

TODAY = date(2024, 1, 31)
PACKAGED = load_schema()
SLOW = settings(derandomize=True, max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = some.text("甲乙客户abcXY019 ；;、,，\"'=＝:#-()[]{}%\n", min_size=1, max_size=12).map(str.strip).filter(bool)
NAMES = some.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True)
VALUES = some.one_of(
    some.integers(-99, 999),
    some.booleans(),
    some.floats(0, 9).map(lambda x: round(x, 3)),
    WORDS,
    some.lists(WORDS, max_size=3),
)
LEVELS = some.sampled_from(["error", "warning", "info", "off"])


@pytest.fixture
def book(tmp_path):
    """The packaged schema as a workbook, in Chinese."""
    return dictionary.write(PACKAGED, tmp_path / "数据字典.xlsx", TODAY)


def edited(path, change):
    """Let *change* edit the workbook as a person would, and read it back."""
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)
    return dictionary.tables(path)


def column(sheet, title):
    """Return the number of a column by its heading."""
    return next(cell.column for cell in sheet[1] if str(cell.value).split("\n")[0] == title)


def row(sheet, field):
    """Return the line of a field."""
    return next(cell.row for cell in sheet["A"] if cell.value == field)


@some.composite
def uses(draw, scope):
    """Draw checks put to use, with level, what happens and options of their own."""
    names = draw(
        some.lists(
            some.sampled_from([n for n, c in CHECKS.items() if (c.SCOPE == "row") == (scope == "row")]),
            unique=True,
            max_size=4,
        )
    )
    told = {}
    for name in names:
        options = {option: draw(VALUES) for option in CHECKS[name].DEFAULTS if draw(some.booleans())}
        level = {"level": draw(LEVELS)} if draw(some.booleans()) else {}
        told[name] = {**options, **level, **({"on_fail": "quarantine"} if draw(some.booleans()) else {})} or None
    return told


@some.composite
def tables(draw):
    """Draw a table with fields of every form."""
    names = draw(some.lists(NAMES, min_size=1, max_size=4, unique=True))
    fields = {
        name: {
            "kind": draw(some.sampled_from(list(KINDS))),
            "title": {"zh": draw(WORDS), "en": draw(WORDS)},
            "aliases": draw(some.lists(WORDS, max_size=3)),
            "values": draw(some.lists(WORDS, max_size=3)),
            "required": draw(some.booleans()),
            "identity": draw(some.booleans()),
            "pii": draw(some.sampled_from(CHOICES["pii"])),
            "survivorship": draw(some.sampled_from(CHOICES["survivorship"])),
            "owner": draw(some.one_of(some.just(""), WORDS)),
            "retention_months": draw(some.one_of(some.none(), some.integers(0, 240))),
            "spare": draw(some.sampled_from(["", *names])),
            "checks": draw(uses("field")),
            "levels": draw(
                some.dictionaries(some.sampled_from(["phone.length", "name.digits", "value.blank"]), LEVELS, max_size=2)
            ),
        }
        for name in names
    }
    title = {"zh": draw(WORDS), "en": draw(WORDS)}
    levels = draw(some.dictionaries(some.sampled_from(["row.total", "file.macros"]), LEVELS, max_size=2))
    return TableSpec.model_validate(
        {"table": draw(NAMES), "title": title, "fields": fields, "rules": draw(uses("row")), "levels": levels}
    )


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_round_trip_of_the_packaged_tables(tmp_path, lang):
    """The packaged schema comes back equal, written in either language and read in the other."""
    texts.use(lang)
    path = dictionary.write(PACKAGED, tmp_path / "d.xlsx", TODAY)
    texts.use("en" if lang == "zh" else "zh")
    assert dictionary.tables(path) == dict(PACKAGED.tables)


@SLOW
@given(spec=tables())
def test_round_trip_of_any_table(tmp_path_factory, spec):
    """Whatever a schema may say comes back from the workbook, and from its YAML, equal."""
    folder = tmp_path_factory.mktemp("d")
    path = dictionary.write({spec.table: spec}, folder / "d.xlsx", TODAY)
    assert dictionary.tables(path) == {spec.table: spec}
    (folder / "t.yaml").write_text(table_text(spec), encoding="utf-8")
    assert load_schema(folder / "t.yaml")[spec.table] == spec


@pytest.mark.skipif(not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to save it with")
def test_round_trip_through_libreoffice(book, tmp_path):
    """Saved by another program, the workbook still says the same."""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    again = tmp_path / "again"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(again), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert dictionary.tables(again / book.name) == dict(PACKAGED.tables)


def test_every_part_of_a_field_has_a_column():
    """What a field may say in YAML can be said in the workbook."""
    told = {each.name for each in COLUMNS} | {"title", "checks"}
    assert set(FieldSpec.model_fields) <= told
    assert CHECK_OPTIONS.name not in told


@pytest.mark.parametrize("group", CHOICES)
def test_words_of_choices_are_distinct(group):
    """No two choices of a group are written alike, in any language, and each is read back."""
    for lang in texts.LANGUAGES:
        texts.use(lang)
        assert [code_of(group, word) for word in words(group)] == list(CHOICES[group])


def test_moved_and_loosely_typed(book):
    """Columns and rows may be moved; full-width letters, English words and bare yes are understood; notes are ignored."""

    def change(opened):
        sheet = opened["客户"]
        kind = column(sheet, "类型")
        sheet.cell(row(sheet, "qq"), kind).value = "ＱＱ"
        sheet.cell(row(sheet, "wechat"), column(sheet, "必有")).value = "√"
        sheet.cell(row(sheet, "note"), column(sheet, "随手填的占位内容")).value = "是"
        sheet.cell(row(sheet, "note"), column(sheet, "保存月数")).value = 36.0
        sheet.cell(row(sheet, "url"), column(sheet, "有效值")).value = "a.cn，b.cn"
        sheet.insert_cols(4)
        sheet.cell(1, 4).value = "我的备注栏目"
        sheet.move_range(f"A{row(sheet, 'qq')}:BZ{row(sheet, 'qq')}", rows=300)

    back = edited(book, change)["customers"].fields
    assert (back["qq"].kind, back["wechat"].required, back["note"].retention_months) == ("qq", True, 36)
    assert "placeholder" in back["note"].checks
    assert back["url"].values == ("a.cn", "b.cn")
    assert list(back)[-1] == "qq"


@pytest.mark.parametrize(
    ("field", "title", "typed", "code", "near"),
    [
        pytest.param("mobile", "类型", "电活", "E_DICTIONARY_WORD", "电话", id="kind"),
        pytest.param("mobile", "合并取值", "取最近", "E_DICTIONARY_WORD", "取最", id="survivorship"),
        pytest.param("mobile", "必有", "大概", "E_DICTIONARY_WORD", "是", id="yes or no"),
        pytest.param("mobile", "备用字段", "phnoe", "E_DICTIONARY_WORD", "phone", id="spare field"),
        pytest.param("mobile", "类型的设置", "regoin = US", "E_DICTIONARY_WORD", "region", id="option of a kind"),
        pytest.param("mobile", "其他规则的级别", "phone.lenght = 关闭", "E_DICTIONARY_WORD", "phone.length", id="code"),
        pytest.param(
            "birthday", "检查的设置", "too_old.yeers = 9", "E_DICTIONARY_WORD", "years", id="option of a check"
        ),
        pytest.param("mobile", "保存月数", "三年", "E_DICTIONARY_NUMBER", "", id="number"),
        pytest.param("mobile", "类型的设置", "region US", "E_DICTIONARY_SETTING", "", id="setting"),
        pytest.param("mobile", "字段", "phone", "E_DICTIONARY_TWICE", "", id="field twice"),
    ],
)
def test_mistakes_name_sheet_and_cell(book, field, title, typed, code, near):
    """A mistake is told with sheet, cell and the nearest known word, in both languages."""
    place = {}

    def change(opened):
        sheet = opened["客户"]
        cell = sheet.cell(row(sheet, field), column(sheet, title))
        place["cell"], cell.value = cell.coordinate, typed

    with pytest.raises(ConfigError) as raised:
        edited(book, change)
    told = raised.value.facts
    assert (raised.value.code, told["sheet"]) == (code, "客户")
    assert told["cell"] == place["cell"] or code == "E_DICTIONARY_TWICE"
    assert near in told.get("near", "")
    for lang in texts.LANGUAGES:
        texts.use(lang)
        assert "客户" in str(raised.value) and told["cell"] in str(raised.value)


def test_misspelt_headings_are_mistakes(book):
    """A heading that is nearly a known one is not silently taken for a note."""

    def change(opened):
        sheet = opened["客户"]
        sheet.cell(1, column(sheet, "保存月数")).value = "保存月"

    with pytest.raises(ConfigError, match="保存月数"):
        edited(book, change)


def test_rules_and_levels_are_edited(book):
    """Rules across fields are switched off and set aside rows; levels of any rule are set per table."""

    def change(opened):
        rules, levels = opened["跨列规则"], opened["规则级别"]
        for cell in rules["B"]:
            if cell.value == "id_gender" and rules.cell(cell.row, 1).value == "customers":
                rules.cell(cell.row, column(rules, "是否检查")).value = ""
            if cell.value == "refund_above_amount":
                rules.cell(cell.row, column(rules, "不合格时")).value = "整行隔离"
            if cell.value == "age_birthday":
                rules.cell(cell.row, column(rules, "设置")).value = "years＝３"
        for cell in levels["A"]:
            if cell.value in ("phone.letters", "row.total", "address.parsed"):
                levels.cell(cell.row, column(levels, "customers")).value = "关闭"

    back = edited(book, change)
    assert "id_gender" not in back["customers"].rules
    assert back["orders"].rules["refund_above_amount"].on_fail == "quarantine"
    assert back["customers"].rules["age_birthday"].options == {"years": 3}
    assert back["customers"].levels == {"phone.letters": "off", "row.total": "off", "address.parsed": "off"}


def test_what_staff_see(book):
    """Headings are frozen, closed choices are offered as lists, and every cell to fill in explains itself."""
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["说明", "表", "客户", "订单", "跨列规则", "规则级别", "可选值"]
    sheet = opened["客户"]
    assert sheet.freeze_panes == "D2"
    offered = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert len(offered) == sheet.max_column
    lists = [each for each in offered.values() if each.type == "list"]
    assert len(lists) >= 6
    assert all(each.prompt for each in offered.values())


@pytest.mark.parametrize("words", [["a"], ["是", "否"], ["Acme, Inc.", '5" x', "a；b"], ["a\nb"], ['"x"'], []])
def test_lists(words):
    """Any list of words comes back from its cell."""
    assert unlisted(listed(words)) == words


@pytest.mark.parametrize(
    "options", [{"a": 1, "b": "1"}, {"words": ["x", "y z"]}, {"t": True, "u": "yes", "v": "a: b"}, {"w": "3.50"}, {}]
)
def test_settings(options):
    """Any options come back from their cell, numbers as numbers and text as text."""
    assert unsettled(setting_lines(MappingProxyType(options))) == options


def test_commands(tmp_path, capsys):
    """to-excel and from-excel give the same YAML again; nothing is overwritten; no workbook is exit code 3."""
    path, folder = tmp_path / "d.xlsx", tmp_path / "rules"
    assert main(["schema", "to-excel", "customers", "-o", str(path)]) == 0
    assert main(["schema", "from-excel", str(path), "-o", str(folder)]) == 0
    assert load_schema(folder / "customers.yaml")["customers"] == PACKAGED["customers"]
    assert main(["schema", "to-excel", "-o", str(path)]) == OutputError.exit_code
    assert main(["schema", "from-excel", str(tmp_path / "none.xlsx")]) == InputError.exit_code
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    assert main(["schema", "from-excel", str(tmp_path / "text.xlsx")]) == InputError.exit_code
    capsys.readouterr()
    assert main(["schema", "from-excel", str(path)]) == 0
    assert "table: customers" in capsys.readouterr().out
