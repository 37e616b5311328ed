"""What people did to the cleaned workbook is read to the cell: nothing they did not do, nothing overlooked."""

import csv
import json
from datetime import date

import openpyxl
import pytest

from custsheet import job
from custsheet.errors import InputError
from tests.begun import begun, copied
from tests.conftest import csv_file

pytestmark = pytest.mark.usefixtures("without_reports")

HEAD = ["客户姓名", "性别", "手机号码", "联系地址", "累计消费（万元）", "建档时间", "订阅", "标签"]
PEOPLE = [
    ["王小明", "男", "13800138000", "北京市朝阳区建国路1号2单元301室", "1.5", "2024年3月1日", "是", "老客户、批发"],
    ["李秀英", "F", "13900139000", "杭州市西湖区文三路478号7号楼", "0.8", "2024/3/2", "N", ""],
    ["赵强", "女", "13700137000", "", "12", "2024-3-3", "否", "零售"],
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The first run."""
    sheet = csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", [HEAD, *PEOPLE], "utf-8-sig")
    return begun(sheet, as_of=date(2026, 4, 1))


@pytest.fixture
def cleaned(opened, tmp_path):
    """Return inputs, the output folder, and the cleaned workbook after a first run."""
    home = copied(opened, tmp_path)
    return home / "客户.csv", home / "out", home / "out/cleaned.xlsx"


def after(cleaned, work):
    """Work in the sheet of customers, run again, and return what is told of it and the edits that were read."""
    path, out, workbook = cleaned
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    work(sheet, {cell.value: cell.column for cell in sheet[1]})
    book.save(workbook)
    done = job.run([path], out, as_of=date(2026, 4, 2))
    read = [csv.reader(each.open(encoding="utf-8-sig")) for each in (out / ".custsheet").glob("edits/*.csv")]
    (told,) = (note for note in done.report.notes if "cleaned.xlsx" in note)
    return told, [line for each in read for line in list(each)[1:]], done.report.book.tables["customers"]


def test_only_saved(cleaned):
    """A workbook that was opened and saved says what it said."""
    told, read, customers = after(cleaned, lambda sheet, at: None)
    assert "0 个" in told and "0 行" in told and "删" not in told and not read and len(customers) == 3


def test_one_cell(cleaned):
    """One cell is one edit; sexes, amounts, days and lists under Chinese headings are no edits."""

    def work(sheet, at):
        sheet.cell(3, at["联系地址"]).value = "杭州市西湖区文三路478号8号楼"

    told, read, customers = after(cleaned, work)
    assert "1 个" in told and len(read) == 1 and read[0][2] == "address"
    assert customers["gender"].tolist() == ["男", "女", "女"]


def test_a_row_with_a_name_alone(cleaned):
    """Few words below our own table are a customer somebody added; what others have is not called corrected for him."""
    book = cleaned[1] / "issues.json"
    before = book.read_text("utf-8").count("row.note")
    told, read, customers = after(
        cleaned, lambda sheet, at: sheet.cell(sheet.max_row + 2, at["客户姓名"]).__setattr__("value", "孙新来")
    )
    assert "1 行" in told and read == [["孙新来"]] and customers["name"].tolist()[-1] == "孙新来"
    assert book.read_text("utf-8").count("row.note") == before


def test_a_row_deleted(cleaned):
    """It is back, and that is said."""
    told, read, customers = after(cleaned, lambda sheet, at: sheet.delete_rows(2))
    assert "删掉的 1 行" in told and not read and len(customers) == 3


def _cut(workbook):
    workbook.write_bytes(workbook.read_bytes()[:3000])


def _damaged(workbook):
    content = bytearray(workbook.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    workbook.write_bytes(content)


def _locked(workbook):
    workbook.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))


@pytest.mark.parametrize("name", ["cleaned.xlsx", "review.xlsx", "issues.xlsx"])
@pytest.mark.parametrize("harm", [_cut, _damaged, _locked])
@pytest.mark.usefixtures("with_reports")
def test_an_output_that_cannot_be_read(cleaned, name, harm):
    """One sentence names the file and what to do; nothing is overwritten; once it is away, the run is made."""
    path, out, _ = cleaned
    harm(out / name)
    before = (out / name).read_bytes()
    with pytest.raises(InputError) as told:
        job.run([path], out, as_of=date(2026, 4, 2), force=True)
    assert told.value.code == "E_EDITED_UNREADABLE" and str(out / name) in str(told.value)
    assert (out / name).read_bytes() == before
    (out / name).unlink()
    job.run([path], out, as_of=date(2026, 4, 2))
    openpyxl.load_workbook(out / name)


def test_rows_set_aside_are_not_added(tmp_path):
    """They stand in the workbook as they were; however often it is worked in, they are read once. Filled in, one is a customer."""
    path, out = tmp_path / "客户.csv", tmp_path / "out"
    lines = [
        ["姓名", "手机号码", "备注", "生日"],
        ["张三", "13800138001", "a", ""],
        ["", "", "老客户", "1990年1月5日"],
        ["", "", "=1+1", "1991年2月3日"],
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    job.run([path], out, as_of=date(2026, 4, 1))
    for number in (1, 2, 3):
        told, _, customers = after(
            (path, out, out / "cleaned.xlsx"),
            lambda sheet, at, number=number: sheet.append([None, f"新人{number}", f"1390013900{number}"]),
        )
        assert "新增的行 1 行" in told and len(customers) == 1 + number
        ledger = json.loads((out / "run.json").read_text("utf-8"))["ledger"]
        assert ledger["customers"]["quarantined"] == 2 and ledger["customers"]["read"] == 3 + number
    book = openpyxl.load_workbook(out / "cleaned.xlsx")
    sheet = next(each for each in book if each.title == "隔离")
    head = [cell.value for cell in sheet[1]]
    next(row for row in sheet.iter_rows(min_row=2) if "老客户" in [cell.value for cell in row])[
        head.index("手机号码")
    ].value = "13700137000"
    book.save(out / "cleaned.xlsx")
    done = job.run([path], out, as_of=date(2026, 4, 3))
    assert "改动的格子 1 个、新增的行 0 行" in "".join(done.report.notes)
    customers = done.report.book.tables["customers"].set_index("mobile")
    assert customers.loc["+8613700137000", ["note", "birthday"]].tolist() == ["老客户", "1990-01-05"]
    assert done.report.ledger.loc["customers", ["read", "quarantined"]].tolist() == [6, 1]
    assert len(job.run([path], out, as_of=date(2026, 4, 4)).report.book.tables["customers"]) == len(customers)


def test_a_row_added_and_deleted_again(cleaned):
    """What people added they can take away again; added once more, it is there once more."""
    _, out, _ = cleaned
    for _ in range(2):
        told, _, customers = after(cleaned, lambda sheet, at: sheet.append([None, "孙新来", "女", "13600136000"]))
        assert "新增的行 1 行" in told and customers["name"].tolist()[-1] == "孙新来"
        told, _, customers = after(cleaned, lambda sheet, at: sheet.delete_rows(sheet.max_row))
        assert "现在删掉的 1 行不再读入" in told and "又回来" not in told and len(customers) == 3
        assert "孙新来" not in (out / "cleaned/customers.csv").read_text("utf-8-sig")
        assert (out / "lineage.csv").read_text("utf-8-sig").count("skipped,removed") >= 1
        assert "sheet.no_rows" not in (out / "issues.json").read_text("utf-8")


def test_an_added_row_is_understood_as_the_others_are(cleaned):
    """Under the same headings: sexes in the same language, and issues that name the column as people know it."""
    _, _, customers = after(
        cleaned, lambda sheet, at: sheet.append([None, "孙新来", "F", "136001360", None, 2, "2024年5月1日"])
    )
    assert customers["gender"].tolist() == ["男", "女", "女", "女"] and customers["total_spent"].tolist()[-1] == "2"
    issues = json.loads((cleaned[1] / "issues.json").read_text("utf-8"))["issues"]
    assert any("「手机号码」" in each["message"] for each in issues if each["value"] == "136001360")


def test_regions_follow_what_was_edited(tmp_path):
    """A province that custsheet derived follows the city that somebody corrects; one that he typed himself stays."""
    path, out = tmp_path / "客户.csv", tmp_path / "out"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [["姓名", "手机号码", "城市"], ["张三", "13800138001", "上海市"], ["李四", "13900139002", "杭州市"]]
        )
    job.run([path], out, as_of=date(2026, 4, 1))

    def work(sheet, at):
        sheet.cell(2, at["城市"]).value = "苏州市"
        sheet.cell(3, at["省份"]).value = "江苏省"
        sheet.append([None, "王五", "13700137000", "青岛市"])

    _, _, customers = after((path, out, out / "cleaned.xlsx"), work)
    regions = [["江苏省", "苏州市"], ["江苏省", "杭州市"], ["山东省", "青岛市"]]
    assert customers[["province", "city"]].values.tolist() == regions
    issues = json.loads((out / "issues.json").read_text("utf-8"))["issues"]
    assert [each["customer_id"] for each in issues if each["code"] == "region.path"] == ["C000002"]


def test_two_columns_of_one_heading(tmp_path):
    """They stand in the workbook as 备注 and 备注 (2), and are read back each as what it was, with what was typed there."""
    head, *rows = [["编号", "姓名", "手机", "备注", "编号", "备注"], ["1", "张三", "13800138000", "老客户", "1", "VIP"]]
    rows += [["2", "李四", "13900139000", "", "2", ""], ["3", "王五", "13700137000", "", "7", "批发"]]
    home = begun(csv_file(tmp_path / "客户.csv", [head, *rows]), as_of=date(2026, 4, 1))
    cleaned = home / "客户.csv", home / "out", home / "out/cleaned.xlsx"
    told, read, _ = after(cleaned, lambda sheet, at: None)
    assert "0 个" in told and not read

    def work(sheet, at):
        sheet.cell(3, at["备注"]).value, sheet.cell(3, at["备注 (2)"]).value = "怕辣", "零售"
        sheet.cell(3, at["编号 (2)"]).value = "9"

    told, _, customers = after(cleaned, work)
    assert "3 个" in told and customers.loc[1, ["备注", "编号", "note"]].tolist() == ["怕辣", "9", "零售"]


def test_a_row_with_too_many_cells_put_right(tmp_path):
    """Corrected on the sheet of rows set aside it is a customer like any other, and nothing is told of it any more."""
    sheet = tmp_path / "客户.csv"
    sheet.write_text("姓名,手机,备注\n张三,13800138000,老客户\n李四,13900139000,a,b,c\n", "utf-8")
    home = begun(sheet, as_of=date(2026, 4, 1))
    book = openpyxl.load_workbook(home / "out/cleaned.xlsx")
    aside = book["隔离"]
    at = [cell.value for cell in aside[1]].index("备注") + 1
    aside.cell(2, at).value = "a b c"
    book.save(home / "out/cleaned.xlsx")
    done = job.run([sheet], home / "out", as_of=date(2026, 4, 2))
    assert done.report.book.tables["customers"]["note"].tolist() == ["老客户", "a b c"]
    assert "row.ragged" not in set(done.report.book.issues["code"])


def _filled(home, work):
    """Work on the sheet of rows set aside, and run again."""
    book = openpyxl.load_workbook(home / "out/cleaned.xlsx")
    aside = book["隔离"]
    work(aside, {cell.value: cell.column for cell in aside[1]})
    book.save(home / "out/cleaned.xlsx")
    return job.run([home / "客户.csv"], home / "out", as_of=date(2026, 4, 2)).report


def test_equal_rows_set_aside_are_filled_in_each_for_itself(tmp_path):
    """Two cards without a name become two people; sorting the sheet does not matter, and an older list of them is no fault."""
    rows = [["姓名", "手机", "备注"], ["张三", "13800138001", ""], ["", "", "展会名片"], ["", "", "展会名片"]]
    home = begun(csv_file(tmp_path / "客户.csv", rows), as_of=date(2026, 4, 1))

    def work(aside, at):
        for row, (name, phone) in ((2, ("周二", "13700137002")), (3, ("孙一", "13600136001"))):
            aside.cell(row, at["姓名"]).value, aside.cell(row, at["手机"]).value = name, phone

    done = _filled(home, work)
    assert sorted(done.book.tables["customers"]["name"]) == ["周二", "孙一", "张三"]
    assert done.ledger.loc["customers", ["read", "quarantined"]].tolist() == [3, 0]
    hashes = json.loads((home / "out/.custsheet/outputs.json").read_text("utf-8"))
    hashes = {name: each for name, each in hashes.items() if not name.startswith(".custsheet/")}
    (home / "out/.custsheet/outputs.json").write_text(json.dumps(hashes), "utf-8")
    (home / "out/.custsheet/aside.csv").write_text("fingerprint\n", "utf-8")
    book = openpyxl.load_workbook(home / "out/cleaned.xlsx")
    book.worksheets[0].cell(2, 2).value = "张三三"
    book.save(home / "out/cleaned.xlsx")
    done = job.run([home / "客户.csv"], home / "out", as_of=date(2026, 4, 3)).report
    assert sorted(done.book.tables["customers"]["name"]) == ["周二", "孙一", "张三三"]


def test_rows_set_aside_under_two_columns_of_one_heading(tmp_path):
    """The sheet of rows set aside calls its columns as the first one does, and what is filled in there is read so."""
    head = ["编号", "姓名", "手机", "备注", "编号", "备注"]
    rows = [["1", "张三", "13800138001", "老客户", "1", "VIP"], ["2", "李四", "13900139002", "", "2", "批发"]]
    rows += [["", "", "", "左", "9", "右"]]
    home = begun(csv_file(tmp_path / "客户.csv", [head, *rows]), as_of=date(2026, 4, 1))

    def work(aside, at):
        assert {*head, "编号 (2)", "备注 (2)"} <= set(at)
        aside.cell(2, at["姓名"]).value, aside.cell(2, at["手机"]).value = "孙一", "13600136001"

    done = _filled(home, work)
    customers = done.book.tables["customers"].set_index("name")
    assert customers.loc["孙一", ["note", "备注"]].tolist() in (["左", "右"], ["右", "左"])
    assert done.ledger.loc["customers", ["read", "quarantined"]].tolist() == [3, 0]


@pytest.mark.usefixtures("with_reports")
def test_an_answer_to_one_cell_does_not_put_a_shifted_row_right(tmp_path):
    """A row with too many cells stays set aside until somebody looks at it as a whole."""
    sheet = tmp_path / "客户.csv"
    sheet.write_text("姓名,手机,备注\n张三,13800138001,老客户\n李四,北京,13900139000,余\n", "utf-8")
    home = begun(sheet, as_of=date(2026, 4, 1))
    book = openpyxl.load_workbook(home / "out/issues.xlsx")
    page = next(each for each in book if each.title == "问题清单")
    head = [cell.value for cell in page[2]]
    line = next(row for row in page.iter_rows(min_row=3) if row[head.index("原值")].value == "北京")
    line[head.index("改为")].value = "13900139000"
    book.save(home / "out/issues.xlsx")
    done = job.run([sheet], home / "out", as_of=date(2026, 4, 2)).report
    assert done.ledger.loc["customers", "quarantined"] == 1 and "row.ragged" in set(done.book.issues["code"])


def test_news_from_the_source_over_what_was_typed(cleaned):
    """The source's newer word counts, and that is told once, with what was typed as the suggestion."""
    path, out, _ = cleaned

    def work(sheet, at):
        sheet.cell(3, at["联系地址"]).value = "杭州市西湖区文三路478号8号楼"

    def found(day, address):
        people = [[each if each != PEOPLE[1][3] else address for each in line] for line in PEOPLE]
        issues = job.run([csv_file(path, [HEAD, *people], "utf-8-sig")], out, as_of=day).report.book.issues
        return issues.loc[issues["code"] == "edit.overtaken", ["value", "suggestion", "status"]].to_numpy().tolist()

    after(cleaned, work)
    assert found(date(2026, 4, 3), PEOPLE[1][3]) == []
    new = "杭州市拱墅区莫干山路9号"
    told = [[new, "杭州市西湖区文三路478号8号楼", "new"]]
    assert [[value[-len(new) :], *rest] for value, *rest in found(date(2026, 4, 4), new)] == told
    assert found(date(2026, 4, 5), new) == []


def test_a_rehearsal_says_what_it_does_not_read(cleaned):
    """A dry run reads nothing that was typed, and says so; nothing is altered."""
    path, out, workbook = cleaned
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0].cell(2, 2).value = "王晓明"
    book.save(workbook)
    notes = job.run([path], out, as_of=date(2026, 4, 2), dry_run=True).report.notes
    assert any("cleaned.xlsx" in each and "预演" in each for each in notes)
    assert not (out / ".custsheet/edits").exists()
