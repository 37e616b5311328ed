"""The promises of a whole run."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from custsheet import errors
from custsheet.errors import ConfigError
from tests.begun import begun, copied
from tests.conftest import FOUNDING, csv_file, table, workbook

OUTPUTS = {
    "cleaned.xlsx",
    "issues.xlsx",
    "issues.html",
    "issues.json",
    "review.xlsx",
    "lineage.csv",
    "matches.csv",
    "run.json",
}


def found(run, level="error"):
    """Return code and cell of every issue of a level."""
    return sorted((each["code"], each["cell"]) for each in issues(run) if each["level"] == level)


def issues(run):
    return json.loads((run.out / "issues.json").read_text(encoding="utf-8"))["issues"]


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The first run on FOUNDING."""
    return begun(workbook(tmp_path_factory.mktemp("founding") / "a.xlsx", FOUNDING))


@pytest.fixture
def founding(founded, tmp_path):
    """FOUNDING as a workbook, with the first run done."""
    return copied(founded, tmp_path) / "a.xlsx"


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    """The first run on BUYERS."""
    return begun(workbook(tmp_path_factory.mktemp("buyers") / "a.xlsx", BUYERS))


@pytest.fixture
def buyers(sold, tmp_path):
    """BUYERS as a workbook, with the first run done."""
    return copied(sold, tmp_path) / "a.xlsx"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_founding_table(run, tmp_path, kind):
    """Four errors, none of them with an invented suggestion; two customers, two orders, RFM for both."""
    source = (workbook if kind == "xlsx" else csv_file)(tmp_path / f"客户.{kind}", FOUNDING)
    done = run(source)
    assert found(done) == [
        ("email.no_domain", "C2"),
        ("email.no_domain", "C3"),
        ("phone.length", "B2"),
        ("phone.length", "B3"),
    ]
    assert not any(each["suggestion"] for each in issues(done) if each["level"] == "error")
    customers, orders = table(done.out / "cleaned/customers.csv"), table(done.out / "cleaned/orders.csv")
    assert [(each["name"], each["mobile"], each["email"]) for each in customers] == [
        ("张三", "123456789", "zhangsan@"),
        ("李四", "987654321", "lisi@"),
    ]
    assert [(each["order_date"], each["amount"]) for each in orders] == [("2023-01-01", "1000"), ("2023-02-15", "500")]
    segments = done.book.tables["segments"]
    assert (segments[["r", "f", "m", "segment", "tier"]] != "").all(axis=None) and len(segments) == 2


def test_every_output_is_there(run, tmp_path):
    """A run writes the files of the contract, and the input is as it was."""
    source = workbook(tmp_path / "a.xlsx", FOUNDING)
    before = source.read_bytes()
    done = run(source)
    assert {path.relative_to(done.out).as_posix() for path in done.outputs} >= OUTPUTS | {
        "cleaned/customers.csv",
        "cleaned/orders.csv",
    }
    assert all(path.is_file() for path in done.outputs)
    assert source.read_bytes() == before


def test_a_dry_run_writes_nothing(run, tmp_path):
    """--dry-run goes the whole way and leaves no file behind."""
    done = run(workbook(tmp_path / "a.xlsx", FOUNDING), dry_run=True)
    assert not done.out.exists() and len(done.book.tables["customers"]) == 2


BUYERS = [
    ["姓名", "手机", "订单号", "交易日期", "交易金额", "备注"],
    ["张伟", "138 0013 8000", "A1", "2023-01-05", "￥1,200.50", "=1+1"],
    ["张 伟", "13800138000", "A2", "2023-02-05", "99.9", "NA"],
    ["王芳", "+8613900139000", "A3", "2023-02-06", "1.2万", "00123"],
    ["", "", "A4", "2023-02-07", "10", "𠮷"],
    ["李静", "021-62345678", "A5", "2023-02-08", "面议", "+1"],
]


def test_a_repeated_buyer_is_one_customer(run, buyers):
    """Lines of one buyer collapse to one customer, orders never do; the ledger says where each row went."""
    done = run(buyers)
    assert done.report.ledger.loc["customers"].to_dict() == {
        "read": 5,
        "kept": 3,
        "merged": 1,
        "quarantined": 1,
        "skipped": 0,
    }
    assert done.report.ledger.loc["orders", "kept"] == 5
    owner = {each["order_id"]: each["customer_id"] for each in table(done.out / "cleaned/orders.csv")}
    assert owner["A1"] == owner["A2"] != owner["A3"]


