"""Mutants of good files, thousands of them: each must give a table or a coded refusal, quickly and in little memory.

    python -m tests.read.fuzz [--mutants 2000] [--seed 1] [--keep FOLDER]

Seeds are made on the spot, one per format. Zip packages are taken apart: bytes of a part are flipped, parts swapped,
dropped, doubled or cut, numbers and references replaced by extreme ones; other files are mutated as bytes.
"""

import argparse
import io
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import psutil
import xlsxwriter

from custsheet.errors import InputError
from custsheet.read import read

SLOW = 20.0  # seconds of computing
HANGS = 130.0  # seconds on the clock: more than a child is given
MEMORY = 600_000_000
ROWS = [
    ["客户姓名", "手机", "电子邮件", "地址", "交易日期", "交易金额"],
    *(
        [f"客户{number}", f"1380013{number:04}", f"a{number}@b.cn", "北京市", "2023-01-05", 100.5 + number]
        for number in range(30)
    ),
]
NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"1048576",
    b"1048577",
    b"16385",
    b"99999999",
    b"4294967295",
    b"18446744073709551616",
]
NUMBERS += [b"1e308", b"NaN", b"INF", b"", b"1" * 400, b"\xe4\xb8\x80"]
REFERENCES = [b"A1", b"XFD1048576", b"XFE1", b"ZZZZ1", b"A99999999", b"A0", b"1A", b"", b"A1:XFD1048576", b"$A$1"]
TEXT = "\n".join(",".join(map(str, row)) for row in ROWS)


def seeds() -> dict[str, bytes]:
    """Return one good file per format, by name."""
    markup = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in ROWS
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{row[0]}\r\nTEL;TYPE=CELL:{row[1]}\r\nEND:VCARD\r\n" for row in ROWS[1:]
    )
    return {
        "a.xlsx": _openpyxl(),
        "b.xlsx": _xlsxwriter(),
        "c.csv": TEXT.encode("gb18030"),
        "d.csv": TEXT.encode("utf-16"),
        "e.xls": f"<html><table>{markup}</table></html>".encode(),
        "f.xls": f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表"><Table>{cells}</Table></Worksheet></Workbook>'.encode(),
        "g.vcf": cards.encode(),
        "h.zip": _zipped({"客户.csv": TEXT.encode(), "内/客户.xlsx": _openpyxl()}),
        "i.ods": _ods(),
    }


def _openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A3:A5")
    book.active.row_dimensions[4].hidden = True
    book.create_sheet("空")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _xlsxwriter() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ROWS[0])
    for line, row in enumerate(ROWS[1:], 1):
        sheet.write_row(line, 0, row)
        sheet.write_number(line, 4, 44930 + line, day)
    sheet.write_formula(3, 5, "=NA()", None, "#N/A")
    sheet.write_rich_string(4, 3, book.add_format({"bold": True}), "北京", "市")
    book.close()
    return target.getvalue()


