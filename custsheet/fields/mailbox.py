"""What an e-mail address may look like, and what people mistype in it.

Syntax: RFC 5321 and RFC 6532, in the strictness of the `email-validator` library with its defaults (no quoted local part, no
display name, no address literal). Reserved names: IANA special-use domain names registry.
"""

import re
import unicodedata

from custsheet.fields.base import Unreadable
from custsheet.fields.words import words

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\U0010ffff]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII)
_RESERVED = frozenset(["arpa", "invalid", "local", "localhost", "onion", "test"])

ROLES, DISPOSABLE = words("mailbox")["roles"], words("mailbox")["disposable"]

_PROVIDERS = [
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "foxmail.com",
    "yahoo.com",
    "icloud.com",
    "aliyun.com",
    "googlemail.com",
]
_SHORT = [
    "qq.com",
    "vip.qq.com",
    "163.com",
    "126.com",
    "139.com",
    "189.com",
    "sina.com",
    "sohu.com",
    "yeah.net",
    "188.com",
    "live.com",
    "msn.com",
]
_REAL = frozenset(["mail.com", "email.com", "ymail.com", "gail.com", "hotmail.co", "outlook.co"])
_NO_TOPS = {
    **dict.fromkeys(
        ["con", "cmo", "ocm", "comm", "vom", "xom", "cpm", "coom", "ccom", "cim", "clm", "cok", "come"], "com"
    ),
    **dict.fromkeys(["ney", "nte", "nett", "met"], "net"),
    **dict.fromkeys(["ogr", "orgg", "rog"], "org"),
}


def _slips(provider: str) -> set[str]:
    """Return what a slip makes of a provider's name: a letter left out, doubled, or swapped with the next."""
    name, _, top = provider.partition(".")
    places = range(len(name))
    slips = {name[:i] + name[i + 1 :] for i in places} | {name[:i] + name[i] + name[i:] for i in places}
    slips |= {name[:i] + name[i + 1 : i + 2] + name[i] + name[i + 2 :] for i in places[:-1]}
    return {f"{slip}.{top}" for slip in slips - {name}} - _REAL


TYPOS: dict[str, str] = {
    **{slip: provider for provider in _PROVIDERS for slip in _slips(provider)},
    **{f"{each.rpartition('.')[0]}.{top}": each for each in _PROVIDERS + _SHORT[:7] for top in ("cm", "om")},
    **{f"{each.rpartition('.')[0]}.co": each for each in ("gmail.com", "qq.com", "163.com", "126.com")},
}


def meant(domain: str) -> str:
    """Return the domain that is probably meant by a mistyped one; "" where nothing looks wrong.

    >>> meant("gmial.com"), meant("vip.qq.con"), meant("qq.com")
    ('gmail.com', 'vip.qq.com', '')
    """
    if domain in TYPOS:
        return TYPOS[domain]
    name, _, top = domain.rpartition(".")
    if top not in _NO_TOPS:
        return ""
    corrected = f"{name}.{_NO_TOPS[top]}"
    return TYPOS.get(corrected, corrected)


def local_part(text: str) -> str:
    """Return the part before the @, composed (NFC). Unreadable `syntax`."""
    local = unicodedata.normalize("NFC", text)
    if not _LOCAL.fullmatch(text) or not _LOCAL.fullmatch(local) or not _printable(local):
        raise Unreadable("syntax")
    return local


def domain_part(text: str) -> str:
    """Return the part after the @ in lower case, its full stops ordinary ones. Unreadable `domain`."""
    dotted = re.sub("[．。｡]", ".", text)
    domain = unicodedata.normalize("NFKC", dotted).lower()
    labels = domain.split(".")
    if len(labels) < 2 or domain.count(".") != dotted.count(".") or not all(map(_is_label, labels)):
        raise Unreadable("domain")
    if (labels[-1].isascii() and not labels[-1][-1].isalpha()) or len(ascii_form(domain)) > 253:
        raise Unreadable("domain")
    return domain


def is_reserved(domain: str) -> bool:
    """Tell whether a domain lies under a name that no mail is ever delivered to (`.test`, `.local` …)."""
    return domain.rpartition(".")[2] in _RESERVED


def ascii_form(domain: str) -> str:
    """Return a domain as it travels: labels with other than ASCII letters in Punycode (RFC 3492)."""
    return domain if domain.isascii() else ".".join(map(_punycode, domain.split(".")))


def _punycode(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _is_label(label: str) -> bool:
    if label.isascii():
        return (
            0 < len(label) <= 63 and _LABEL.fullmatch(label) is not None and (label[2:4] != "--" or _is_punycode(label))
        )
    plain = all(sign in "-·・" or unicodedata.category(sign)[0] in "LM" or sign.isdecimal() for sign in label)
    edges = label[0] != "-" != label[-1] and label[2:4] != "--" and unicodedata.category(label[0])[0] != "M"
    return plain and edges and len(_punycode(label)) <= 63


def _is_punycode(label: str) -> bool:
    try:
        return label.startswith("xn--") and not label[4:].encode("ascii").decode("punycode").isascii()
    except UnicodeError:
        return False


def _printable(text: str) -> bool:
    """Tell whether no sign is a blank, a control, unassigned or for private use, and no mark comes first."""
    if text.isascii():
        return True
    categories = [unicodedata.category(sign) for sign in text]
    return categories[0][0] != "M" and not any(each[0] in "ZC" for each in categories)
