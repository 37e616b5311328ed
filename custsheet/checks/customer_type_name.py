"""The customer type says person, and a company stands in the name; or it says company, and nothing names one.

A person who works for a company is no contradiction: the column of companies is asked only of those who are said to be
companies. Self-employed people (个体户) are both, and not asked; nor are types of the user's own wording.
"""

import re
from typing import Any

from pandas import DataFrame, Series

from custsheet.fields.columns import mapped

ID = "row.customer_type_name"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {
    "persons": ("个人", "自然人", "散客", "消费者", "person", "individual", "consumer", "private"),
    "companies": (
        "企业",
        "公司",
        "单位",
        "机构",
        "对公",
        "法人",
        "集团",
        "company",
        "corporate",
        "business",
        "enterprise",
    ),
}
FIELDS = ("customer_type", "name", "company")
NEEDS = "any"

_COMPANY = (
    r"(?:公司|集团|工厂|[\u4e00-\u9fff]{3}厂|商行|事务所|合作社|研究[院所]|大学|学校|医院|银行|协会|基金会|工作室|经营部|门市部|超市|酒店)"
    r"(?:[（(].*[）)])?$|\b(?:co\.?,? ?ltd|ltd|llc|inc|gmbh|corp|limited|plc|s\.a)\b\.?$"
)
_PERSON = r"^[\u4e00-\u9fff·]{2,4}$|^[A-Za-z]+(?:[ ,.-]+[A-Za-z]+){1,2}$"
_CUSTOMER = r"客户|用户|顾客|会员|型|类| ?(?:customer|client)s?$"


def passes(table: DataFrame, persons: tuple[str, ...], companies: tuple[str, ...]) -> Series:
    """Return True for each row whose type goes with its name and company, or says nothing of the two."""
    kind = mapped(table["customer_type"], lambda each: re.sub(_CUSTOMER, "", each.strip().lower()))
    person, company = kind.isin(persons), kind.isin(companies)
    agrees = Series(True, index=table.index)
    asked = table[person | company]
    if len(asked):
        named = asked["name"].str.contains(_COMPANY, case=False)
        lonely = (asked["company"] == "") & asked["name"].str.contains(_PERSON) & ~named
        agrees[asked.index] = ~((person[asked.index] & named) | (company[asked.index] & lonely))
    return agrees


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return name and company of each failing row."""
    rows = table[failed]
    return [{"name": name, "company": company} for name, company in zip(rows["name"], rows["company"], strict=True)]
