"""Reading address books in vCard form (.vcf), versions 2.1 to 4.0: a row per card, in the order of the file.

Sources: RFC 2426, RFC 6350; version 2.1 for quoted-printable values. Photos and other attachments are left out; what
else a card holds and no heading fits is kept in the column of notes.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from custsheet.read.encoding import decoded
from custsheet.read.grid import Grid, table_of
from custsheet.texts import lookup, say

_PLAIN = {
    "FN": "name",
    "NICKNAME": "nickname",
    "EMAIL": "email",
    "TITLE": "job_title",
    "BDAY": "birthday",
    "NOTE": "note",
    "URL": "url",
}
_SINGLE = frozenset({"name", "nickname", "job_title", "birthday"})
_ESCAPE = re.compile(r"\\([nN,;:\\])")
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:\"[^\"]*\"|[^:;\"])*)*):(.*)", re.DOTALL)
Card = dict[str, list[str]]


def read_vcards(path: Path) -> list[Grid]:
    """Return the cards of a file as one table, headed in the language in use."""
    text, encoding, why = decoded(path.read_bytes())
    cards = list(_cards(_unfolded(text)))
    titles = lookup("read", "vcard")
    widths = {field: max((len(card.get(field, ())) for card in cards), default=0) for field in titles}
    heads = [
        titles[field] + (f" {number + 1}" if number else "") for field in titles for number in range(widths[field])
    ]
    rows = [[_at(card, field, number) for field in titles for number in range(widths[field])] for card in cards]
    evidence = say("read", "encoding", why, encoding=encoding) + say("read", "cards")
    return [Grid("", table_of([heads, *rows]), encoding=encoding, evidence=evidence)]


def _at(card: Card, field: str, number: int) -> str:
    found = card.get(field, [])
    return found[number] if number < len(found) else ""


def _unfolded(text: str) -> list[str]:
    """Return the lines of a file, continued ones joined."""
    lines: list[str] = []
    soft = False
    for line in re.split(r"\r\n|\r|\n", text):
        if lines and line[:1] in (" ", "\t"):
            lines[-1] += line[1:]
        elif lines and soft:
            lines[-1] = lines[-1][:-1] + line
        else:
            lines.append(line)
        soft = lines[-1].endswith("=") and "QUOTED-PRINTABLE" in lines[-1][:200].upper()
    return lines


def _cards(lines: list[str]) -> Iterator[Card]:
    card: Card | None = None
    for line in lines:
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            card = {}
        elif word == "END:VCARD" and card is not None:
            yield _finished(card)
            card = None
        elif card is not None and (found := _LINE.match(line)):
            _take(card, found[1].upper(), found[2].upper(), found[3])
    if card:
        yield _finished(card)


def _take(card: Card, name: str, settings: str, raw: str) -> None:
    if name in ("PHOTO", "LOGO", "SOUND", "KEY") or "BASE64" in settings or "ENCODING=B" in settings:
        return
    text = _decoded(raw, settings)
    parts = [_plain(each) for each in re.split(r"(?<!\\);", text)]
    if name == "N":
        card["last_name"], card["first_name"] = [parts[0]], ["".join(parts[1:2])]
    elif name == "TEL":
        _add(card, _line_of(settings), _plain(text).removeprefix("tel:"))
    elif name == "ORG":
        _add(card, "company", parts[0])
    elif name == "ADR":
        _address(card, parts)
    elif name in _PLAIN and not (_PLAIN[name] in _SINGLE and card.get(_PLAIN[name])):
        _add(card, _PLAIN[name], _plain(text).removeprefix("mailto:"))


def _line_of(settings: str) -> str:
    if "FAX" in settings or "PAGER" in settings:
        return "fax"
    return "mobile" if "CELL" in settings or "MOBILE" in settings or "IPHONE" in settings else "phone"


def _address(card: Card, parts: list[str]) -> None:
    """Take the first address: box, extension, street, city, region, postcode, country."""
    parts = [*parts, *[""] * 7][:7]
    if any(parts) and "address" not in card:
        street = " ".join(each for each in (parts[2], parts[1], parts[0]) if each)
        places = dict(zip(("address", "city", "province", "postcode", "country"), (street, *parts[3:]), strict=True))
        card |= {field: [text] for field, text in places.items() if text}


def _decoded(raw: str, settings: str) -> str:
    if "QUOTED-PRINTABLE" not in settings:
        return raw
    charset = re.search(r"CHARSET=([\w-]+)", settings)
    try:
        return quopri.decodestring(raw.encode("utf-8")).decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError, binascii.Error):
        return quopri.decodestring(raw.encode("utf-8")).decode("gb18030", "replace")


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _add(card: Card, field: str, text: str) -> None:
    if text and text not in card.setdefault(field, []):
        card[field].append(text)


def _finished(card: Card) -> Card:
    """Return a card with a name: where it is said in parts only, these joined as its writing asks."""
    first, last = (_at(card, field, 0) for field in ("first_name", "last_name"))
    if "name" not in card and (first or last):
        card["name"] = [last + first if not (first + last).isascii() else f"{first} {last}".strip()]
    return {field: found for field, found in card.items() if field not in ("first_name", "last_name") and any(found)}