def _ods() -> bytes:
    kinds = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{kinds}office:1.0" xmlns:table="{kinds}table:1.0" xmlns:text="{kinds}text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<m/>",
        }
    )


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Return a mutant of a file; of a zip package, usually of what is in it."""
    if not content.startswith(b"PK") or chance.random() < 0.15:
        return _bytes(content, chance)
    with ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice((_in_part, _in_part, _in_part, _among_parts))(parts, chance)
    return _zipped(parts)


def _in_part(parts: dict[str, bytes], chance: random.Random) -> None:
    if parts:
        name = chance.choice([*parts, *(each for each in parts if "sheet" in each or "content" in each)])
        parts[name] = chance.choice((_bytes, _number, _reference, _number, _reference))(parts[name], chance)


def _among_parts(parts: dict[str, bytes], chance: random.Random) -> None:
    names = list(parts)
    if not names:
        return
    one, other = chance.choice(names), chance.choice(names)
    action = chance.randrange(4)
    if action == 0:
        parts[one], parts[other] = parts[other], parts[one]
    elif action == 1:
        del parts[one]
    elif action == 2:
        parts[one.upper() if chance.random() < 0.5 else f"../{one}"] = parts[one]
    else:
        parts[one] = parts[one] * chance.choice((0, 2, 3))


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Flip, cut, insert or repeat some bytes."""
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.randrange(max(1, len(changed)))
        action = chance.randrange(4)
        if action == 0 and changed:
            changed[place] ^= 1 << chance.randrange(8)
        elif action == 1:
            del changed[place : place + chance.choice((1, 10, 1000))]
        elif action == 2:
            changed[place:place] = chance.choice(
                (b"\0", b"<", b'"', b"\xff", b"<!DOCTYPE x>", b"</row>", b"&#0;", b"<!--", b"=cmd|x")
            )
        else:
            changed[place:place] = changed[place : place + 50] * chance.choice((1, 100))
    return bytes(changed)


def _number(content: bytes, chance: random.Random) -> bytes:
    return _replaced(content, rb"(?<=[\">])\d+(?=[\"<])", NUMBERS, chance)


def _reference(content: bytes, chance: random.Random) -> bytes:
    return _replaced(content, rb"(?<=\")[A-Z]{1,3}\d+(?::[A-Z]+\d+)?(?=\")", REFERENCES, chance)


def _replaced(content: bytes, pattern: bytes, palette: list[bytes], chance: random.Random) -> bytes:
    found = list(re.finditer(pattern, content))
    if not found:
        return _bytes(content, chance)
    one = chance.choice(found)
    return content[: one.start()] + chance.choice(palette) + content[one.end() :]


def outcomes(count: int, seed: int, folder: Path, told: Callable[[str], None]) -> Iterator[str]:
    """Yield what became of each mutant: `table`, or the code of its refusal; `!…` for what must not be."""
    chance = random.Random(seed)
    good = seeds()
    for number in range(count):
        name = chance.choice([*good, "a.xlsx", "b.xlsx", "b.xlsx"])
        path = folder / f"{number}_{name}"
        path.write_bytes(mutant(good[name], chance))
        outcome = _outcome(path)
        if outcome.startswith("!"):
            told(f"{path.name}: {outcome}")
        else:
            path.unlink()
        yield outcome


def _outcome(path: Path) -> str:
    started, spent = time.perf_counter(), _computing()
    try:
        read(path)
        outcome = "table"
    except InputError as refused:
        outcome = refused.code if "\n" not in str(refused) and path.name in str(refused) else f"!{refused}"
    except Exception as error:
        outcome = f"!{type(error).__name__}: {error}"
    seconds, waited = _computing() - spent, time.perf_counter() - started
    return f"!{seconds:.0f} s of {waited:.0f} s" if seconds > SLOW or waited > HANGS else outcome


def _computing() -> float:
    """Return the seconds this process and its children have computed: a busy machine makes nothing slow."""
    return sum(os.times()[:4])


def main() -> int:
    """Read many mutants, print how they ended, and return 1 if one ended badly."""
    arguments = argparse.ArgumentParser(prog="python -m tests.read.fuzz", description=__doc__)
    arguments.add_argument("--mutants", type=int, default=2_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        ended = Counter(outcomes(chosen.mutants, chosen.seed, folder, print))
    known = psutil.Process().memory_info()
    peak = getattr(known, "peak_wset", 0) or _peak()
    bad = sum(times for outcome, times in ended.items() if outcome.startswith("!"))
    print(*(f"{times:6} {outcome}" for outcome, times in ended.most_common()), sep="\n")
    print(
        f"{chosen.mutants} mutants in {time.perf_counter() - started:.0f} s, {bad} bad, peak memory {peak / 1e6:.0f} MB"
    )
    return int(bad > 0 or peak > MEMORY)


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
