"""A Chinese company's name in its parts: region + 字号 + industry + legal form, and the branch behind.

So names are put together by law (企业名称登记管理规定, 2020, art. 6). The region may stand in brackets behind the 字号.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import custsheet.fields.divisions as divisions
from custsheet.fields.base import halfwidth, squeeze
from custsheet.fields.words import words


class Company(NamedTuple):
    """The parts of a name, brackets taken off; blank where there is none."""

    region: str = ""
    core: str = ""  # 字号
    industry: str = ""
    form: str = ""
    branch: str = ""


_WORDS = words("company")
_TRADES = frozenset(_WORDS["trades"])


def _longest_first(section: str) -> str:
    return "|".join(sorted(_WORDS[section], key=len, reverse=True))


_BRACKETS = re.compile(r"\(([^()]*)\)")
_FORM = re.compile(rf"(?:{_longest_first('forms')})$")
_INDUSTRY = re.compile(rf"(?:{_longest_first('industries')})+$")
_HEAD = "集团|银行|事务所|大学|医院|超市|商行|厂|学校"
_BRANCH_WORD = rf"([^()]{{1,30}}?(?:{_longest_first('branches')}))$"
_BRANCH = re.compile(rf"(.{{2,}}公司|(?!.*公司.+).{{2,}}?(?:{_HEAD})){_BRANCH_WORD}")
_SHOP = re.compile(rf"(?:{_longest_first('branches')})$")
_SAME_FORM = {
    "有限责任公司": "有限公司",
    "集团有限责任公司": "集团有限公司",
    "股份公司": "股份有限公司",
    "集团公司": "集团",
}


@lru_cache(maxsize=200_000)
def parts_of(value: str) -> Company:
    """Return the parts of a name in Chinese characters."""
    text = halfwidth(squeeze(value)).replace(" ", "")
    text, bracketed = _BRACKETS.sub("", text), _BRACKETS.findall(text)
    branch = next((each for each in bracketed if _SHOP.search(each)), "")
    text, behind = _without_branch(text)
    region, rest = _without_region(text)
    form = _FORM.search(rest)
    named = rest[: form.start()] if form and form.start() else rest
    core, industry = _core(named)
    kind = form[0] if form and form.start() else ""
    if not industry and kind in _TRADES:
        industry, kind = kind, ""
    return Company(region or _region_in(bracketed), core, industry, _same_form(kind, bracketed), behind or branch)


def head_of(value: str) -> str:
    """Return the text before the branch, as typed; "" where a name has no branch."""
    text = squeeze(value)
    if bracket := re.search(r"[(（]([^()（）]*)[)）]$", text):
        return text[: bracket.start()] if _SHOP.search(bracket[1]) else ""
    branch = _BRANCH.fullmatch(halfwidth(text))
    return text[: branch.end(1)] if branch else ""


def _without_branch(text: str) -> tuple[str, str]:
    branch = _BRANCH.fullmatch(text)
    return (branch[1], branch[2]) if branch else (text, "")


def _without_region(text: str) -> tuple[str, str]:
    """Return the region at the front and the rest; what would leave no 字号 is not a region."""
    region, rest = "", text
    while (found := _region_at_front(rest)) and len(rest) - len(found) >= 2:
        region, rest = region + found, rest[len(found) :]
    if region and _FORM.fullmatch(rest):
        return "", text
    return region, rest


def _region_at_front(text: str) -> str:
    known = regions().get(text[:2], ())
    return next((each for each in known if text.startswith(each)), "")


def _region_in(bracketed: list[str]) -> str:
    return next((each for each in bracketed if each and _region_at_front(each) == each), "")


def _core(named: str) -> tuple[str, str]:
    """Return 字号 and industry; a name that is all industry is its own 字号."""
    industry = _INDUSTRY.search(named)
    if industry and industry.start() >= 2:
        return named[: industry.start()], industry[0]
    return named, ""


def _same_form(form: str, bracketed: list[str]) -> str:
    group = "集团" if "集团" in bracketed and not form.startswith("集团") else ""
    partnership = next((each for each in bracketed if each in _WORDS["partnerships"] and each != "集团"), "")
    return group + _SAME_FORM.get(form, form) + (f"({partnership})" if partnership else "")


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """Return names of regions by their first two characters, longest first: provinces, cities, counties in full, cities in short."""
    units = divisions.units().values()
    names = (
        {unit.name for unit in units}
        | {divisions.short(unit.code) for unit in units if _known_in_short(unit)}
        | set(_WORDS["countries"])
    )
    found: dict[str, list[str]] = {}
    for name in sorted(names - {*_WORDS["no_regions"], ""}, key=len, reverse=True):
        found.setdefault(name[:2], []).append(name)
    return {start: tuple(each) for start, each in found.items()}


def _known_in_short(unit: divisions.Unit) -> bool:
    return not unit.valid_to and (unit.level < divisions.DISTRICT or unit.name.endswith("市"))
