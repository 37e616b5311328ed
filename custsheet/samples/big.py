"""Large dirty workbooks for measuring: flat lines of 12 columns, a share of them the same customer written twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame

import custsheet.samples.fastbook as fastbook
from custsheet.samples.faults import spoilt
from custsheet.samples.people import people
from custsheet.samples.sheets import FAULT_COLUMNS, PERSON_COLUMNS
from custsheet.samples.twins import with_twins
from custsheet.samples.vocabulary import NOTES
from custsheet.samples.workbook import csv_text

FIELDS = {
    "客户姓名": "name", "性别": "gender", "手机号码": "mobile", "电子邮箱": "email", "身份证号": "id_number", "出生日期": "birthday",
    "公司名称": "company", "联系地址": "address", "邮编": "postcode", "交易日期": "order_date", "交易金额": "amount", "备注": "note",
}  # fmt: skip
LAST_DAY = date(2026, 10, 31)


def generate(
    rows: int, seed: int, folder: Path, duplicates: float = 0.05, faults: float = 0.02, form: str = "xlsx"
) -> Path:
    """Write `customers_<rows>.<form>` (xlsx, or csv in UTF-8) with its answer key to *folder* and return its path.

    *duplicates* is the share of lines that are a person's second entry, *faults* the share of spoilt cells. The same seed
    gives the same cells.
    """
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    table, told = lines(rows, seed, duplicates, faults)
    path = folder / f"customers_{rows}.{form}"
    shown = table[list(FIELDS.values())].set_axis(list(FIELDS), axis=1)
    sheet = fastbook.write(shown, path) if form == "xlsx" else _csv(shown, path)
    letters = {field: chr(ord("A") + place) for place, field in enumerate(FIELDS.values())}
    told["cell"] = told["field"].map(letters) + (told["row"] + 2).astype(str)
    told.assign(file=path.name, sheet=sheet)[FAULT_COLUMNS].to_csv(
        folder / "answers" / "faults.csv", index=False, encoding="utf-8-sig"
    )
    who = DataFrame({"file": path.name, "sheet": sheet, "line": np.arange(len(table)) + 2, "person": table["person"]})
    who[PERSON_COLUMNS].to_csv(folder / "answers" / "people.csv", index=False, encoding="utf-8-sig")
    return path


def lines(rows: int, seed: int, duplicates: float, faults: float) -> tuple[DataFrame, DataFrame]:
    """Return exactly *rows* lines with their `person`, and the faults in them."""
    rng = np.random.default_rng(seed)
    count = round(rows * (1 - duplicates))
    table = with_twins(people(count, rng).assign(person=np.arange(count)), duplicates, rng).iloc[:rows]
    table["order_date"] = (np.datetime64(LAST_DAY) - rng.integers(0, 900, len(table))).astype(str).astype(object)
    table["amount"] = np.array([f"{each:.2f}" for each in np.exp(rng.normal(6, 0.9, len(table)))], dtype=object)
    table["note"] = np.array(NOTES, dtype=object)[rng.integers(len(NOTES), size=len(table))]
    return spoilt(table.reset_index(drop=True), faults, rng)


def _csv(table: DataFrame, path: Path) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(csv_text([list(table.columns)]))
        for start in range(0, len(table), 50_000):
            file.write(csv_text(pd.DataFrame(table.iloc[start : start + 50_000]).to_numpy().tolist()))
    return ""
