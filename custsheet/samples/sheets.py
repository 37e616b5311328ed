"""The packaged samples: a customer list, a flat sheet of orders, and one clientele in two systems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandas import DataFrame

import custsheet.samples.vocabulary as words
from custsheet.samples.faults import spoilt
from custsheet.samples.people import people, westerners
from custsheet.samples.twins import varied, with_twins
from custsheet.samples.workbook import Sheet, csv_text, write

CUSTOMERS, ORDERS, MEMBERS, CONTACTS = "客户名单.xlsx", "订单明细.xlsx", "门店会员.csv", "crm_contacts.xlsx"
SETS = {"客户名单": (CUSTOMERS,), "订单明细": (ORDERS,), "门店会员与CRM": (MEMBERS, CONTACTS)}  # what is run together
AS_OF = date(2026, 11, 1)
FAULT_COLUMNS = ["file", "sheet", "cell", "field", "fault", "code", "value", "expected"]
PERSON_COLUMNS = ["file", "sheet", "line", "person"]

_CUSTOMER_FIELDS = {
    "序号": "#", "客户编号": "customer_id", "客户姓名": "name", "性别": "gender", "手机号码": "mobile", "电子邮箱": "email",
    "身份证号": "id_number", "出生日期": "birthday", "公司名称": "company", "联系地址": "address", "邮编": "postcode",
    "累计消费": "total_spent", "备注": "note",
}  # fmt: skip
_ORDER_FIELDS = {
    "订单编号": "order_id", "客户姓名": "name", "联系方式": "mobile", "电子邮件": "email", "地址": "address",
    "商品名称": "product", "数量": "quantity", "交易金额": "amount", "交易日期": "order_date", "订单状态": "order_status",
}  # fmt: skip
_MEMBER_FIELDS = {
    "会员卡号": "member_id", "会员姓名": "name", "手机": "mobile", "性别": "gender", "生日": "birthday", "积分": "points",
    "入会时间": "joined_at", "家庭住址": "address",
}  # fmt: skip
_CONTACT_FIELDS = {
    "Contact ID": "customer_id", "Full Name": "name", "Company": "company", "Mobile": "mobile", "Email": "email",
    "Birthday": "birthday", "Address": "address", "Notes": "note",
}  # fmt: skip

Answers = tuple[Sheet, DataFrame, DataFrame]  # a sheet, its faults, its people


def packaged() -> Path:
    """Return the folder of the packaged samples: in the installed package, or beside it in a checkout."""
    installed = Path(str(files("custsheet"))) / "sample_data"
    return installed if installed.exists() else Path(str(files("custsheet"))).parent / "sample_data"


def write_all(folder: Path, seed: int = 2026) -> list[Path]:
    """Write all samples and their answer keys (`answers/faults.csv`, `answers/people.csv`) to *folder*."""
    made = [customers(seed), orders(seed + 1), *members_and_contacts(seed + 2)]
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    keys = {"faults.csv": pd.concat([each[1] for each in made]), "people.csv": pd.concat([each[2] for each in made])}
    for name, table in keys.items():
        (folder / "answers" / name).write_bytes(
            csv_text([list(table.columns), *table.to_numpy().tolist()]).encode("utf-8-sig")
        )
    return [*(write(each[0], folder) for each in made), *(folder / "answers" / name for name in keys)]


def customers(seed: int) -> Answers:
    """Return the customer list: two title lines, 120 rows with twins, a blank row, a total."""
    rng = np.random.default_rng(seed)
    table = people(106, rng).assign(person=np.arange(1, 107))
    table["total_spent"] = _amounts(len(table), rng)
    table["note"] = rng.choice(words.NOTES, len(table))
    table = with_twins(table, 0.12, rng)
    table["customer_id"] = [f"KH{number:05d}" for number in 1001 + rng.permutation(len(table))]
    table, faults = spoilt(table, 0.055, rng)
    total = ("合计", *[""] * 10, round(sum(float(each) for each in table["total_spent"] if _plain(each)), 2), "")
    titles = ("听澜商贸客户信息登记表", "制表：客服部    日期：2026年10月")
    return _answers(Sheet(CUSTOMERS, "客户信息", titles, (), [], total), table, _CUSTOMER_FIELDS, faults, gap=60)


def orders(seed: int) -> Answers:
    """Return the flat order sheet: about 200 lines by 80 buyers, the customer's columns repeated on each."""
    rng = np.random.default_rng(seed)
    buyers = people(80, rng).assign(person=np.arange(1001, 1081))
    lines = buyers.iloc[np.concatenate([np.arange(80), rng.integers(80, size=120)])]
    again = lines.duplicated("person").to_numpy() & (rng.random(len(lines)) < 0.12)
    table = (
        pd.concat([lines[~again], varied(lines[again], rng)]).iloc[rng.permutation(len(lines))].reset_index(drop=True)
    )
    days = np.sort(np.datetime64("2025-06-01") + rng.integers(0, 500, len(table)))
    table["order_date"] = days.astype(str).astype(object)
    table["order_id"] = [f"DD{str(day).replace('-', '')}{number:04d}" for number, day in enumerate(days, 1)]
    table["product"], table["quantity"] = rng.choice(words.PRODUCTS, len(table)), rng.integers(1, 6, len(table))
    table["amount"], table["order_status"] = (
        _amounts(len(table), rng),
        rng.choice(["已完成", "已完成", "已完成", "已发货", "已退款"], len(table)),
    )
    table, faults = spoilt(table, 0.05, rng)
    return _answers(Sheet(ORDERS, "订单", (), (), []), table, _ORDER_FIELDS, faults)


