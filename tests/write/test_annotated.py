"""`--layout keep`: the users' own workbook with what a run found, and back again."""

import json
import os
import shutil
import subprocess
from datetime import datetime

import openpyxl
import pytest

from custsheet import cli
from custsheet.read import read
from custsheet.texts import say, use
from custsheet.write.annotated import place_of
from custsheet.write.unmark import unmark
from tests.begun import begun, copied
from tests.conftest import csv_file
from tests.ooxml.rich import SHEET, make


def values(path, sheet=SHEET):
    """Return the rows of a sheet."""
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def theirs(folder):
    path = make("charts", folder)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    sheet["E3"].number_format = "yyyy/m/d"
    sheet["E3"] = "1975年6月7日"
    sheet["E5"].number_format = "yyyy/m/d"
    sheet["E5"] = datetime(1988, 8, 8)
    sheet["C5"] = '="136 "&"00136000"'
    sheet["G1"], sheet["G2"] = "余额（万元）", 1.5
    book.save(path)
    return path


@pytest.fixture
def own(tmp_path):
    """A workbook of the users' with a chart, two date cells, a formula and an amount in another unit."""
    return theirs(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The first run on it."""
    home = tmp_path_factory.mktemp("own")
    path = theirs(home)
    begun(path, layout="keep")
    return path


@pytest.fixture
def known(kept, tmp_path):
    """The same, its first run done."""
    return copied(kept.parent, tmp_path) / kept.name


def test_cleaned_and_faulty_cells_are_marked(known, run):
    """Cells are cleaned as their own kind asks; faults have a tint, a comment and are counted; dates stay dates."""
    done = run(known, layout="keep")
    sheet = openpyxl.load_workbook(done.out / "annotated" / known.name)[SHEET]
    assert sheet["C2"].value == "13800138000"
    assert "138-0013-8000" in sheet["C2"].comment.text
    assert sheet["E3"].value == datetime(1975, 6, 7)
    assert sheet["E3"].number_format == "yyyy/m/d"
    assert sheet["E2"].value == "1980-03-04"
    assert sheet["E5"].value == datetime(1988, 8, 8)
    assert sheet["C4"].comment.author == "custsheet"
    assert [sheet.cell(line, 8).value for line in (1, 4)] == ["问题数", 2]
    assert sheet["G2"].value == 1.5
    assert sheet["C5"].value == '="136 "&"00136000"'
    assert "已自动修改" not in sheet["C5"].comment.text


def test_what_is_not_carried_is_recorded(own, run, tmp_path):
    """Formulas and other units stay; run.json and the notes say so, and that a CSV file cannot be kept; no value is in run.json."""
    other = csv_file(tmp_path / "more.csv", [["姓名", "手机"], ["周杰", "13700137000"]])
    done = run(own, other, layout="keep")
    told = json.loads((done.out / "run.json").read_text(encoding="utf-8"))["facts"]["annotated"]
    assert [each["kept"] for each in told] == [True, False]
    assert "unit" in [each["why"] for each in told[0]["lost"]]
    assert any("more.csv" in note and "不能保留" in note for note in done.report.notes)
    assert not (done.out / "annotated" / "more.csv").exists()


def test_a_check_changes_no_cell(own, run):
    """Checked only, the copy has marks and every value as it was."""
    done = run(own, layout="keep", verb="check")
    before, after = values(own), values(done.out / "annotated" / own.name)
    assert [row[:7] for row in after] == [row[:7] for row in before]
    assert after[3][7] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_fed_back_it_is_the_users_file(own, run, lang):
    """Read again, in whatever language it was marked, it has the users' columns and rows alone."""
    use(lang)
    done = run(own, layout="keep")
    use("zh")
    marked = done.out / "annotated" / own.name
    again, first = read([marked]), read([own])
    assert again.columns["heading"].tolist() == first.columns["heading"].tolist()
    assert again.sources["sheet"].tolist() == first.sources["sheet"].tolist()
    assert again.lineage["fate"].tolist() == first.lineage["fate"].tolist()


def test_fed_back_without_names(known, run, tmp_path):
    """Where a program has dropped the hidden names, title and heading still tell the marks apart."""
    done = run(known, layout="keep")
    book = openpyxl.load_workbook(done.out / "annotated" / known.name)
    for name in [each for each in book.defined_names if each.startswith("custsheet_")]:
        del book.defined_names[name]
    book.save(tmp_path / "saved.xlsx")
    assert read([tmp_path / "saved.xlsx"]).columns["heading"].tolist() == read([known]).columns["heading"].tolist()


def test_unmark_on_the_command_line(known, run, tmp_path, capsys):
    """`custsheet unmark FILE --restore` gives the users' file back; a file in the way is not written over."""
    done = run(known, layout="keep")
    marked, out = done.out / "annotated" / known.name, tmp_path / "plain.xlsx"
    assert cli.main(["unmark", str(marked), "-o", str(out), "--restore", "--lang", "zh"]) == 0
    assert "去掉标记" in capsys.readouterr().out
    assert values(out) == values(known)
    assert cli.main(["unmark", str(marked), "-o", str(out), "--lang", "zh"]) == 6
    assert "E_UNMARK_EXISTS" in capsys.readouterr().err or out.exists()
    assert cli.main(["unmark", str(known), "--lang", "zh"]) == 3


@pytest.mark.parametrize(
    ("file", "place"),
    [("a.xlsx", "a.xlsx"), ("甲/a.xlsx", "甲/a.xlsx"), ("../a.xlsx", "a.xlsx"), ("/etc/a.xlsx", "a.xlsx")],
)
def test_no_file_goes_outside(file, place):
    """Whatever an input is called, its copy lies in the folder."""
    assert place_of(file).as_posix() == place


@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to open the workbooks with"
)
def test_libreoffice_opens_them(own, run, tmp_path):
    """A real LibreOffice opens marked workbooks: same cells, comments, sheets; saved by it, the marks still come off."""
    more = [make(name, tmp_path) for name in ("comments", "tables", "macros", "x14")]
    done = run(own, *more, layout="keep")
    folder = done.out / "annotated"
    files = [folder / each.name for each in (own, *more)]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)
    for file in files:
        again = tmp_path / "again" / f"{file.stem}.xlsx"
        before, after = (openpyxl.load_workbook(each, data_only=True) for each in (file, again))
        assert after.sheetnames == before.sheetnames
        assert [[str(cell) for cell in row] for row in values(again)][1:4] == [
            [str(cell) for cell in row] for row in values(file)
        ][1:4]
        notes = {cell.coordinate for row in before[SHEET].iter_rows() for cell in row if cell.comment}
        assert notes == {cell.coordinate for row in after[SHEET].iter_rows() for cell in row if cell.comment}
    taken = unmark(tmp_path / "again" / own.name, tmp_path / "off.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "off.xlsx")[SHEET]
    assert say("annotated", "heading") not in [cell.value for cell in sheet[1]]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert {cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row} <= {"00000000"}
    assert taken.comments > 0
