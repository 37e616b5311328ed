"""The encoding of a text file: byte order mark, strict UTF-8, strict GB18030, then Big5, UTF-16 and Latin by evidence.

GB18030 decodes nearly anything, so what it gives must also look like Chinese: most characters among the 3,755 common
ones of GB 2312 (level 1). UTF-8 that was once read as GBK (濮撳悕 for 姓名) is told, not repaired.

>>> decoded("姓名,手机".encode("gb18030"))[:2]
('姓名,手机', 'gb18030')
"""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOJIBAKE = ("锟斤拷", "濮撳悕", "鎵嬫満", "鐢佃瘽", "鍦板潃", "閭", "鍏徃", "瀹㈡埛")
SAMPLE = 200_000


def decoded(raw: bytes) -> tuple[str, str, str]:
    """Return the text, the encoding, and the key of the evidence (room `read`, path `encoding`)."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace"), name, "mark"
    if wide := _wide(raw):
        return raw.decode(wide, "replace"), wide, "pattern"
    for name in ("ascii", "utf-8"):
        if (text := _strictly(raw, name)) is not None:
            return text, "utf-8", "plain" if name == "ascii" else "strict"
    return _legacy(raw)


def _legacy(raw: bytes) -> tuple[str, str, str]:
    for name, first, last in (("gb18030", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        text = _strictly(raw, name)
        if text is not None and _common(text[:SAMPLE], "gb2312" if name == "gb18030" else name, first, last) > 0.6:
            return text, name, "common"
    latin = _strictly(raw, "cp1252")
    return (latin, "cp1252", "guess") if latin is not None else (raw.decode("gb18030", "replace"), "gb18030", "damaged")


def _wide(raw: bytes) -> str:
    """Return the UTF-16 variant that the pattern of zero bytes shows, "" for none."""
    start = raw[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) < 8 or min(even, odd) or max(even, odd) < 0.15 * len(start) / 2:
        return ""
    return "utf-16-be" if even else "utf-16-le"


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        return None


def _common(text: str, name: str, first: int, last: int) -> float:
    """Return the share of characters beyond ASCII that are common: their first byte in a legacy encoding says so."""
    beyond = [each for each in text if ord(each) > 127]
    leads = [each.encode(name, "ignore")[:1] for each in beyond]
    return sum(bool(each) and (first <= each[0] <= last or 0xA1 <= each[0] <= 0xA3) for each in leads) / max(
        1, len(beyond)
    )


def garbled(text: str) -> str:
    """Return a typical piece of text that was read in the wrong encoding before, "" where there is none.

    >>> garbled("濮撳悕,鎵嬫満")
    '濮撳悕'
    """
    return next((each for each in _MOJIBAKE[:4] if each in text), "")


def declared(raw: bytes, name: str) -> tuple[str, str, str] | None:
    """Return text, encoding and evidence of a file that names its encoding itself, None where that is not true.

    GB 2312 and GBK are read as GB18030, which contains both.
    """
    mark = any(raw.startswith(each) for each, _ in _MARKS)
    wanted = "gb18030" if name.casefold() in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name
    try:
        codecs.lookup(wanted)
    except LookupError:
        return None
    text = None if mark or not wanted else _strictly(raw, wanted)
    return (text, wanted.casefold(), "named") if text is not None else None
