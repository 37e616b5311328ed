"""The form as a workbook: filled in by a person, moved about, and read back."""

import re
from datetime import date

import openpyxl
import pytest

from custsheet import fields, form, read, texts
from custsheet.errors import ConfigError, OutputError
from custsheet.form import columns, regions, rules
from custsheet.model import NOWHERE
from custsheet.schema import load_schema

DAY = date(2026, 11, 22)
ENTRIES = {
    "name": "陈一诺",
    "mobile": "+8613900139000",
    "id_number": "110105199003070018",
    "postcode": "001234",
    "birthday": date(1990, 3, 7),
    "province": "河南省",
    "note": "=1+1",
    "consent": "是",
    "consent_way": "签字",
}


def made(path, table="customers", **options):
    form.make(load_schema(), table, path, as_of=DAY, **options)
    return openpyxl.load_workbook(path)


def places(sheet):
    """Return field -> column number, as the hidden row says."""
    return {cell.value: cell.column for cell in sheet[1]}


def filled(sheet, row, entries):
    at = places(sheet)
    for field, value in entries.items():
        cell = sheet.cell(row, at[field], value)
        cell.data_type = "s" if value == "=1+1" else cell.data_type


def codes(book):
    return set(book.issues["code"])


def test_round_trip(tmp_path):
    """What people type comes back under its field, text as it was typed; example, numbers and instructions do not."""
    path = tmp_path / "登记表.xlsx"
    book = made(path)
    filled(book.active, 5, ENTRIES)
    filled(book.active, 7, {"name": "周舟", "email": "zhou@example.com"})
    book.save(path)
    found = read([path])
    table = found.tables["customers"]
    assert len(table) == 2 and list(found.tables) == ["customers"]
    assert {field: table[field].iloc[0] for field in ENTRIES} == {**ENTRIES, "birthday": "1990-03-07"}
    assert table["name"].tolist() == ["陈一诺", "周舟"]
    assert found.columns.loc[found.columns["field"] == "name", "heading"].tolist() == ["姓名"]
    assert found.lineage["reason"].tolist().count("example") == 1
    assert not codes(found) & {
        "table.unknown",
        "header.unmapped",
        "sheet.hidden",
        "sheet.hidden_parts",
        "file.form_older",
    }


def test_moved_hidden_renamed(tmp_path):
    """Columns may change places, hide, go, and be renamed in any language: the hidden names say what they are."""
    path = tmp_path / "back.xlsx"
    book = made(path)
    sheet = book.active
    filled(sheet, 5, ENTRIES)
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=5)]
    again = openpyxl.Workbook()
    for line in lines:
        again.active.append(list(reversed([each for place, each in enumerate(line) if place != 6])))
    for cell in again.active[1]:
        head = again.active.cell(3, cell.column)
        head.value = {"name": "Kunde", "mobile": "身份证号", "id_number": "Was auch immer"}.get(cell.value, head.value)
    again.active.column_dimensions["C"].hidden = True
    again.save(path)
    table = read([path]).tables["customers"]
    assert table["name"].tolist() == ["陈一诺"]
    assert table["mobile"].tolist() == ["+8613900139000"]
    assert table["id_number"].tolist() == ["110105199003070018"]


def test_without_names(tmp_path):
    """With the hidden row deleted the headings still tell, and the sheets that came with the form are left out."""
    path = tmp_path / "back.xlsx"
    book = made(path, fields=("name", "mobile", "province", "city", "district"))
    filled(book.active, 5, {"name": "陈一诺", "mobile": "13900139000"})
    book.active.delete_rows(1)
    book.save(path)
    found = read([path])
    assert list(found.tables) == ["customers"]
    assert "陈一诺" in found.tables["customers"]["name"].tolist()


def test_example_typed_over(tmp_path):
    """An example that somebody typed over is a record, and said to be one."""
    path = tmp_path / "back.xlsx"
    book = made(path)
    filled(book.active, 4, {"name": "陈一诺", "mobile": "13900139000"})
    book.save(path)
    found = read([path])
    assert found.tables["customers"]["name"].tolist() == ["陈一诺"]
    told = found.issues[found.issues["code"] == "row.example_changed"]
    assert told["row"].tolist() != [NOWHERE]


