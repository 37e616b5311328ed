"""New contacts are compared with known ones, across the two files only."""

import json

import openpyxl
import pytest

from custsheet import errors, link
from custsheet.cli import main
from tests.conftest import csv_file, table, workbook

KNOWN = [
    ["姓名", "手机", "邮箱", "公司"],
    ["张伟", "13612347890", "zhangwei88@qq.com", "上海宏图贸易有限公司"],
    ["王芳", "15812340987", "wf@163.com", ""],
    ["李娜", "13512349876", "lina@sina.com", ""],
]
NEW = [
    ["客户姓名", "联系电话", "电子邮件"],
    ["张伟", "136-1234-7890", ""],
    ["张伟", "", "ZhangWei88@qq.com"],
    ["钱多多", "13300001234", "qdd@qq.com"],
    ["钱多多", "13300001234", "qdd@qq.com"],
    ["王小芳", "15812340987", ""],
]


@pytest.fixture
def files(tmp_path):
    return workbook(tmp_path / "客户.xlsx", KNOWN), csv_file(tmp_path / "新名单.csv", NEW)


def test_known_perhaps_new(files, tmp_path):
    """Every contact gets a verdict with the known customer, the reason in words and the probability; many may be one."""
    done = link.link(*files, tmp_path / "out")
    assert (done.rows, done.known, done.perhaps, done.new) == (5, 2, 1, 2)
    lines = table(done.out / "links.csv")
    assert [line["band"] for line in lines] == ["known", "known", "new", "new", "perhaps"]
    assert [line["known_name"] for line in lines] == ["张伟", "张伟", "", "", "王芳"]
    assert [line["known_line"] for line in lines] == ["2", "2", "", "", "3"]
    assert [line["sharing"] for line in lines] == ["2", "2", "", "", ""]
    assert "相同 +" in lines[0]["reason"] and float(lines[0]["probability"]) > 0.99
    assert sorted(path.name for path in done.out.glob("[!.]*")) == ["links.csv", "links.xlsx"]
    assert sorted(path.name for path in done.outputs) == ["links.csv", "links.xlsx"]


def test_workbook(files, tmp_path):
    """The workbook has a sheet per verdict, and says that two contacts are one known customer."""
    done = link.link(*files, tmp_path / "out")
    book = openpyxl.load_workbook(done.out / "links.xlsx")
    assert book.sheetnames == ["总览", "已有", "可能已有", "全新"]
    assert [row[3] for row in book["已有"].iter_rows(min_row=2, values_only=True)] == ["13612347890", None]
    assert any("多对一" in str(row[0]) for row in book["总览"].iter_rows(values_only=True))


def test_a_run_is_known_by_its_ids(run, files, tmp_path):
    """The output folder of a run serves as the known side, with the customer ids it gave."""
    done = run(files[0])
    lines = table(link.link(done.out, files[1], tmp_path / "out").out / "links.csv")
    ids = {each["name"]: each["customer_id"] for each in table(done.out / "cleaned/customers.csv")}
    assert lines[0]["customer_id"] == ids["张伟"]


def test_only_across(tmp_path):
    """Repeats within either file are never paired, however certain."""
    known = csv_file(tmp_path / "a.csv", [KNOWN[0], KNOWN[1], KNOWN[1]])
    new = csv_file(tmp_path / "b.csv", [NEW[0], NEW[3], NEW[4]])
    assert link.link(known, new, tmp_path / "out").new == 2


def test_several_known_rows_are_counted(tmp_path):
    """Where two known rows would do, the best is told and the other counted."""
    known = csv_file(tmp_path / "a.csv", [KNOWN[0], KNOWN[1], KNOWN[1]])
    new = csv_file(tmp_path / "b.csv", NEW[:2])
    assert table(link.link(known, new, tmp_path / "out").out / "links.csv")[0]["also"] == "1"


def test_the_order_of_rows_changes_nothing(tmp_path):
    """Sorting either file gives the same verdicts."""
    first = link.link(csv_file(tmp_path / "a.csv", KNOWN), csv_file(tmp_path / "b.csv", NEW), tmp_path / "1")
    turned = [KNOWN[0], *KNOWN[:0:-1]], [NEW[0], *NEW[:0:-1]]
    second = link.link(csv_file(tmp_path / "a.csv", turned[0]), csv_file(tmp_path / "b.csv", turned[1]), tmp_path / "2")
    told = [
        sorted(
            (line["name"], line["phone"], line["band"], line["known_name"]) for line in table(done.out / "links.csv")
        )
        for done in (first, second)
    ]
    assert told[0] == told[1]


