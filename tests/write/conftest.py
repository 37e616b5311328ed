"""An invented finished run, small but with everything writers meet: two tables, changes, issues, matches, rows set aside."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from custsheet import fingerprint
from custsheet.fingerprint import KNOWN
from custsheet.model import NOWHERE, Book, Change, Column, Fate, Issue, Match, Origin, Source, Timing, frame
from custsheet.report import Report
from custsheet.schema import load_schema

NAMES = ["张三", "李四", "欧阳修文", "王伟", "=cmd|' /C calc'!A0", "<r><t>𠮷野</t></r>", "Anna Smith", "赵六"]
SEGMENTS = ["champions", "promising", "needs_attention", "cannot_lose", "loyal", "new", "fading", "lost"]
CODES = {
    "phone.length": ("error", "validity", "mobile", "135792468"),
    "email.domain": ("error", "validity", "email", "wangxm@"),
    "value.blank": ("warning", "completeness", "name", ""),
    "value.duplicate_value": ("warning", "uniqueness", "id_number", "11010519491231002X"),
    "row.id_birthday": ("warning", "consistency", "birthday", "1990-01-01"),
    "value.too_old": ("info", "timeliness", "birthday", "1899-01-01"),
}


def texts_of(values):
    return pd.Series(list(values), dtype="str")


def customers(count):
    number = range(count)
    columns = {
        "name": [NAMES[each % len(NAMES)] for each in number],
        "mobile": [f"+86138{each:08d}" for each in number],
        "email": [f"user{each}@example.com" if each % 5 else "zhangsan@" for each in number],
        "gender": ["男" if each % 2 else "女" for each in number],
        "birthday": [
            f"19{50 + each % 50}-0{1 + each % 9}-1{each % 10}" if each % 7 else "1899-01-01" for each in number
        ],
        "id_number": ["11010519491231002X" if each % 9 == 0 else "" for each in number],
        "company": [f"上海第{each}贸易有限公司" if each % 3 else "" for each in number],
        "province": ["上海市"] * count,
        "city": ["上海市"] * count,
        "address": [f"上海市浦东新区世纪大道{each}号" for each in number],
        "total_spent": [f"{each * 13 % 9000}.50" for each in number],
        "店里自记": ["00123" if each % 2 else "=1+1" for each in number],
        "customer_id": [f"C{each + 1:06d}" for each in number],
    }
    return pd.DataFrame({name: texts_of(values) for name, values in columns.items()}).set_axis(range(count))


def issues(book, count):
    picked = [list(CODES.items())[each % len(CODES)] for each in range(count)]
    rows = [each % len(book.tables["customers"]) for each in range(count)]
    values = [typed for _, (_, _, _, typed) in picked]
    messages = [
        f"第{row + 2}行「{field}」的内容“{value}”有问题，请核对"
        for row, (_, (_, _, field, value)) in zip(rows, picked, strict=True)
    ]
    return frame(
        Issue,
        {
            "id": [f"Q-{each:06X}" for each in range(count)],
            "code": [code for code, _ in picked],
            "level": [level for _, (level, _, _, _) in picked],
            "dimension": [dimension for _, (_, dimension, _, _) in picked],
            "table": "customers",
            "source": 0,
            "file": "客户 名单.xlsx",
            "sheet": "会员",
            "cell": [f"B{row + 2}" for row in rows],
            "cells": [f"B{row + 2}" for row in rows],
            "row": rows,
            "customer_id": [f"C{row + 1:06d}" for row in rows],
            "field": [field for _, (_, _, field, _) in picked],
            "value": values,
            "suggestion": ["zhangsan@qq.com" if code == "email.domain" else "" for code, _ in picked],
            "confidence": "medium",
            "message": messages,
        },
    ).sort_values(
        "level", key=lambda each: each.map({"error": 0, "warning": 1, "info": 2}), kind="stable", ignore_index=True
    )


def book_of(count=24, issue_count=18):
    table = customers(count)
    headings = {
        "name": "客户姓名",
        "mobile": "联系方式",
        "email": "电子邮件",
        "gender": "性别",
        "birthday": "生日",
        "id_number": "身份证号",
    }
    headings |= {"company": "单位", "address": "地址", "total_spent": "累计消费（万元）", "店里自记": "店里自记"}
    schema = load_schema()
    columns = frame(
        Column,
        {
            "source": [0] * len(headings) + [NOWHERE] * 2,
            "position": [*range(len(headings)), NOWHERE, NOWHERE],
            "letter": [*"ABCDEFGHIJ"[: len(headings)], "", ""],
            "heading": [*headings.values(), "省份", "城市"],
            "table": "customers",
            "field": [*headings, "province", "city"],
            "kind": [schema.kind("customers", each) for each in [*headings, "province", "city"]],
            "evidence": "同名",
        },
    )
    orders = pd.DataFrame(
        {
            "customer_id": texts_of(f"C{each % count + 1:06d}" for each in range(2 * count)),
            "order_id": texts_of(f"00{each}" for each in range(2 * count)),
            "order_date": texts_of("2023-01-01" if each % 6 else "2023-02" for each in range(2 * count)),
            "amount": texts_of(f"{each}.10" if each % 9 else "12345678901234567.89" for each in range(2 * count)),
        }
    )
    merged = table.iloc[[1]].set_axis([count]).assign(name="李 四", company="上海第1贸易公司")
    quarantined = table.iloc[[2]].set_axis([count + 1]).assign(name="", mobile="", email="")
    rows = list(range(count + 2))
    lineage = frame(
        Fate,
        {
            "table": ["customers"] * len(rows) + ["orders"] * len(orders),
            "row": [*rows, *range(len(orders))],
            "customer_id": [*table["customer_id"], "C000002", "", *orders["customer_id"]],
            "fate": ["kept"] * count + ["merged", "quarantined"] + ["kept"] * len(orders),
            "reason": [""] * count + ["match", "no_identity"] + [""] * len(orders),
        },
    )
    segments = pd.DataFrame(
        {
            "customer_id": table["customer_id"],
            "name": table["name"],
            "last_order": texts_of(["2023-01-01"] * count),
            "recency": texts_of(["30"] * count),
            "frequency": texts_of(["2"] * count),
            "monetary": texts_of(f"{each * 10}.5" for each in range(count)),
            **{score: texts_of(["3"] * count) for score in "rfm"},
            "segment": texts_of(SEGMENTS[(each * each) % 8] if each % 4 else "" for each in range(count)),
            "tier": texts_of(["regular"] * count),
        }
    )
    facts = pd.DataFrame(
        {
            "key": ["as_of", "basis", "method", "cuts_r", "vip_from"],
            "value": ["2023-03-01", "orders", "limits", "5: 1–30 · 4: 31–90", "200.5"],
        },
        dtype="str",
    )
    changed = list(range(0, count, 4))
    changes = frame(
        Change,
        {
            "stage": "standardize",
            "table": "customers",
            "row": changed,
            "field": "mobile",
            "before": [f"138 {each:04d} 0000" for each in changed],
            "after": [f"138{each:08d}" for each in changed],
            "rule": "phone.format",
            "confidence": "high",
        },
    )
    source = frame(
        Source,
        {
            "file": ["客户 名单.xlsx"],
            "sheet": "会员",
            "sha256": "ab" * 32,
            "kind": "xlsx",
            "encoding": "",
            "header_line": 1,
            "evidence": "第1行有10个已知列名",
        },
    )
    matches = frame(
        Match,
        {
            "row_left": [1, 3, 4, 6, 10],
            "row_right": [count, 5, 5, 7, 11],
            "probability": [0.999, 0.95, 0.7, 0.8, 0.93],
            "weight": [12.0, 6.1, 3.2, 3.9, 5.5],
            "band": ["certain", "possible", "possible", "possible", "possible"],
            "reason": [
                "手机相同 +9.2，姓名相同 +3.1",
                "姓名同音 +3.1，地址相同 +4.0",
                "公司相同 +2.0，姓名不同 −1.0",
                "邮箱相同 +5.0",
                "手机相同 +9.2，地址不同区 −2.0",
            ],
        },
    )
    tables = {
        "customers": table,
        "orders": orders,
        "merged:customers": merged,
        KNOWN + "customers": pd.DataFrame(
            {"fingerprint": fingerprint.of_rows(pd.concat([table, merged, quarantined]), schema["customers"])}
        ),
        "quarantined:customers": quarantined,
        "segments": segments,
        "facts:classify": facts,
    }
    tables["facts:match"] = pd.DataFrame(
        {"key": ["candidate_pairs", "capped_blocks"], "value": ["1234", "0"]}, dtype="str"
    )
    book = Book(
        tables=tables,
        sources=source,
        columns=columns,
        origin=frame(Origin, {"source": 0, "line": [each + 2 for each in range(2 * count)]}),
        lineage=lineage,
        changes=changes,
        matches=matches,
    )
    return replace(book, issues=issues(book, issue_count)) if issue_count else book


def report_of(count=24, issue_count=18, **given):
    book = given.pop("book", None) or book_of(count, issue_count)
    ledger = pd.DataFrame(
        {
            "read": [count + 2, 2 * count],
            "kept": [count, 2 * count],
            "merged": [1, 0],
            "quarantined": [1, 0],
            "skipped": [0, 0],
        }
    )
    amounts = pd.DataFrame(
        {
            "table": ["orders", "orders"],
            "field": ["amount"] * 2,
            "place": ["written", "quarantined"],
            "sum": [Decimal("12345.60"), Decimal(0)],
        }
    )
    known = {
        "book": book,
        "schema": load_schema(),
        "verb": "run",
        "as_of": date(2023, 3, 1),
        "region": "CN",
        "inputs": (Path("客户 名单.xlsx"),),
        "ledger": ledger.set_axis(pd.Index(["customers", "orders"], name="table")),
        "amounts": amounts,
        "timings": (Timing("read", 0.1, 90_000_000), Timing("standardize", 0.5, 120_000_000)),
        "not_checked": ("external", "accuracy"),
    }
    return Report(**{**known, **given})


@pytest.fixture(scope="session")
def build():
    """Return what builds a Report: of so many customers and issues, with any of its fields replaced."""
    return report_of
