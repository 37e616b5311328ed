"""Cells of a worksheet changed in its XML as it stands: every other byte stays where it was.

Rows and cells are found by compiled patterns; only rows with edits are looked into. Texts are written inline, so the table of
shared strings, and with it every other sheet, stays as it is. Cells with a formula or a rich value keep their content.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from custsheet.ooxml.formats import shows
from custsheet.ooxml.raw import column_number, letters_of
from custsheet.ooxml.strings import prefix_of

ROWS, COLUMNS = 1_048_576, 16_384
MOST_UNITS = 32_767  # UTF-16 units in one cell
_R = re.compile(rb"""\sr\s*=\s*["']\$?([A-Z]{0,3})\$?([0-9]*)["']""")
_S = re.compile(rb"""\ss\s*=\s*["']([0-9]*)["']""")
_COLUMN = re.compile(rb"""\s(min|max|style)\s*=\s*["']([0-9]+)["']""")
_RICH = re.compile(rb"\s(?:cm|vm)\s*=")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)[\s>]")
_SLASH = ord("/")
_NINE = ord("9")
_DIMENSION = re.compile(rb"""(<(?:[\w.-]+:)?dimension\b[^<>]*?ref\s*=\s*["'])([A-Z0-9:$]*)(["'])""")
_RANGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\b[^<>]*?ref\s*=\s*["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_FORBIDDEN = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Edit(NamedTuple):
    """What becomes of one cell."""

    text: str | None = None  # new content; None leaves it
    numeric: bool = False  # whether the content is the digits of a number
    look: str = ""  # key of the look that is laid over the cell's own style; "" leaves it
    serial: str = ""  # the content where the cell's own number format shows dates


class Touched(NamedTuple):
    """A cell that was edited."""

    line: int
    column: int  # 0-based
    before: bytes  # its XML; b"" where there was no cell
    after: bytes
    lost: str = ""  # why its content was not changed: formula, rich, long, no_row; "" where all was done
    text: str | None = None  # its new content


class Row(NamedTuple):
    """Where a row stands in a sheet's XML."""

    line: int
    start: int  # of its opening tag
    inner: int  # behind its opening tag
    stop: int  # at its closing tag; `inner` for an empty row


class Sheet(NamedTuple):
    """A worksheet's XML with its rows found."""

    xml: bytes
    prefix: bytes  # of its elements
    rows: list[Row]
    formats: Sequence[str]  # number format of each style
    columns: list[tuple[int, int, bytes]]  # first and last column (0-based) and style of those that have one


Styled = Callable[[bytes, str, bool], int]  # own style ("" for none), look, whether the text must stay one -> style
_Place = tuple[int, int, re.Match[bytes] | None]  # column, start, the cell that is there
Edits = Mapping[int, Mapping[int, Edit]]  # line -> 0-based column -> edit


def sheet_of(xml: bytes, formats: Sequence[str] = ()) -> Sheet:
    """Return a sheet with its rows found. ValueError for XML that is not looked into: UTF-16, CDATA, comments, a DTD."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!" in xml or b"sheetData" not in xml:
        raise ValueError("sheet XML of an unusual form")
    prefix = prefix_of(xml)
    found, line, closing = [], 0, b"</" + prefix + b"row>"
    for each in _pattern(prefix, rb"""<P:row(?=[\s/>])(?:[^<>]*?\sr=["']([0-9]+)["'])?[^<>]*>""").finditer(xml):
        line = int(each[1]) if each[1] else line + 1
        stop = each.end() if xml[each.end() - 2] == _SLASH else xml.find(closing, each.end())
        if stop < 0:
            raise ValueError("a row without an end")
        found.append(Row(line, each.start(), each.end(), stop))
    return Sheet(xml, prefix, found, formats, _columns(xml[: xml.find(b"sheetData")]))


def _columns(head: bytes) -> list[tuple[int, int, bytes]]:
    told = (dict(_COLUMN.findall(each)) for each in re.findall(rb"<(?:[\w.-]+:)?col(?=\s)[^<>]*>", head))
    return [
        (int(each.get(b"min", 1)) - 1, int(each.get(b"max", 0)) - 1, each[b"style"])
        for each in told
        if b"style" in each
    ]


@cache
def _pattern(prefix: bytes, pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern.replace(b"P:", re.escape(prefix)), re.DOTALL)


def _cells(prefix: bytes) -> re.Pattern[bytes]:
    return _pattern(prefix, rb"<P:c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</P:c>)")


def cells_of(sheet: Sheet, row: Row) -> Iterator[tuple[re.Match[bytes], int]]:
    """Yield the cells of a row (groups: attributes, content) with their 0-based columns."""
    column = -1
    for found in _cells(sheet.prefix).finditer(sheet.xml, row.inner, row.stop):
        given = _R.search(found[1])
        column = column_number(given[1]) if given and given[1] else column + 1
        yield found, column


def plain_of(inner: bytes) -> str:
    """Return the content of a cell as text, without the prefix that some writers put before every element."""
    return re.sub(r"<(/?)[\w.-]+:", r"<\1", inner.decode("utf-8", "replace"))


def last_column(sheet: Sheet) -> int:
    """Return the last column (0-based) that holds something or is covered by a merged range; -1 for none."""
    last, known = -1, b"?"
    opening, ending = b"<" + sheet.prefix + b"c ", b"</%sv></%sc>" % (sheet.prefix, sheet.prefix)
    for row in sheet.rows:
        place = row.stop
        start = sheet.xml.rfind(opening, row.inner, place)
        as_before = sheet.xml.startswith(known, start) and sheet.xml[start + len(known)] <= _NINE
        if as_before and sheet.xml.endswith(ending, start, place):
            continue  # as far to the right as the row before
        while (start := sheet.xml.rfind(opening, row.inner, place)) >= 0:
            if _CONTENT.search(sheet.xml, start, place):
                found = _R.search(sheet.xml, start, place)
                column = column_number(found[1]) if found and found[1] else _counted(sheet, row)
                known = opening + b'r="' + found[1] if found and found[1] and column >= last else known
                last = max(last, column)
                break
            place = start
    covered = [column_number(each[2]) for each in merged(sheet) if column_number(each[2]) < COLUMNS - 1]
    return max([last, *covered])


def _counted(sheet: Sheet, row: Row) -> int:
    """Return the last column of a row whose cells do not say where they are."""
    return len(_cells(sheet.prefix).findall(sheet.xml, row.inner, row.stop)) - 1


def merged(sheet: Sheet) -> list[tuple[bytes, int, bytes, int]]:
    """Return the merged ranges: first column, first line, last column, last line."""
    tail = sheet.xml[sheet.rows[-1].stop :] if sheet.rows else sheet.xml
    return [(each[1], int(each[2]), each[3], int(each[4])) for each in _RANGE.finditer(tail)]


def covered(sheet: Sheet, cells: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which cells (line, column) lie in a merged range and are not its first cell: what they hold is not shown."""
    spans = [(top, bottom, column_number(left), column_number(right)) for left, top, right, bottom in merged(sheet)]
    hidden: set[tuple[int, int]] = set()
    for top, bottom, left, right in spans:
        hidden |= {
            (line, column)
            for line, column in cells
            if top <= line <= bottom and left <= column <= right and (line, column) != (top, left)
        }
    return hidden


def patched(sheet: Sheet, edits: Edits, styled: Styled) -> tuple[bytes, list[Touched]]:
    """Return a sheet's XML with its cells edited, and the cells that were touched.

    *styled* gives the style for a cell's own style with a look laid over it.
    """
    parts: list[bytes] = []
    touched: list[Touched] = []
    place, seen = 0, set()
    for row in sheet.rows:
        todo = edits.get(row.line)
        if not todo:
            continue
        seen.add(row.line)
        inner, done = _row(sheet, row, todo, styled)
        touched += done
        parts += [sheet.xml[place : row.start], _reopened(sheet, row, inner)]
        place = row.stop
    parts.append(sheet.xml[place:])
    absent = [(line, column) for line in edits if line not in seen for column in edits[line]]
    touched += [Touched(line, column, b"", b"", "no_row") for line, column in absent]
    return b"".join(parts), touched


def _reopened(sheet: Sheet, row: Row, inner: bytes) -> bytes:
    """Return a row with new content; its closing tag follows where it had one."""
    opening = sheet.xml[row.start : row.inner]
    if not opening.endswith(b"/>") or not inner:
        return opening + inner
    return opening[:-2].rstrip() + b">" + inner + b"</" + sheet.prefix + b"row>"


def _row(sheet: Sheet, row: Row, todo: Mapping[int, Edit], styled: Styled) -> tuple[bytes, list[Touched]]:
    """Return the new content of a row, and its cells that were touched."""
    parts: list[bytes] = []
    done: list[Touched] = []
    place = row.inner
    for column, start, found in _places(sheet, row, todo):
        edit = todo[column]
        each = (
            _edited(sheet, (row.line, column), found, edit, styled)
            if found
            else _made(sheet, row, column, edit, styled)
        )
        parts += [sheet.xml[place:start], each.after]
        done.append(each)
        place = found.end() if found else start
    parts.append(sheet.xml[place : row.stop])
    return b"".join(parts), done


def _places(sheet: Sheet, row: Row, todo: Mapping[int, Edit]) -> list[_Place]:
    """Return where the cells of these columns stand, or where they are to be put, from left to right."""
    opening = b"<" + sheet.prefix + b'c r="'
    last = sheet.xml.rfind(opening, row.inner, row.stop)
    right = _R.search(sheet.xml, last, row.stop) if last >= 0 else None
    places: list[_Place] = []
    for column in sorted(todo):
        start = sheet.xml.find(b'%s%s%d"' % (opening, letters_of(column).encode(), row.line), row.inner, row.stop)
        if start >= 0:
            places.append((column, start, _cells(sheet.prefix).match(sheet.xml, start, row.stop)))
        elif right and right[1] and column_number(right[1]) < column:
            places.append((column, row.stop, None))
        else:
            return _one_by_one(sheet, row, todo)
    return places


def _one_by_one(sheet: Sheet, row: Row, todo: Mapping[int, Edit]) -> list[_Place]:
    """Return what `_places` does, looking at every cell: for cells that are missing, or written in another way."""
    waiting = sorted(todo, reverse=True)
    places: list[_Place] = []
    for found, column in cells_of(sheet, row):
        while waiting and waiting[-1] < column:
            places.append((waiting.pop(), found.start(), None))
        if waiting and waiting[-1] == column:
            places.append((waiting.pop(), found.start(), found))
    return [*places, *((column, row.stop, None) for column in reversed(waiting))]


def _made(sheet: Sheet, row: Row, column: int, edit: Edit, styled: Styled) -> Touched:
    """Return a cell put where none was. It looks as its row, or else its column, says."""
    own = _blank_style(sheet, row, column)
    edit = _fitting(edit, own, sheet.formats)
    style = styled(own, edit.look, _must_stay_text(edit)) if edit.look else int(own or 0)
    opening = f' r="{letters_of(column)}{row.line}"' + (f' s="{style}"' if style else "")
    return Touched(row.line, column, b"", _cell(sheet.prefix, opening.encode(), edit), "", edit.text)


def _blank_style(sheet: Sheet, row: Row, column: int) -> bytes:
    opening = sheet.xml[row.start : row.inner]
    if b"customFormat" in opening and (found := _S.search(opening)):
        return found[1]
    return next((style for first, last, style in sheet.columns if first <= column <= last), b"")


def _edited(sheet: Sheet, place: tuple[int, int], found: re.Match[bytes], edit: Edit, styled: Styled) -> Touched:
    attributes, lost = found[1], ""
    if edit.text is not None and (lost := _kept(found, edit)):
        edit = edit._replace(text=None, look="" if edit.look == "changed" else edit.look)
    own = _S.search(attributes)
    edit = _fitting(edit, own[1] if own else b"", sheet.formats)
    if edit.look:
        style = b' s="%d"' % styled(own[1] if own else b"", edit.look, _must_stay_text(edit))
        attributes = attributes[: own.start()] + style + attributes[own.end() :] if own else attributes.rstrip() + style
    if edit.text is None:
        start = found.start(1) - found.start()
        return Touched(*place, found[0], found[0][:start] + attributes + found[0][start + len(found[1]) :], lost)
    kept = b"".join(each[0] for each in (_R.search(attributes), _S.search(attributes)) if each)
    return Touched(*place, found[0], _cell(sheet.prefix, kept, edit), "", edit.text)


def _fitting(edit: Edit, style: bytes, formats: Sequence[str]) -> Edit:
    """Return an edit as the cell's own number format asks: text stays text, a date a date."""
    code = formats[int(style or 0)] if int(style or 0) < len(formats) else ""
    if edit.text and code == "@":
        return edit._replace(numeric=False)
    return (
        edit._replace(text=edit.serial, numeric=True) if edit.text and edit.serial and shows(code) == "date" else edit
    )


def _kept(found: re.Match[bytes], edit: Edit) -> str:
    """Return why a cell's content is not replaced, "" where it is."""
    if _FORMULA.search(found[2] or b""):
        return "formula"
    if _RICH.search(found[1]):
        return "rich"
    return "long" if len((edit.text or "").encode("utf-16-le", "replace")) // 2 > MOST_UNITS else ""


def _must_stay_text(edit: Edit) -> bool:
    """Return whether a text would turn into something else once it is typed again."""
    return bool(edit.text) and not edit.numeric and str(edit.text)[0] in "=+-@"


def _cell(prefix: bytes, attributes: bytes, edit: Edit) -> bytes:
    name = prefix + b"c"
    if not edit.text:
        return b"<%s%s/>" % (name, attributes)
    if edit.numeric:
        inner = b"<%sv>%s</%sv>" % (prefix, edit.text.encode(), prefix)
        return b"<%s%s>%s</%s>" % (name, attributes, inner, name)
    text = escape(_FORBIDDEN.sub(lambda sign: f"_x{ord(sign[0]):04X}_", edit.text)).encode("utf-8", "replace")
    inner = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (prefix, prefix, text, prefix, prefix)
    return b'<%s%s t="inlineStr">%s</%s>' % (name, attributes, inner, name)


def extended(xml: bytes, column: int) -> tuple[bytes, bytes, bytes]:
    """Return a sheet whose dimension reaches to *column* at least, and the range before and after (b"" where untouched)."""
    found = _DIMENSION.search(xml, 0, max(xml.find(b"sheetData"), 0))
    if not found or not (corner := re.fullmatch(rb"([A-Z]+[0-9]+)(?::([A-Z]+)([0-9]+))?", found[2])):
        return xml, b"", b""
    letters = corner[2] or re.sub(rb"[0-9]", b"", corner[1])
    if column_number(letters) >= column:
        return xml, b"", b""
    line = corner[3] or re.sub(rb"[A-Z]", b"", corner[1])
    ref = corner[1] + b":" + letters_of(column).encode() + line
    return xml[: found.start(2)] + ref + xml[found.end(2) :], found[2], ref


def ranged(xml: bytes, ref: bytes) -> bytes:
    """Return a sheet with another dimension."""
    return _DIMENSION.sub(lambda found: found[1] + ref + found[3], xml, count=1)
