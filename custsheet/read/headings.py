"""Which field each column of a sheet is: by its heading, if the values agree; by the values alone only when very sure.

The steps, each named in the column's evidence: what the user says (`mapping`) · the heading, literally or reduced ·
the values, where they say clearly that it is something else · headings that mean different things in different company
(`Name` of a shop's orders is the order's number, `ID`, `日期`, `名称`) · of two columns for one field the fuller one.
A column that is none of these is carried along untouched under its own heading.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from pandas import DataFrame

import custsheet.read.sniff as sniff
from custsheet.read.aliases import found_field, literal, plain
from custsheet.texts import say

ORDER_FIELDS = frozenset({"order_id", "order_date", "amount", "refund_amount"})
_SAYS_QQ = re.compile("qq|扣扣|企鹅", re.IGNORECASE)
_SPARE = {"mobile": "phone", "phone": "mobile"}
_SHOP = {"lineitemname", "lineitemquantity", "financialstatus", "fulfillmentstatus"}
_KIND_FIELD = {"phone": "mobile", "email": "email", "resident_id": "id_number"}
_OF_THE_ORDER = {  # headings of customers' and of orders' sheets -> what they are on the latter ("": carried along)
    **dict.fromkeys(("状态", "status"), "order_status"),
    **dict.fromkeys(("来源", "渠道", "来源渠道", "来源平台", "source", "channel"), "channel"),
    **dict.fromkeys(("类型", "类别", "分类", "type"), ""),
    **dict.fromkeys(
        (
            "创建时间",
            "创建日期",
            "created",
            "createdat",
            "createdtime",
            "createddate",
            "createdate",
            "timestamp",
            "时间戳记",
            "时间戳",
        ),
        "order_date",
    ),
    **dict.fromkeys(
        ("完成时间", "处理时间", "处理结果", "评价", "评分", "打分", "评论", "score", "stars", "review", "comment"), ""
    ),
    **dict.fromkeys(("更新时间", "修改时间", "updatedat", "lastupdated"), ""),
}
_MUST_HAVE_DIGITS = {
    "mobile",
    "phone",
    "amount",
    "order_date",
    "birthday",
    "created_at",
    "updated_at",
    "quantity",
    "postcode",
    "id_number",
    "total_spent",
}


class Mapped(NamedTuple):
    """One column: its position, heading, field ("" for one that is carried along) and why."""

    position: int
    heading: str
    field: str
    evidence: str


def mapped(
    cells: DataFrame,
    headings: Mapping[int, str],
    names: Mapping[str, str],
    given: Mapping[str, str],
    own: Mapping[int, str] = MappingProxyType({}),
) -> list[Mapped]:
    """Return the columns of a sheet with their fields. *names*: plain heading -> field; *given*: the user's own mapping.

    *own* are the last parts of headings that several lines make up: asked where the whole is not known.
    """
    samples = {int(str(position)): sniff.sample(cells[position]) for position in cells}
    columns = {position: headings.get(position, "") for position in samples}
    asked = {position: _known_part(heading, own.get(position, ""), names) for position, heading in columns.items()}
    wanted = {plain(heading): field for heading, field in given.items()}
    found = {position: _of_heading(heading, samples[position], names, wanted) for position, heading in asked.items()}
    found = _in_company(found, asked, samples)
    found = _by_values(found, samples)
    found = _each_once(found, cells)
    return [Mapped(position, heading, *found[position][:2]) for position, heading in columns.items()]


def _known_part(heading: str, own: str, names: Mapping[str, str]) -> str:
    """Return the whole heading where that is known, else its own part where there is one."""
    return own if own and not found_field(heading, names)[0] else heading


Found = dict[int, tuple[str, str, int]]  # position -> field, evidence, rank (lower is surer)


def _of_heading(
    heading: str, texts: list[str], names: Mapping[str, str], wanted: Mapping[str, str]
) -> tuple[str, str, int]:
    if heading and plain(heading) in wanted:
        return wanted[plain(heading)], say("read", "column", "given"), -1
    field, step = found_field(heading, names)
    if not field:
        return "", say("read", "column", "unknown"), 99
    other = _contradicted(field, heading, texts)
    if other is not None:
        return other, say("read", "column", "values" if other else "contradicted", heading=heading), 50
    return field, say("read", "column", "literal" if step == 0 else "reduced", heading=heading), step


def _contradicted(field: str, heading: str, texts: list[str]) -> str | None:
    """Return the field that the values clearly are instead, "" for none known, None where they do not contradict."""
    if not texts:
        return None
    sure = _KIND_FIELD.get(sniff.surely(texts), "")
    if (
        sure
        and field in {"name", "mobile", "phone", "email", "wechat", "qq", "id_number", "address", "company"}
        and sure != field
    ):
        return None if {sure, field} <= {"mobile", "phone"} else sure
    if field in ("mobile", "phone") and sniff.share(texts, "wechat") > 0.5 > sniff.share(texts, "phone"):
        return "wechat"
    if field == "name" and sniff.share(texts, "company") >= 0.6:
        return "company"
    if field == "company" and sniff.share(texts, "unit") >= 0.9:
        return ""
    if field == "qq" and not _SAYS_QQ.search(heading) and sniff.readable("qq", texts) < 0.5:
        return ""
    if field == "bank_account" and sniff.readable("bankcard", texts) >= 0.5:
        return "bank_card"
    if field == "id_number" and "身份证" not in heading and not _plausible_ids(texts):
        return ""
    if field in _MUST_HAVE_DIGITS and len(texts) >= sniff.FEW and sniff.share(texts, "text") >= 0.9:
        return ""
    return None


def _plausible_ids(texts: list[str]) -> bool:
    return sum(
        len(each.replace(" ", "")) in (8, 9, 10, 15, 18) and any(map(str.isdigit, each)) for each in texts
    ) >= 0.5 * len(texts)


def _in_company(found: Found, headings: Mapping[int, str], samples: Mapping[int, list[str]]) -> Found:
    """Settle the headings that only their neighbours explain; those that tell what kind of sheet it is come first."""
    words = {position: literal(heading)[-1] or plain(heading) for position, heading in headings.items()}
    have = {field for field, _, _ in found.values()}
    settled = dict(found)
    for position, word in sorted(words.items(), key=lambda each: each[1] in _OF_THE_ORDER):
        field = _explained(word, samples[position], have, bool(_SHOP & set(words.values())))
        if field is not None and (not field or field not in have) and found[position][2] != -1:
            settled[position] = (field, say("read", "column", "neighbours", heading=headings[position]), 2)
            have.add(field)
    return settled


def _explained(word: str, texts: list[str], have: set[str], shop: bool) -> str | None:
    """Return the field of an ambiguous heading among fields that the sheet has; "" for none, None where it is not ambiguous."""
    order = bool(have & ORDER_FIELDS)
    person = bool(have & {"name", "mobile", "phone", "email", "first_name", "last_name", "company"})
    if word == "name" and shop:
        return "order_id"
    if word == "tags" and shop:
        return ""
    if word in ("title", "nameprefix"):
        return "gender" if sniff.share(texts, "title") > 0.5 else "job_title" if word == "title" else ""
    if word in ("subject", "issue", "conversation", "resolution") and not have & {
        "ticket_id",
        "ticket_type",
        "opened_at",
    }:
        return ""
    if word == "fileas" and have & {"first_name", "last_name"}:
        return ""
    if word in ("日期", "时间", "date", "time", "datetime"):
        return "order_date" if order or have & {"product", "quantity"} else ""
    if word in ("名称", "品名规格"):
        return (
            "product"
            if order and person
            else "company"
            if sniff.share(texts, "company") > 0.5
            else ""
            if not person
            else None
        )
    if word in ("编号", "id", "no", "号码", "代码"):
        return "customer_id" if person and not order else "order_id" if order and not person else ""
    if word in _OF_THE_ORDER and ("order_id" in have or {"order_date", "amount"} <= have):
        return _of_the_order(word, texts, have)
    return None


def _of_the_order(word: str, texts: list[str], have: set[str]) -> str | None:
    """Return the field of a heading that speaks of the order on a sheet of orders, though customers' sheets have it too."""
    field = _OF_THE_ORDER[word]
    if field == "order_status" and sniff.share(texts, "standing") > 0.5:
        return None
    return "" if field in have else field