def test_without_customers(tmp_path, files):
    """A file without customers is a clear error, and nothing is written."""
    orders = csv_file(tmp_path / "c.csv", [["备注一", "备注二"], ["a", "b"]])
    with pytest.raises(errors.InputError, match="E_LINK_NOBODY"):
        link.link(files[0], orders, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_command_line(files, tmp_path, capsys):
    """`custsheet link A B --json` prints one versioned object; a dry run writes nothing; a missing file exits with 3."""
    known, new = map(str, files)
    assert main(["link", known, new, "-o", str(tmp_path / "out"), "--json", "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["known"], told["perhaps"], told["new"], told["outputs"]) == (1, 2, 1, 2, [])
    assert not (tmp_path / "out").exists()
    assert main(["link", known, str(tmp_path / "none.csv")]) == 3
    assert main(["link", known]) == 2


def remark(path, sheet, name, text, heading="备注"):
    """Type a remark beside the first contact of this name; into a column of one's own where there is none."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[head.index("联系人")].value == name)[0].row
    page.cell(row, head.index(heading) + 1 if heading in head else len(head) + 1).value = text
    book.save(path)


def remarks(path):
    book = openpyxl.load_workbook(path)
    found = {}
    for page in book.worksheets[1:]:
        head = [cell.value for cell in page[1]]
        rows = page.iter_rows(min_row=2, values_only=True)
        told = [(row[head.index("联系人")], row[head.index("备注")]) for row in rows if "备注" in head]
        found |= {name: text for name, text in told if text}
    return found


def test_remarks_are_carried_over(files, tmp_path):
    """What was typed beside a contact stands beside him in the next workbook, and in the one after; the edited one is kept."""
    done = link.link(*files, tmp_path / "out")
    assert not done.notes
    remark(done.out / "links.xlsx", "可能已有", "王小芳", "打过电话，是同一人")
    done = link.link(*files, tmp_path / "out")
    assert remarks(done.out / "links.xlsx") == {"王小芳": "打过电话，是同一人"}
    (copy,) = (done.out / ".custsheet/edited").iterdir()
    assert str(copy) in done.notes[0] and remarks(copy) == remarks(done.out / "links.xlsx")
    turned = csv_file(tmp_path / "换了顺序.csv", [NEW[0], *NEW[:0:-1]])
    done = link.link(files[0], turned, tmp_path / "out")
    assert remarks(done.out / "links.xlsx") == {"王小芳": "打过电话，是同一人"}
    assert len(list((done.out / ".custsheet/edited").iterdir())) == 1


def test_a_remark_without_its_contact(files, tmp_path):
    """A remark about somebody who is no longer in the list is told, and stays in the copy; so does whatever else was typed."""
    done = link.link(*files, tmp_path / "out")
    remark(done.out / "links.xlsx", "可能已有", "王小芳", "打过电话", heading="我的列")
    remark(done.out / "links.xlsx", "可能已有", "王小芳", "是同一人")
    done = link.link(files[0], csv_file(tmp_path / "c.csv", NEW[:3]), tmp_path / "out")
    (copy,) = (done.out / ".custsheet/edited").iterdir()
    assert remarks(copy) == {"王小芳": "是同一人"}
    assert len(done.notes) == 2 and "1 条" in done.notes[1]


def test_a_carried_remark_is_never_lost(files, tmp_path):
    """Carried over once and then without its contact, a remark is kept as well."""
    done = link.link(*files, tmp_path / "out")
    remark(done.out / "links.xlsx", "可能已有", "王小芳", "是同一人")
    remark(link.link(*files, tmp_path / "out").out / "links.xlsx", "全新", "钱多多", "新客")
    link.link(*files, tmp_path / "out")
    link.link(files[0], csv_file(tmp_path / "c.csv", NEW[:3]), tmp_path / "out")
    assert {"王小芳": "是同一人", "钱多多": "新客"} in map(remarks, (done.out / ".custsheet/edited").iterdir())


def test_an_unreadable_workbook_is_kept(files, tmp_path):
    """Whatever lies under the name of the workbook is kept before it is overwritten."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/links.xlsx").write_bytes(b"mine")
    done = link.link(*files, tmp_path / "out")
    (copy,) = (done.out / ".custsheet/edited").iterdir()
    assert copy.read_bytes() == b"mine"
