"""The samples are what their answer key says, and the scorer counts right."""

import csv
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pandas import DataFrame

from custsheet.model import Book, Fate, Issue, Match, Origin, Source, frame
from custsheet.samples import generate, score
from custsheet.samples.faults import FAULTS
from custsheet.samples.people import people
from custsheet.samples.sheets import CONTACTS, CUSTOMERS, MEMBERS, ORDERS, packaged, write_all
from custsheet.samples.twins import varied


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("samples")
    write_all(place)
    return place


def cells(path):
    """Every cell of a sample as text, by address."""
    if path.suffix == ".csv":
        rows = list(csv.reader(path.read_text(encoding="gb18030").splitlines()))
        return {
            f"{chr(65 + column)}{line}": value for line, row in enumerate(rows, 1) for column, value in enumerate(row)
        }
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {cell.coordinate: "" if cell.value is None else str(cell.value) for row in sheet.iter_rows() for cell in row}


def test_packaged_samples_are_what_the_generator_makes(folder):
    """Nobody edited the packaged samples or their key by hand: they are the generator's, cell by cell."""
    for made in sorted(folder.rglob("*.*")):
        kept = packaged() / made.relative_to(folder)
        assert cells(kept) == cells(made) if made.suffix == ".xlsx" else kept.read_bytes() == made.read_bytes()


@pytest.mark.parametrize("name", [CUSTOMERS, ORDERS, MEMBERS, CONTACTS])
def test_key_names_the_cells(folder, name):
    """Every fault of the key stands in the sheet, at that very cell."""
    faults, _ = score.answers(folder / "answers")
    typed = cells(folder / name)
    mine = faults[(faults["file"] == name) & (faults["field"] != "")]
    assert len(mine) >= 15
    assert [typed[cell] for cell in mine["cell"]] == mine["value"].tolist()


def test_key_names_the_people(folder):
    """Every line of customers has its person, and some people stand on several lines."""
    _, who = score.answers(folder / "answers")
    lines = {CUSTOMERS: 120, ORDERS: 200, MEMBERS: 100, CONTACTS: 85}
    assert who.groupby("file").size().to_dict() == lines
    assert set(who.loc[who["file"] == MEMBERS, "person"]) & set(who.loc[who["file"] == CONTACTS, "person"])
    assert who.loc[who["file"] == CUSTOMERS, "person"].duplicated().sum() == 14


def test_samples_are_small(folder):
    """Each packaged file stays below 100 KB."""
    assert all(path.stat().st_size < 100_000 for path in folder.rglob("*.*"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_same_seed_same_bytes(tmp_path, form):
    """A seed gives the same bytes again, another seed other ones."""
    first, again, other = (
        generate(300, seed, tmp_path / str(place), form=form) for place, seed in enumerate((1, 1, 2))
    )
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()


def test_large_workbooks_are_workbooks(tmp_path):
    """What the fast writer writes, openpyxl reads: all rows, all twelve columns, amounts as numbers, phones as text."""
    path = generate(500, 7, tmp_path, duplicates=0.1)
    rows = list(openpyxl.load_workbook(path).worksheets[0].values)
    assert (len(rows), len(rows[0])) == (501, 12)
    assert rows[0][2] == "手机号码" and isinstance(rows[1][2], str)
    assert sum(isinstance(row[10], float | int) for row in rows) > 450
    assert zipfile.ZipFile(path).testzip() is None
    _, who = score.answers(tmp_path / "answers")
    assert 0.07 < who["person"].duplicated().mean() < 0.13


def test_people_are_right():
    """Invented people are consistent: checksum, birthday and gender agree with the ID; no two share a number."""
    made = people(400, np.random.default_rng(3))
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    assert all(
        "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11]
        == number[-1]
        for number in made["id_number"]
    )
    assert (made["id_number"].str[6:14] == made["birthday"].str.replace("-", "")).all()
    assert ((made["id_number"].str[16].astype(int) % 2 == 1) == (made["gender"] == "男")).all()
    assert made["mobile"].is_unique and made["mobile"].str.fullmatch(r"1[3-9]\d0000\d{4}").all()


def test_twins_can_be_found():
    """A second entry keeps at least one of mobile, e-mail address and ID number."""
    made = people(300, np.random.default_rng(4))
    twin = varied(made, np.random.default_rng(5))
    kept = pd.concat(
        [(twin[field] == made[field]) & (twin[field] != "") for field in ("mobile", "email", "id_number")], axis=1
    )
    assert kept.any(axis=1).all()
    assert (twin != made).any(axis=1).mean() > 0.9


def test_every_fault_is_a_rule():
    """Every code of the key is a rule with a manual page."""
    from custsheet.texts import room

    codes = {fault.code for faults in FAULTS.values() for fault in faults} - {""}
    assert codes - set(room("rules", "zh")) == set()


def test_score():
    """Precision and recall are counted by cell, duplicates by pairs of rows."""
    key = DataFrame(
        {
            "file": "a",
            "sheet": "",
            "cell": ["A2", "A3"],
            "field": "mobile",
            "fault": "",
            "code": "phone.length",
            "value": "",
            "expected": "",
        }
    )
    who = DataFrame({"file": "a", "sheet": "", "line": [2, 3, 4, 5], "person": [1, 1, 1, 2]})
    book = Book(
        sources=frame(Source, {"file": ["a"]}),
        origin=frame(Origin, {"source": [0] * 4, "line": [2, 3, 4, 5]}),
        lineage=frame(
            Fate, {"table": "customers", "row": [0, 1, 2, 3], "customer_id": ["C1", "C1", "C2", "C1"], "fate": "kept"}
        ),
        issues=frame(Issue, {"code": ["phone.length"] * 3, "file": "a", "cell": ["A2", "A4", "A5"]}),
        matches=frame(Match, {"row_left": [0, 2], "row_right": [2, 3], "band": "possible"}),
    )
    rules = score.rules(book, key).set_index("what").loc["phone.length"]
    assert rules.tolist() == [2, 3, 1, pytest.approx(1 / 3), 0.5]
    merged, asked = (line[1:] for line in score.duplicates(book, who).itertuples(index=False))
    assert merged == (3, 3, 1, pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert asked == (3, 5, 2, pytest.approx(2 / 5), pytest.approx(2 / 3))
