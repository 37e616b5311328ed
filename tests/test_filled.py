"""What a row lacks and another row of the same customer says is no issue, and no blank in the customer."""

from custsheet import job
from custsheet.duplicates.members import unreadable
from custsheet.model import Book, Issue, frame
from tests.conftest import csv_file

HEAD = ["姓名", "手机", "邮箱", "身份证号", "出生日期", "备注"]
PEOPLE = [
    ["王小明", "", "wxm@qq.com", "110105199003071234", "", ""],
    ["王小明", "", "", "110105199003071234", "", "怕辣"],
    ["李秀英", "", "", "", "1988-01-02", "老客户"],
]


def test_no_contact(tmp_path):
    """Who can be reached by what another row says can be reached."""
    done = job.run([csv_file(tmp_path / "客户.csv", [HEAD, *PEOPLE], "utf-8-sig")], tmp_path / "out")
    issues = done.report.book.issues
    assert len(done.report.book.tables["customers"]) == 2
    assert issues.loc[issues["code"] == "row.no_contact", "cell"].tolist() == ["B4"]


def test_a_remark_is_no_fault():
    """A birthday that is worth a remark is no unreadable value: it does not lose to a row that says less."""
    told = {
        "code": ["value.minor", "phone.length"],
        "table": "customers",
        "row": [0, 1],
        "field": ["birthday", "phone"],
    }
    assert unreadable(Book(issues=frame(Issue, told)))["field"].tolist() == ["phone"]