def members_and_contacts(seed: int) -> list[Answers]:
    """Return one clientele in two systems: 100 members of a shop (GBK CSV), 80 contacts of a CRM, 45 of them in both."""
    rng = np.random.default_rng(seed)
    everyone = people(125, rng).assign(person=np.arange(2001, 2126))
    strangers = westerners(10, rng).assign(person=np.arange(2201, 2211))
    members = with_twins(everyone.iloc[:95], 0.05, rng)
    members["member_id"] = [f"VIP{number:06d}" for number in 880001 + rng.permutation(len(members))]
    members["points"] = rng.integers(0, 9000, len(members))
    members["joined_at"] = (
        (np.datetime64("2021-01-01") + rng.integers(0, 1900, len(members))).astype(str).astype(object)
    )
    contacts = pd.concat([varied(everyone.iloc[50:95], rng), everyone.iloc[95:], strangers]).reset_index(drop=True)
    contacts = contacts.iloc[rng.permutation(len(contacts))].reset_index(drop=True)
    contacts["customer_id"] = [f"C-{number}" for number in 50001 + rng.permutation(len(contacts))]
    contacts["note"] = rng.choice(["", "", "met at trade fair", "prefers WeChat", "newsletter"], len(contacts))
    members, member_faults = spoilt(members.drop(columns=["id_number", "email"]), 0.05, rng)
    contacts, contact_faults = spoilt(contacts.drop(columns=["id_number", "postcode"]), 0.05, rng)
    return [
        _answers(Sheet(MEMBERS, "", (), (), []), members, _MEMBER_FIELDS, member_faults),
        _answers(Sheet(CONTACTS, "Contacts", (), (), []), contacts, _CONTACT_FIELDS, contact_faults),
    ]


def _answers(frame: Sheet, table: DataFrame, fields: dict[str, str], faults: DataFrame, gap: int = 0) -> Answers:
    """Return the filled sheet and where its faults and people stand; a blank row follows row *gap*."""
    lines = frame.header_line + 1 + np.arange(len(table)) + (np.arange(len(table)) >= gap if gap else 0)
    letters = {field: chr(ord("A") + place) for place, field in enumerate(fields.values())}
    dirty = set(zip(faults["row"], faults["field"], strict=True))
    rows = [_row(table.iloc[row], row, fields.values(), dirty, frame.file) for row in range(len(table))]
    if gap:
        rows.insert(gap, [""] * len(fields))
    shown = faults[faults["field"].isin(letters)]
    cells = [letters[field] + str(lines[row]) for field, row in zip(shown["field"], shown["row"], strict=True)]
    key = shown.assign(file=frame.file, sheet=frame.name, cell=cells)[FAULT_COLUMNS]
    if frame.total:
        below = int(lines[-1]) + 1
        line = [frame.file, frame.name, f"{below}:{below}", "", "合计行", "row.total", "", ""]
        key = pd.concat([key, DataFrame([line], columns=FAULT_COLUMNS)])
    who = DataFrame({"file": frame.file, "sheet": frame.name, "line": lines, "person": table["person"].to_numpy()})
    return frame._replace(headings=tuple(fields), rows=rows), key, who[PERSON_COLUMNS]


def _row(record: pd.Series, row: int, fields: Iterable[str], dirty: set[tuple[int, str]], file: str) -> list[object]:
    """Return one row as it is typed: in workbooks right amounts are numbers and right dates are dates, as Excel makes them."""
    typed = file.endswith(".xlsx")
    return [
        row + 1 if field == "#" else _typed(record[field], field, typed and (row, field) not in dirty)
        for field in fields
    ]


def _typed(value: object, field: str, typed: bool) -> object:
    if typed and field in ("amount", "total_spent"):
        return float(str(value))
    if typed and field in ("order_date",):
        return date.fromisoformat(str(value))
    return int(str(value)) if typed and field in ("quantity", "points") else str(value)


def _amounts(count: int, rng: Generator) -> np.ndarray:
    return np.array([f"{each:.2f}" for each in np.exp(rng.normal(6, 0.9, count))], dtype=object)


def _plain(value: object) -> bool:
    return str(value).replace(".", "", 1).isdigit()
