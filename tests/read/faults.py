"""Files with faults, made on the spot, and what became of them."""

import hashlib
from pathlib import Path

import openpyxl
import pytest

from custsheet.errors import InputError
from custsheet.read import read

PEOPLE = [["姓名", "手机"], ["张三", "13800138000"], ["李四", "13900139000"]]


def workbook(path: Path, rows: list[list], merged: tuple[str, ...] = (), name: str = "客户") -> Path:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for each in merged:
        book.active.merge_cells(each)
    book.save(path)
    return path


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def row(line: int, *cells: str) -> str:
    return (
        f'<row r="{line}">'
        + "".join(f'<c r="{chr(65 + place)}{line}" {cell}</c>' for place, cell in enumerate(cells))
        + "</row>"
    )


def refusal(path: Path, **options: object) -> str:
    """Return the code a file is refused with; its sentence is one line that names the file, and the file stays as it was."""
    before = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
    with pytest.raises(InputError) as refused:
        read(path, **options)
    assert path.name in str(refused.value) and "\n" not in str(refused.value)
    assert not before or hashlib.sha256(path.read_bytes()).digest() == before
    return refused.value.code


def codes(book) -> set[str]:
    return set(book.issues["code"])


def names(book) -> list[str]:
    return book.tables["customers"]["name"].tolist()


MATRIX = {  # row of the acceptance matrix -> the codes it ends in; () where the file is simply read
    1: ("E_ZIP_BOMB",),
    2: ("E_ZIP_BOMB",),
    3: ("E_XML_DTD",),
    4: ("cell.far",),
    5: ("E_BAD_REF",),
    6: (),
    7: ("sheet.row_order", "cell.twice"),
    8: ("E_DAMAGED",),
    9: ("E_ZIP_LAYOUT",),
    10: (),
    11: ("file.wrong_extension",),
    12: ("E_EMPTY", "E_NOT_FILE", "sheet.no_rows"),
    13: ("E_PASSWORD", "E_PASSWORD_WRONG"),
    14: ("E_INTEGRITY",),
    15: ("file.macros", "file.links", "sheet.hidden", "sheet.hidden_parts"),
    16: ("cell.formula_text",),
    17: (),
    18: ("cell.no_result",),
    19: ("cell.error",),
    20: ("date.impossible", "date.format", "date.lunar"),
    21: ("damage.scientific", "damage.precision"),
    22: (),
    23: ("cell.control", "cell.long"),
    24: ("row.short", "row.ragged", "row.quotes", "file.encoding"),
    25: ("header.twice",),
    26: ("sheet.merged",),
    27: (),
    35: (),
}
