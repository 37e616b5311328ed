"""What the values of a column say they are, whatever its heading."""

import re
from collections.abc import Mapping
from itertools import islice

from pandas import Series

from custsheet import fields

SAMPLE = 400
LONGEST = 200  # characters of a text that are looked at
FEW = 3  # distinct values below which nothing is concluded
_PATTERNS = {
    "phone": r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?:\.0)?|1[3-9]\d\*{4}\d{4}",
    "email": r"[^@\s，,]+@[^@\s，,]+\.[^@\s，,]{2,}",
    "resident_id": r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]",
    "wechat": r"(?i:wxid_\w+|(?:微信号?|wx|vx)[:：]?\s*[-\w]+)|(?=[A-Za-z]+[-_\d])[A-Za-z][-_A-Za-z0-9]{5,19}",
    "date": r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d.*)?",
    "order": r"#\d{3,}",
    "title": r"(?i:mr|mrs|ms|miss|dr|prof|先生|女士|小姐|太太)\.?",
    "standing": r"潜在(?:客户)?|意向(?:客户)?|流失|活跃|沉睡|休眠|跟进中?|(?i:lead|prospect|active|inactive|dormant|churned)",
    "unit": r"个|件|箱|包|袋|瓶|台|套|只|条|张|份|kg|g|公斤|斤|吨|米|m|元|万元|盒|支|把|双|本",
    "company": r".*(?:公司|集团|厂|商行|经营部|商店|门市部|工作室|事务所|合作社|研究院|中心|(?i:\b(?:ltd|llc|inc|gmbh|co|corp|company|plc)\b\.?))\s*(?:[(（].*[)）])?",
    "text": r"[^\d]+",
}
_GUARDS = re.compile(r"""^=?["']+|["']+$""")
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


def sample(values: Series) -> list[str]:
    """Return up to 400 distinct texts of a column, spread over it, without outer blanks and shop guards (`="…"`, `'`, tab)."""
    distinct = values.iloc[:: max(1, len(values) // 5_000)].drop_duplicates()
    texts = (_GUARDS.sub("", each[:LONGEST].strip()).strip() for each in distinct.iloc[: 4 * SAMPLE].tolist())
    return list(islice(filter(None, texts), SAMPLE))


def share(texts: list[str], pattern: str) -> float:
    """Return the share of texts that look like *pattern*: phone, email, date, order and the others of the table above."""
    return sum(bool(_COMPILED[pattern].fullmatch(each)) for each in texts) / max(1, len(texts))


def surely(texts: list[str]) -> str:
    """Return the kind that at least nine of ten texts are, "" where there is none, or too few texts."""
    if len(texts) < FEW:
        return ""
    return next((kind for kind in ("phone", "email", "resident_id") if share(texts, kind) >= 0.9), "")


def readable(kind: str, texts: list[str], options: Mapping[str, object] | None = None) -> float:
    """Return the share of texts that a kind can read."""
    if not texts or kind not in fields.KINDS:
        return 0.0
    return float((fields.outcomes(kind, Series(texts, dtype="str"), **(options or {}))["issue"] == "").mean())
