"""What one cell holds of the schema, as text and back: lists of words, and settings line by line.

>>> listed(["是", "否"]), unlisted("是；否"), settings({"years": 90, "words": ["测试", "x"]})
('是；否', ['是', '否'], 'years = 90\\nwords = [测试, x]')
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

_BETWEEN = "；;、，,\n"
_WORD = re.compile(rf'\s*(?:("(?:[^"\\]|\\.)*")\s*(?=[{_BETWEEN}]|$)|([^{_BETWEEN}]+))')
_SETTING = re.compile(r"\s*([^=＝:：]+?)\s*[=＝:：]\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def listed(words: Iterable[str]) -> str:
    """Return a list as staff write it, one word after the other with ；, odd ones in quotes."""
    return "；".join(json.dumps(each, ensure_ascii=False) if _odd(each) else each for each in words)


def unlisted(text: str) -> list[str]:
    """Return the words of a list; they may be divided by ； ; 、 ， , or lines.

    >>> unlisted('男、女，"Acme, Inc."')
    ['男', '女', 'Acme, Inc.']
    """
    return [
        json.loads(quoted, strict=False) if quoted else plain.strip()
        for quoted, plain in _WORD.findall(text)
        if quoted or plain.strip()
    ]


def _odd(word: str) -> bool:
    return unlisted(word) != [word]


def settings(options: Mapping[str, Any]) -> str:
    """Return options as `name = value`, a line each."""
    return "\n".join(f"{name} = {_value(each)}" for name, each in options.items())


def unsettled(text: str) -> dict[str, Any]:
    """Return the options in a cell. ValueError tells which line is not `name = value`.

    >>> unsettled("years＝９０\\nwords = 测试, test")
    {'years': 90, 'words': ['测试', 'test']}
    """
    found: dict[str, Any] = {}
    for line in (each for each in text.splitlines() if each.strip()):
        parts = _SETTING.fullmatch(line)
        if not parts:
            raise ValueError(line.strip())
        found[parts[1]] = _read(parts[2].strip(), line)
    return found


def _value(value: object) -> str:
    plain = list(value) if isinstance(value, tuple) else value
    for style in (None, '"'):
        text = yaml.safe_dump([plain], allow_unicode=True, default_flow_style=True, width=10**9, default_style=style)
        shown = str(text.strip()[1:-1])
        if "\n" not in shown and _same(shown, plain):
            return shown
    return json.dumps(plain, ensure_ascii=False, default=str)


def _same(shown: str, value: object) -> bool:
    try:
        return bool(_read(shown, shown) == value)
    except ValueError:
        return False


def _read(text: str, line: str) -> Any:
    number = unicodedata.normalize("NFKC", text)
    try:
        found = yaml.safe_load(f"[{number if _NUMBER.fullmatch(number) else text}]")
    except yaml.YAMLError as error:
        raise ValueError(line.strip()) from error
    return found[0] if len(found) == 1 else found or None