def test_amounts_add_up_to_the_cent(run, buyers):
    """What was read is what is written."""
    done = run(buyers)
    amounts = [each["amount"] for each in table(done.out / "cleaned/orders.csv")]
    assert "面议" in amounts
    assert sum(Decimal(each) for each in amounts if each != "面议") == Decimal("1200.50") + Decimal("99.9") + 12000 + 10


def test_untouched_values_come_out_as_they_went_in(run, buyers):
    """Columns that no rule cleans keep every character, in the workbook and (guarded) in the CSV."""
    done = run(buyers)
    typed = [line[-1] for line in BUYERS[1:]]
    guarded = [each["note"] if "note" in each else each["备注"] for each in table(done.out / "cleaned/orders.csv")]
    assert guarded == ["'=1+1", "NA", "00123", "𠮷", "+1"]
    sheet = openpyxl.load_workbook(done.out / "cleaned.xlsx")["订单"]
    heading = [cell.value for cell in sheet[1]]
    cells = [row[heading.index("备注")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells][: len(typed)] == typed
    assert all(cell.data_type == "s" for cell in cells[: len(typed)])


def test_fed_back_nothing_changes(run, buyers):
    """A cleaned workbook fed back in gives the same customers, ids and values, and no new changes."""
    first = run(buyers)
    again = run(first.out / "cleaned.xlsx", out="again")
    assert again.book.changes.empty
    for name in ("customers", "orders"):
        assert (again.out / f"cleaned/{name}.csv").read_bytes() == (first.out / f"cleaned/{name}.csv").read_bytes()


def test_two_runs_write_the_same_bytes(run, tmp_path):
    """Same inputs, schema and day: the same issues.json and the same CSV files, byte for byte."""
    source = workbook(tmp_path / "a.xlsx", BUYERS)
    one, two = run(source, out="one"), run(source, out="two")
    for path in one.outputs:
        if path.suffix in {".csv", ".json"} and path.name != "run.json":
            assert path.read_bytes() == (two.out / path.relative_to(one.out)).read_bytes(), path.name


def test_overlapping_exports_do_not_double_the_sales(run, tmp_path):
    """January–March and March–May of one shop: March's orders count once, and the report lists what was skipped."""
    months = [
        ["张伟", "13800138000", f"A{month}", f"2023-{month:02d}-05", str(100 * month), ""] for month in range(1, 6)
    ]
    spring = csv_file(tmp_path / "1-3.csv", [BUYERS[0], *months[:3]])
    summer = csv_file(tmp_path / "3-5.csv", [BUYERS[0], *months[2:]], encoding="gb18030")
    done = run(spring, summer, as_of=None)
    assert sorted(each["order_id"] for each in table(done.out / "cleaned/orders.csv")) == ["A1", "A2", "A3", "A4", "A5"]
    assert done.report.ledger.loc["orders", "skipped"] == 1
    assert done.book.tables["segments"]["monetary"].tolist() == ["1500"]
    skipped = [each for each in table(done.out / "lineage.csv") if each["fate"] == "skipped"]
    assert [(each["table"], each["reason"]) for each in skipped] == [("orders", "repeat")]


def test_edits_in_the_cleaned_workbook_are_obeyed(run, founding):
    """A cell corrected in cleaned.xlsx survives the next run, and the one after; a row typed there is a customer."""
    done = run(founding)
    book = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    heading = [cell.value for cell in book["客户"][1]]
    book["客户"].cell(2, heading.index("联系方式") + 1).value = "13800138000"
    added = [None] * len(heading)
    added[heading.index("客户姓名")], added[heading.index("联系方式")] = "王五", "13900139000"
    book["客户"].append(added)
    book.save(done.out / "cleaned.xlsx")
    for _ in range(2):
        done = run(founding)
        customers = {each["name"]: each["mobile"] for each in table(done.out / "cleaned/customers.csv")}
        assert customers == {"张三": "13800138000", "李四": "987654321", "王五": "13900139000"}
    assert ("phone.length", "B2") not in found(done)


def test_any_edited_output_is_kept(run, founding):
    """What somebody wrote into the issues report is not lost when the report is written anew."""
    done = run(founding)
    book = openpyxl.load_workbook(done.out / "issues.xlsx")
    book.worksheets[0]["A1"] = "看过了"
    book.save(done.out / "issues.xlsx")
    again = run(founding)
    kept = list((done.out / ".custsheet/edited").glob("*issues.xlsx"))
    assert len(kept) == 1 and openpyxl.load_workbook(kept[0]).worksheets[0]["A1"].value == "看过了"
    assert "issues.xlsx" in again.report.notes[0] and "另存一份" in again.report.notes[0]


def test_no_note_promises_what_is_not_done(run, founding):
    """Only of outputs that are read back it is said that they were; of others, that a copy was kept."""
    done = run(founding)
    with (done.out / "lineage.csv").open("a", encoding="utf-8") as file:
        file.write("看过了\n")
    notes = run(founding).report.notes
    assert len(notes) == 1 and "lineage.csv" in notes[0] and "不会读回" in notes[0]


def corrected(path, sheet, heading, row, value):
    """Type *value* into a cell of a workbook, found by the heading of its column."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head = next(line for line in page.iter_rows() if any(cell.value == heading for cell in line))
    column = next(cell.column for cell in head if cell.value == heading)
    page.cell(head[0].row + row, column).value = value
    book.save(path)


def test_answers_in_the_issues_report_are_obeyed(run, founding):
    """处理=改为 with a new value corrects the cell from the next run on, and the issue is gone."""
    done = run(founding)
    first = openpyxl.load_workbook(done.out / "issues.xlsx")["问题清单"]
    cells = [row[[cell.value for cell in first[2]].index("单元格")].value for row in first.iter_rows(min_row=3)]
    row = cells.index("B2") + 1
    corrected(done.out / "issues.xlsx", "问题清单", "处理", row, "改为")
    corrected(done.out / "issues.xlsx", "问题清单", "改为", row, "138 0013 8000")
    for _ in range(2):
        done = run(founding)
        assert table(done.out / "cleaned/customers.csv")[0]["mobile"] == "13800138000"
        assert ("phone.length", "B2") not in found(done) and ("phone.length", "B3") in found(done)


def test_orders_typed_into_the_cleaned_workbook(run, buyers):
    """A corrected amount is obeyed and the sums still balance; an order added there keeps its customer."""
    done = run(buyers)
    book = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    heading = [cell.value for cell in book["订单"][1]]
    book["订单"].cell(2, heading.index("交易金额") + 1).value = 1300
    owner = book["订单"].cell(2, 1).value
    line = {"客户号": owner, "订单号": "A9", "交易日期": "2023-02-09", "交易金额": 80}
    book["订单"].append([line.get(title) for title in heading])
    book.save(done.out / "cleaned.xlsx")
    for _ in range(2):
        done = run(buyers)
        orders = {each["order_id"]: each for each in table(done.out / "cleaned/orders.csv")}
        assert orders["A1"]["amount"] == "1300" and orders["A9"]["amount"] == "80"
        assert orders["A9"]["customer_id"] == orders["A1"]["customer_id"] == owner
        assert len(table(done.out / "cleaned/customers.csv")) == 3


BAD = {
    "missing": (lambda path: path / "没有.xlsx", errors.InputError),
    "empty folder": (lambda path: path, errors.InputError),
    "empty file": (lambda path: _bytes(path / "空.xlsx", b""), errors.InputError),
    "picture": (lambda path: _bytes(path / "图.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64), errors.InputError),
    "truncated": (
        lambda path: _bytes(path / "半.xlsx", workbook(path / "w.xlsx", FOUNDING).read_bytes()[:900]),
        errors.InputError,
    ),
}


def _bytes(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("made", "error"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line(run, tmp_path, made, error):
    """An input that cannot be used stops the run with one sentence, and nothing is written."""
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(error) as raised:
        run(made(folder))
    assert "\n" not in str(raised.value) and str(raised.value).startswith("E_")
    assert not (tmp_path / "out").exists() or not Counter((tmp_path / "out").rglob("*.xlsx"))


def test_a_day_before_the_last_one_is_told(run, founding):
    """A clock or `--as-of` that went back alters ages and classes; it is not passed over."""
    assert not [note for note in run(founding, as_of=date(2023, 4, 1)).report.notes if "早于" in note]
    (told,) = [note for note in run(founding, as_of=date(2023, 3, 1)).report.notes if "早于" in note]
    assert "2023-03-01" in told and "2023-04-01" in told


@pytest.mark.parametrize("region", ["XX", "cn", "China"])
def test_a_region_that_is_none(run, founding, region):
    """A region that nobody knows is an error of the command, not a list full of wrong telephones."""
    with pytest.raises(ConfigError, match="E_REGION"):
        run(founding, region=region)
