"""E-mail addresses. The domain is kept in lower case, the part before the @ as it was typed (RFC 5321 §2.4).

Changed without asking is only what is certain: blanks around the address, a label or `mailto:` in front, full-width signs,
a Chinese full stop in the domain. What looks mistyped (`gmial.com`, `.con`) stays as it is, with a suggestion.

>>> clean("邮箱：ZhangSan＠QQ．com")
'ZhangSan@qq.com'
>>> mask("zhangsan@qq.com")
'z***@qq.com'
"""

import re
from functools import lru_cache

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.mailbox import DISPOSABLE, ROLES, ascii_form, domain_part, is_reserved, local_part, meant

REASONS: dict[str, Reason] = {
    "no_at": Reason("error"),
    "no_domain": Reason("error"),
    "no_local": Reason("error"),
    "domain": Reason("error"),
    "syntax": Reason("error"),
    "length": Reason("error"),
    "typo": Reason("warning", "validity"),
    "reserved": Reason("warning"),
    "two_addresses": Reason("warning", "consistency"),
    "masked": Reason("info", "completeness"),
    "disposable": Reason("warning", "timeliness"),
    "role": Reason("info", "accuracy"),
}
PARTS = ("local", "domain")

_ORDINARY = re.compile(r"([\w+-]+(?:\.[\w+-]+)*)@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,20})", re.ASCII)
_LABEL = re.compile(
    r"(?:mailto|e-?mail|mail|电子邮箱|电子邮件|电邮|邮箱地址|邮箱|邮件)(?:地址)? ?[:：] ?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?::::|[,;、，；|/\n])\s*|\s+")
_INSIDE = re.compile(r"[^\s<>()（）\[\]\"“”]+@[^\s<>()（）\[\]\"“”]+")
_GOOGLE = ("gmail.com", "googlemail.com")
_MASKED = re.compile(r"[^@]*\*[^@]*@.*")
_SHOWN_DOMAIN = re.compile(r"|[^\W\d][\w-]*|(?:[\w-]+\.)+[^\W\d]{2,}")
_ROLE = rf"^(?:{'|'.join(ROLES)})[0-9._-]*@"
_THROWN = rf"@(?:{'|'.join(map(re.escape, DISPOSABLE))})$"


def clean(value: str) -> str:
    """Return the address with its domain in lower case. Reasons: see REASONS."""
    if (found := _ORDINARY.fullmatch(value)) and "--" not in found[2]:
        good = len(value) <= 254 and _good_domain(found[2])
        return f"{found[1]}@{good}" if good else _checked(found[1], found[2])
    text = _typed(value)
    refuse_several(text)
    local, domain = _halves(text)
    try:
        return _checked(local_part(local), domain_part(domain), text)
    except Unreadable as fault:
        if fault.reason not in ("syntax", "domain"):
            raise
        raise Unreadable(fault.reason, suggestion := _suggested(text), "low" if suggestion else "") from None


def clean_column(values: Series) -> Series:
    """Return the ordinary addresses of a column, "" for those whose domain has to be looked at."""
    ordinary = columns.sure(values, _ORDINARY.pattern, "@.*--", "^.{255}")
    number, domains = pd.factorize(ordinary.str.replace(".*@", "", regex=True))
    good = np.array([bool(each) and _good_domain(each) == each for each in domains], dtype=bool)
    return columns.chosen(good[number], ordinary)


def refuse_several(text: str) -> None:
    """Raise Unreadable `two_addresses` where every part of *text* is an address of its own."""
    several = split(text)
    if len(several) > 1:
        raise Unreadable("two_addresses", several[0], "low", numbers=len(several))


def split(value: str) -> list[str]:
    """Return the addresses in a cell; the value itself where it does not hold several good ones.

    >>> split("a@qq.com; b@163.com"), split("a@qq.com")
    (['a@qq.com', 'b@163.com'], ['a@qq.com'])
    """
    if value.count("@") + value.count("＠") < 2:
        return [value]
    parts = [part for part in _BETWEEN.split(_typed(value)) if part]
    return parts if len(parts) > 1 and all(map(_is_address, parts)) else [value]


def parse(value: str) -> dict[str, str]:
    """Return local and domain of an address."""
    local, _, domain = clean(value).rpartition("@")
    return {"local": local, "domain": domain}


def remarks(values: Series) -> DataFrame:
    """Return the reason to remark on addresses that could be read: `role` (info@, kefu@) or `disposable`; "" for none.

    A mailbox of a post or a team belongs to no one person; one of a disposable domain is gone in minutes.
    """
    role = values.str.contains(_ROLE, case=False, regex=True)
    thrown = values.str.contains(_THROWN, regex=True)
    reason = columns.chosen(role, columns.repeated("role", values.index))
    return DataFrame({"reason": columns.chosen(thrown, columns.repeated("disposable", values.index), reason)})


def keys(value: str) -> list[str]:
    """Return the mailboxes: lower case, without `+tag`, without dots at Gmail; also the one a typo stands for.

    None where there is no full address.
    """
    boxes = _boxes(value)
    return list(dict.fromkeys([*boxes, *map(_spelt, boxes)]))