def test_older_template(tmp_path):
    """A form whose rules have changed since is read, and told."""
    path = tmp_path / "back.xlsx"
    book = made(path)
    book.active["A1"] = book.active["A1"].value[:-8] + "00000000"
    filled(book.active, 5, {"name": "陈一诺", "mobile": "13900139000"})
    book.save(path)
    found = read([path])
    assert len(found.tables["customers"]) == 1
    assert found.issues.loc[found.issues["code"] == "file.form_older", "facts"].str.contains("2026-11-22").all()
    assert "file.form_older" in codes(found)


def test_empty_form(tmp_path):
    """A form that came back with nothing filled in says so; nobody is invented."""
    path = tmp_path / "back.xlsx"
    made(path)
    found = read([path])
    assert sum(map(len, found.tables.values())) == 0
    assert "sheet.no_rows" in codes(found)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("table", ["customers", "orders"])
def test_cells_keep_what_is_typed(tmp_path, lang, table):
    """Every text column is text; every column is explained; each drop-down fits or stands on a hidden sheet; no formula in a cell."""
    texts.use(lang)
    book = made(tmp_path / "f.xlsx", table)
    sheet = book.active
    asked = columns.columns_of(load_schema()[table])
    for place, column in enumerate(asked, 2):
        assert (sheet.cell(5, place).number_format == "@") == (column.form == "text"), column.field
    rules_ = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
    for place in range(2, len(asked) + 2):
        rule = rules_[sheet.cell(5, place).coordinate]
        assert rule.prompt and rule.promptTitle and rule.error and len(rule.prompt) <= 255 and len(rule.error) <= 225
        assert len(rule.formula1 or "") <= 255
    hidden = {each.title: each.sheet_state for each in book.worksheets[1:]}
    assert hidden.pop("_custsheet") == "veryHidden"
    assert hidden.pop(texts.say("form", "sheets", "help")) == "visible"
    assert set(hidden.values()) <= {"hidden"}
    assert not [cell for each in book.worksheets for row in each.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet.freeze_panes == "C5" and sheet.row_dimensions[1].hidden


def test_long_lists_go_to_their_own_sheet(tmp_path):
    """Choices of more than 255 characters, or with commas, are offered from a named range."""
    spec = load_schema()["customers"]
    known = dict(spec.fields)
    known["source"] = known["source"].model_copy(
        update={"values": tuple(f"渠道{number:03d}号" for number in range(90))}
    )
    known["status"] = known["status"].model_copy(update={"values": ("a,b", "c")})
    schema = {"customers": spec.model_copy(update={"fields": known})}
    form.make(schema, "customers", tmp_path / "f.xlsx", fields=("name", "source", "status"), as_of=DAY)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert [each.formula1 for each in book.active.data_validations.dataValidation][1:] == [
        "cs_list_source",
        "cs_list_status",
    ]
    sheet, ref = next(book.defined_names["cs_list_source"].destinations)
    assert [cell.value for (cell,) in book[sheet][ref.replace("$", "")]] == list(known["source"].values)


def test_regions_are_complete():
    """Every district of today stands below its city and province, and every list has a name that a workbook allows."""
    lists = regions.lists()
    assert len(lists["cs_"]) == 34 and "浦东新区" in lists["cs_上海市_上海市"]
    assert lists["cs_河南省_"] == ["济源市"] and "杭州市" in lists["cs_浙江省"]
    assert all(each.replace("_", "a").isalnum() for each in lists)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("kind", list(rules.RULES))
def test_examples_obey_the_rules(kind, lang):
    """What a form shows as an example is right by its own rule."""
    example = texts.lookup("form", "kinds", kind, "example", lang=lang)
    assert re.fullmatch(rules.RULES[kind].pattern, example.replace("-", "") if kind != "email" else example)
    assert fields.KINDS[kind].clean(example)


def test_never_over_a_file(tmp_path):
    """A form that is there may have been filled in; it is left alone, and unknown fields are refused by name."""
    made(tmp_path / "f.xlsx")
    with pytest.raises(OutputError, match="E_DRAFT_WRITE"):
        made(tmp_path / "f.xlsx")
    with pytest.raises(ConfigError, match=r"E_FORM_FIELD.*nmae"):
        made(tmp_path / "g.xlsx", fields=("nmae",))