def _by_values(found: Found, samples: Mapping[int, list[str]]) -> Found:
    """Let the values of unknown columns speak, where they are beyond doubt and the field is free."""
    have = {field for field, _, _ in found.values()}
    settled = dict(found)
    for position, (field, _, rank) in found.items():
        guess = _KIND_FIELD.get(sniff.surely(samples[position]), "") if not field and rank == 99 else ""
        guess = "phone" if guess == "mobile" and guess in have else guess
        if guess and guess not in have:
            settled[position] = (guess, say("read", "column", "sniffed", field=guess), 60)
            have.add(guess)
    return settled


def _each_once(found: Found, cells: DataFrame) -> Found:
    """Give every field to one column: the user's choice, else the surest heading, the fuller, the more literal, the first. A second number may be the spare one."""
    filled = {position: int((cells[position] != "").sum()) for position in found}
    order = sorted(
        found,
        key=lambda each: (
            found[each][2] != -1 and not filled[each],
            found[each][2] // 2,
            -filled[each],
            found[each][2],
            each,
        ),
    )
    taken: dict[str, int] = {}
    for position in order:
        if found[position][0]:
            taken.setdefault(found[position][0], position)
    settled = dict(found)
    for position in order:
        field = found[position][0]
        if field and taken[field] != position:
            spare = _SPARE.get(field, "")
            if spare and spare not in taken:
                taken[spare] = position
                settled[position] = (spare, say("read", "column", "spare"), 40)
            else:
                settled[position] = ("", say("read", "column", "taken", field=field), 98)
    return settled
