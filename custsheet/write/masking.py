"""What the page may show: personal values masked by their kind, and sentences that quote them masked alike."""

import json
import re
from collections.abc import Callable
from functools import cache, partial

from pandas import DataFrame, Series

from custsheet.fields import KINDS, columns, name
from custsheet.schema import Schema

_FREE = {"", "text", "address", "company", "tags"}  # kinds in whose values anything may stand
_DIGITS = re.compile(r"(?<!\d)(\+?\d[\d \-]{5,}\d)(?!\d)")
_MAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*@")
_OPEN, _CLOSE, _FIRST = (
    "\ue000",
    "\ue001",
    "\ue100",
)  # private characters stand for quoted values while the rest is masked
_TELLING = ("table", "field", "value", "suggestion", "message", "facts")
_LEAST = 2  # quoted values shorter than this are not looked for in sentences


def mask(schema: Schema, table: str, field: str, value: str) -> str:
    """Return what may be shown of a value: masked by its kind where the field is personal, by its form where it is free text."""
    if not value:
        return value
    spec = schema.get(table.rpartition(":")[2])
    known = spec.fields.get(field) if spec else None
    kind = known.kind if known else ""
    if known is not None and known.pii != "none":
        shown = KINDS[kind].mask(value) if kind in KINDS else value
        return shown if shown != value else hidden(value)
    return patterns(value) if kind in _FREE else value


def hidden(value: str) -> str:
    """Return the first character and stars, for values whose kind knows no mask.

    >>> hidden("王小明")
    '王**'
    """
    return value[:1] + "*" * max(1, min(len(value) - 1, 8))


def patterns(text: str) -> str:
    """Return text with every long number and every e-mail address in it masked.

    >>> patterns("电话 13800138000，邮箱 zhangsan@qq.com")
    '电话 138****00，邮箱 z***@qq.com'
    """
    hidden_numbers = _DIGITS.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", text)
    return _MAIL.sub(r"\1***@", hidden_numbers) if "@" in text else hidden_numbers


def names(values: Series) -> Series:
    """Return customers' names as they may be shown."""
    at_sight = name.mask_column(values)
    return columns.chosen(at_sight != "", at_sight, columns.mapped(values.where(at_sight == "", ""), _name))


def _name(value: str) -> str:
    masked = name.mask(value) if value else ""
    return masked if masked != value else hidden(value) if value else ""


def issues(found: DataFrame, schema: Schema) -> DataFrame:
    """Return issues whose value, suggestion and message show nothing personal."""
    asked = cache(partial(mask, schema))  # a value, and the sentence that quotes it
    shown = [_masked(asked, *line) for line in zip(*(columns.listed(found[each]) for each in _TELLING), strict=True)]
    masked = DataFrame(shown, columns=["value", "suggestion", "message"], index=found.index, dtype="str")
    return found.assign(**{name: masked[name] for name in masked.columns}, facts="")


def _masked(
    mask: Callable[[str, str, str], str],
    table: str,
    field: str,
    value: str,
    suggestion: str,
    message: str,
    facts: str,
) -> tuple[str, str, str]:
    def show(text: str) -> str:
        return mask(table, field, text)

    return show(value), show(suggestion), sentence(message, [value, suggestion, *_texts(facts)], show)


def sentence(text: str, quoted: list[str], show: Callable[[str], str]) -> str:
    """Return a sentence in which every quoted value is shown as its field allows, every other number or address masked."""
    shown: list[str] = []
    for value in sorted({each for each in quoted if len(each) >= _LEAST}, key=len, reverse=True):
        if value in text:
            text = text.replace(value, f"{_OPEN}{chr(len(shown) + ord(_FIRST))}{_CLOSE}")
            shown.append(show(value))
    text = patterns(text)
    for place, value in enumerate(shown):
        text = text.replace(f"{_OPEN}{chr(place + ord(_FIRST))}{_CLOSE}", value)
    return text


def _texts(facts: str) -> list[str]:
    known = json.loads(facts) if facts else {}
    return [
        each
        for value in known.values()
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, str)
    ]