def keys_column(values: Series) -> DataFrame:
    """Return the two keys of ordinary addresses: the mailbox, and the one it stands for where it looks mistyped."""
    ordinary = columns.sure(values, _ORDINARY.pattern)
    parts = columns.groups(ordinary.str.lower(), "^(?P<local>[^@]*)@(?P<domain>.*)$")
    named = parts["local"]
    if named.str.contains("+", regex=False).any():
        named = columns.groups(named, "^(?P<local>[+].*|[^+]*)")["local"]
    domain, correct = columns.told(parts["domain"], _known_domain, 2)
    local = columns.chosen(domain == _GOOGLE[0], named.str.replace(".", "", regex=False), named)
    box = columns.joined(local, "@", domain)
    spelt = columns.joined(local, "@", correct)
    return DataFrame({0: columns.chosen(ordinary != "", box), 1: columns.chosen(correct != "", spelt)})


def compare(left: str, right: str) -> float:
    """Return 1 for the same address in any case, .95 for the same mailbox, .8 where one domain is a typo of the other, else 0."""
    if left == right or left.casefold() == right.casefold():
        return 1.0
    one, other = _boxes(left), _boxes(right)
    if set(one) & set(other):
        return 0.95
    return 0.8 if set(map(_spelt, one)) & set(map(_spelt, other)) else 0.0


def mask(value: str) -> str:
    """Return the first sign of the local part, stars, and the domain.

    >>> mask("zhangsan@"), mask("a@qq.com; b@163.com")
    ('z***@', 'a***')
    """
    local, at, domain = value.partition("@")
    if not value.strip():
        return value
    shown = local[:1] if len(local) > 1 else ""
    return (
        f"{shown}***{at}{domain}" if len(local) < 65 and _SHOWN_DOMAIN.fullmatch(domain.strip()) else f"{value[:1]}***"
    )


def _known_domain(domain: str) -> tuple[str, str]:
    """Return a domain by its one name, and the domain it stands for where it looks mistyped."""
    name = _GOOGLE[0] if domain in _GOOGLE else domain
    return name, meant(name)


def _typed(value: str) -> str:
    """Return *value* without blanks and a label around it, its signs ordinary ones where that cannot be wrong."""
    text = squeeze(value)
    if not text.isascii() and "@" not in text:
        text = text.replace("＠", "@", 1).replace("﹫", "@", 1)
    local, at, domain = text.partition("@")
    if not local.isascii():
        local = halfwidth(local) if "＠" not in local else local
    label = _LABEL.match(local)
    return f"{local[label.end() :] if label else local}{at}{domain}"


def _halves(text: str) -> tuple[str, str]:
    local, at, domain = text.rpartition("@")
    if not at:
        raise Unreadable("no_at", _suggested(text))
    if not domain.strip():
        raise Unreadable("no_domain" if local.strip() else "no_local")
    if not local.strip():
        raise Unreadable("no_local")
    if _MASKED.fullmatch(text) and "**" in local:
        raise Unreadable("masked")
    return local, domain


def _checked(local: str, domain: str, text: str = "") -> str:
    """Return the address of two good halves. Unreadable: length, typo, reserved."""
    domain = domain.lower()
    address = f"{local}@{domain}"
    if correct := meant(domain):
        raise Unreadable("typo", f"{local}@{correct}", "high", domain=correct)
    if max(map(_octets, (address, f"{local}@{ascii_form(domain)}", text))) > 254:
        raise Unreadable("length")
    if is_reserved(domain):
        raise Unreadable("reserved")
    return address


@lru_cache(maxsize=65536)
def _good_domain(domain: str) -> str:
    """Return an ordinary domain in lower case; "" where it is reserved or looks mistyped."""
    lower = domain.lower()
    return "" if is_reserved(lower) or meant(lower) else lower


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _suggested(text: str) -> str:
    """Return the one address among other words, or the one it is without its blanks; "" where neither is plain."""
    among = not text.isascii() or set("<>()[]") & set(text)
    inside = [each.strip(".,;:。，；：'") for each in _INSIDE.findall(text)]
    tried = inside if among else [re.sub(r"\s", "", text).replace(",", ".").strip(".;")]
    return tried[0] if len(tried) == 1 and tried[0] != text and _is_address(tried[0]) else ""


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    try:
        return bool(at and _checked(local_part(local), domain_part(domain)))
    except Unreadable:
        return False


def _boxes(value: str) -> list[str]:
    return [box for each in _addresses(value) if (box := _mailbox(each))]


def _addresses(value: str) -> list[str]:
    """Return the addresses a value holds; for one that looks mistyped also the one that is probably meant."""
    if _ORDINARY.fullmatch(value):
        return [value]
    try:
        return [clean(value)]
    except Unreadable as fault:
        if fault.reason == "two_addresses":
            return split(value)
        return [fault.suggestion] if fault.reason in ("syntax", "domain", "typo", "length") else []


def _mailbox(address: str) -> str:
    """Return what all spellings of one mailbox share."""
    local, at, domain = address.casefold().rpartition("@")
    if not at or not domain:
        return ""
    local = local.partition("+")[0] or local
    if domain in _GOOGLE:
        return f"{local.replace('.', '')}@{_GOOGLE[0]}"
    return f"{local}@{domain}"


def _spelt(box: str) -> str:
    local, _, domain = box.rpartition("@")
    return f"{local}@{meant(domain) or domain}"
