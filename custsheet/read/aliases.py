"""The packaged and the schema's own names for fields, and how a heading is reduced until one of them fits.

>>> plain("Ｅ-mail 1 （必填）*"), candidates("收货人手机号（必填）")[:3]
('email1必填', ['收货人手机号必填', '收货人手机号', '手机号'])
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from custsheet.schema import Schema

_BRACKETS = re.compile(r"[(（\[【{<《][^)）\]】}>》]*[)）\]】}>》]")
_MARKS = re.compile(r"必填|选填|\*|[:：]\s*$|单位[:：].*$")
_BEFORE = [
    "客户",
    "买家",
    "会员",
    "收货人",
    "收件人",
    "收货",
    "联系人",
    "用户",
    "顾客",
    "购买人",
    "下单人",
    "您的",
    "本人",
    "个人",
    "常用",
    "defaultaddress",
    "billing",
    "mailing",
    "shipping",
    "customer",
    "client",
    "contact",
    "buyer",
    "member",
    "home",
    "primary",
    "work",
    "business",
    "personal",
    "main",
    "your",
    "cust",
    "user",
    "current",
    "residential",
    "delivery",
    "invoice",
    "order",
]
_AFTER = ["信息", "号码", "名称", "一栏", "value", "address", "formatted", "field", "①"]
_FEW = frozenset(
    [
        "date",
        "time",
        "status",
        "type",
        "name",
        "amount",
        "id",
        "no",
        "日期",
        "时间",
        "状态",
        "类型",
        "名称",
        "编号",
        "金额",
        "备注",
    ]
)


def plain(heading: str) -> str:
    """Return a heading as it is compared: compatibility forms and case folded, letters and digits only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


def candidates(heading: str) -> list[str]:
    """Return what a heading may stand for, the most literal first: whole, without brackets and marks, without words before or behind."""
    found = literal(heading)
    found += [text[len(word) :] for text in found[-1:] for word in _BEFORE if text.startswith(word)]
    found += [text[: -len(word)] for text in list(found) for word in _AFTER if text.endswith(word)]
    found += [re.sub(r"\d$", "", text) for text in list(found)]
    return list(dict.fromkeys(each for each in found if each))


def literal(heading: str) -> list[str]:
    """Return a heading as it is compared, whole and without bracketed units and marks such as （必填）."""
    return [plain(heading), plain(_MARKS.sub("", _BRACKETS.sub("", heading)))]


def _known(file: str) -> dict[str, list[str]]:
    return json.loads(files("custsheet").joinpath("read", "data", file).read_text(encoding="utf-8"))


CANONICAL = frozenset(_known("header_aliases.json"))  # names of fields, as our own CSV files head their columns


@cache
def packaged() -> Mapping[str, str]:
    """Return the packaged names, plain -> field."""
    names: dict[str, str] = {}
    for file in ("header_aliases.json", "more_aliases.json"):
        for field, aliases in _known(file).items():
            for alias in (field, *aliases):
                names.setdefault(plain(alias), field)
    return names


def names_of(schema: Schema) -> dict[str, str]:
    """Return all names of the fields of *schema*, plain -> field: its own aliases and titles before the packaged ones."""
    names: dict[str, str] = {}
    for table in schema.values():
        for field, spec in table.fields.items():
            for alias in (field, *spec.aliases):
                names.setdefault(plain(alias), field)
    fields = {field for table in schema.values() for field in table.fields}
    names |= {alias: field for alias, field in packaged().items() if field in fields and alias not in names}
    for table in schema.values():
        for field, spec in table.fields.items():
            names.setdefault(plain(spec.title.zh), field)
            names.setdefault(plain(spec.title.en), field)
    return names


def found_field(heading: str, names: Mapping[str, str]) -> tuple[str, int]:
    """Return the field a heading stands for and how it was found (0 literally, 1 without marks, 2 without words); ("", -1) for none."""
    whole = literal(heading)
    for candidate in candidates(heading):
        if candidate in names and (candidate in whole or candidate not in _FEW):
            return names[candidate], whole.index(candidate) if candidate in whole else 2
    return "", -1


def nearest(heading: str, names: Mapping[str, str]) -> str:
    """Return the field whose name a heading is but for one slip (two in nine letters or more), "" for none.

    Four signs at least; what is a name already is none. Distance: optimal string alignment.

    >>> nearest("Adress", {"address": "address"}), nearest("Photo", {"phone": "phone"})
    ('address', '')
    """
    from rapidfuzz import process  # slow to load, and few sheets ask
    from rapidfuzz.distance import OSA

    text = plain(heading)
    if len(text) < 4 or (text.isascii() and len(text) < 5) or found_field(heading, names)[0]:
        return ""
    found = process.extractOne(
        text, names.keys(), scorer=OSA.distance, score_cutoff=1 + (len(text) >= 9 and text.isascii())
    )
    return names[found[0]] if found and len(found[0]) >= 4 else ""
