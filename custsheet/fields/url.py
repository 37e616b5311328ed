"""Web addresses. Scheme and host are kept in lower case, everything behind them as it was typed (RFC 3986 §6.2.2.1).

>>> clean("网址：HTTPS://Example.COM/Shop"), clean("www.example.com")
('https://example.com/Shop', 'www.example.com')
"""

import re
from urllib.parse import urlsplit

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze

REASONS: dict[str, Reason] = {
    "syntax": Reason("error"),
    "scheme": Reason("error"),
    "domain": Reason("error"),
    "email": Reason("warning", "consistency"),
}
PARTS = ("host", "path")

_LABEL = re.compile(r"(?:网址|官网|网站|主页|website|homepage|url) ?[:：] ?", re.IGNORECASE)
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//|(?:javascript|data|mailto|file|tel):", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[\w\u0080-\U0010ffff](?:[\w\u0080-\U0010ffff-]*[\w\u0080-\U0010ffff])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+|[\u0080-\U0010ffff]{2,})\.?"
)
_NUMBERS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[[0-9a-f:.]+\]")
_SCHEMES = frozenset(("http", "https", "ftp"))


def clean(value: str) -> str:
    """Return the address with scheme and host in lower case; a missing scheme is not added. Reasons: see REASONS."""
    text = _typed(value)
    if re.fullmatch(r"[^@\s/:]+@[^@\s/]+\.[^@\s/]+", text):
        raise Unreadable("email", f"email: {text}", "high")
    if not text or re.search(r"\s", text):
        raise Unreadable("syntax")
    scheme, host, rest = _parts(text)
    name = scheme.rstrip("/").rstrip(":")
    if name and name not in _SCHEMES:
        raise Unreadable("scheme", scheme=name)
    if not _HOST.fullmatch(host) and not _NUMBERS.fullmatch(host):
        raise Unreadable("domain")
    return f"{scheme}{host}{rest}"


def parse(value: str) -> dict[str, str]:
    """Return host (without www.) and path."""
    _, host, rest = _parts(clean(value))
    return {"host": host.removeprefix("www."), "path": rest}


def keys(value: str) -> list[str]:
    """Return host and path without scheme, www. and the last stroke."""
    try:
        parts = parse(value)
    except Unreadable:
        return []
    return [(parts["host"] + parts["path"]).rstrip("/")]


def compare(left: str, right: str) -> float:
    """Return 1 for the same place with or without scheme and www., .5 for the same host, else 0."""
    one, other = keys(left), keys(right)
    if left == right or (one and one == other):
        return 1.0
    if not one or not other:
        return 0.0
    return 0.5 if one[0].partition("/")[0] == other[0].partition("/")[0] else 0.0


def mask(value: str) -> str:
    """Return the value: web addresses are public."""
    return value


def _typed(value: str) -> str:
    text = squeeze(value)
    label = _LABEL.match(text)
    text = text[label.end() :] if label else text
    found = re.match(r"[\uff00-\uff5f\u3002\u0021-\u007e]*", text)
    return halfwidth(found[0]).replace("。", ".") + text[found.end() :] if found else text


def _parts(text: str) -> tuple[str, str, str]:
    """Return scheme with its strokes, host, and the rest; scheme and host in lower case. Unreadable `syntax`."""
    found = _SCHEME.match(text)
    scheme = found[0] if found else ""
    try:
        parts = urlsplit("//" + text[len(scheme) :])
        port = parts.port
    except ValueError:
        raise Unreadable("syntax") from None
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}") if port is not None else parts.netloc
    return scheme.lower(), host.lower(), text[len(scheme) + len(host) :]
