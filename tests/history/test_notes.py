"""What a run notes beside its outputs may be damaged; nothing that was typed is lost by it, nor taken for something else."""

from datetime import date

import openpyxl
import pytest

from custsheet import cli, history, job
from custsheet.errors import InputError
from tests.begun import begun, copied
from tests.conftest import csv_file
from tests.share.test_matrix import contents

PEOPLE = [["姓名", "手机"], ["王小明", "13800138000"], ["李秀英", "13900139000"]]
AGAIN = date(2026, 4, 2)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PEOPLE, "utf-8-sig"), as_of=date(2026, 4, 1))


@pytest.fixture
def typed(opened, tmp_path):
    """Return the input, and an output folder in which somebody has corrected a name."""
    home = copied(opened, tmp_path)
    book = openpyxl.load_workbook(home / "out/cleaned.xlsx")
    (cell,) = (cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "王小明")
    cell.value = "王晓明"
    book.save(home / "out/cleaned.xlsx")
    return home / "客户.csv", home / "out"


def names(done):
    """Return the names of all customers."""
    return done.report.book.tables["customers"]["name"].tolist()


@pytest.mark.parametrize(
    ("note", "content"),
    [
        ("members", None),
        ("members", b"table,customer_id,fing"),
        ("spoken", b"\xb5\xff"),
        ("aside", None),
        ("headings", b"t"),
    ],
)
def test_a_damaged_note(typed, note, content):
    """The run says which file it is, and alters nothing; `state check` names it; put back, all goes on."""
    source, out = typed
    path = out / f".custsheet/{note}.csv"
    whole = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    before = contents(out)
    with pytest.raises(InputError) as told:
        job.run([source], out, as_of=AGAIN)
    assert told.value.code == "E_NOTE" and path.name in str(told.value)
    assert contents(out) == before
    assert cli.main(["state", "check", str(out)]) == 1
    path.write_bytes(whole)
    assert cli.main(["state", "check", str(out)]) == 0
    assert "王晓明" in names(job.run([source], out, as_of=AGAIN))


def test_all_hashes_are_gone(typed):
    """What the record tells is enough to see that somebody typed."""
    source, out = typed
    (out / ".custsheet/outputs.json").write_text("{", "utf-8")
    assert history.unsound(out) == [(".custsheet/outputs.json", "unreadable")]
    assert "王晓明" in names(job.run([source], out, as_of=AGAIN))


@pytest.mark.parametrize("kept", [True, False])
def test_all_notes_are_gone(typed, kept):
    """Without any note the edit cannot be read, and with no record either a copy of what stands there is kept."""
    source, out = typed
    edited = (out / "cleaned.xlsx").read_bytes()
    for each in [*(out / ".custsheet").glob("*.*"), *([] if kept else [out / "run.json"])]:
        each.unlink()
    if kept:
        with pytest.raises(InputError, match="members"):
            job.run([source], out, as_of=AGAIN)
        assert (out / "cleaned.xlsx").read_bytes() == edited
    else:
        done = job.run([source], out, as_of=AGAIN)
        assert edited in [each.read_bytes() for each in (out / ".custsheet/edited").iterdir()]
        assert any("cleaned.xlsx" in each for each in done.report.notes)


def test_a_file_of_somebody_else(tmp_path):
    """A workbook that lay in the folder before the first run is kept, and that is told; the next run says nothing of it."""
    source, out = csv_file(tmp_path / "客户.csv", PEOPLE, "utf-8-sig"), tmp_path / "out"
    out.mkdir()
    (out / "cleaned.xlsx").write_bytes(b"mine")
    (note,) = (each for each in job.run([source], out, as_of=AGAIN).report.notes if "cleaned.xlsx" in each)
    assert "edited" in note
    assert [each.read_bytes() for each in (out / ".custsheet/edited").iterdir()] == [b"mine"]
    assert not [each for each in job.run([source], out, as_of=AGAIN, force=True).report.notes if "cleaned" in each]
    assert not history.unsound(out)
