"""Build custsheet/fields/data/hanzi.txt.gz from the Unicode Han database (Unihan).

Usage: python tools/build_hanzi.py [FOLDER]   (default /usr/share/unicode, Debian package unicode-data; or an unpacked Unihan.zip)

Eight lines: first the range U+4E00 to U+9FFF in order, blank-separated, `-` for nothing
  1 the usual toneless reading   2 four-corner code   3 strokes   4 Cangjie code of the general standard characters
then pairs
  5 other readings of a character in use (长zhang)   6 rare characters beyond the range with their reading (𠮷ji)
  7 traditional or variant form and the simplified standard form (張张)
  8 version of the Unicode data
Licence of the data: Unicode License v3, see NOTICE.
"""

import bz2
import gzip
import re
import sys
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

TARGET = Path(__file__).parents[1] / "custsheet" / "fields" / "data" / "hanzi.txt.gz"
FIRST, LAST = 0x4E00, 0x9FFF
UNSPOKEN = {"𠮷": "ji"}  # in names, but without a reading in Unihan


def unihan(folder: Path) -> dict[str, dict[str, str]]:
    """Return property -> character -> value of all Unihan files in the folder."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted(folder.glob("Unihan_*.txt*")):
        text = bz2.decompress(path.read_bytes()).decode() if path.suffix == ".bz2" else path.read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("U+"):
                code, kind, value = line.split("\t")
                found[kind][chr(int(code[2:], 16))] = value
    return found


def toneless(reading: str) -> str:
    """lǚ -> lv, zhāng -> zhang."""
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("Ü", "v"))
    plain = plain.replace("u\u0308", "v")
    return re.sub("[^a-z]", "", "".join(sign for sign in plain if not unicodedata.combining(sign)).lower())


def readings(facts: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Usual reading first, then those of the table of general standard characters and of the modern dictionaries."""
    found: dict[str, list[str]] = {}
    for sign, value in facts["kMandarin"].items():
        others = [each.rpartition(":")[2] for each in facts["kTGHZ2013"].get(sign, "").split()]
        others += [each.partition("(")[0] for each in facts["kHanyuPinlu"].get(sign, "").split()]
        spelled = [toneless(part) for each in [*value.split()[:1], *others] for part in each.split(",")]
        found[sign] = [each for each in dict.fromkeys(spelled) if each]
    return found


def targets(facts: dict[str, dict[str, str]], kind: str, sign: str) -> list[str]:
    return [chr(int(each[2:], 16)) for each in re.findall(r"U\+[0-9A-F]+", facts[kind].get(sign, ""))]


def variants(facts: dict[str, dict[str, str]]) -> dict[str, str]:
    """Character outside the table of general standard characters -> the one in it that it is a form of."""
    standard = set(facts["kTGHZ2013"])
    found = {}
    for sign in {
        *facts["kSimplifiedVariant"],
        *facts["kSemanticVariant"],
        *facts["kZVariant"],
        *facts["kCompatibilityVariant"],
    }:
        if sign in standard:
            continue
        kinds = ("kSimplifiedVariant", "kCompatibilityVariant", "kZVariant", "kSemanticVariant")
        near = [each for kind in kinds for each in targets(facts, kind, sign) if each in standard and each != sign]
        if not near:  # by way of another traditional form: 髙 -> 高, 﨑 -> 崎
            way = [each for kind in kinds[1:] for each in targets(facts, kind, sign)]
            near = [each for other in way for each in targets(facts, "kSimplifiedVariant", other) if each in standard]
        if near:
            found[sign] = sorted(near, key=lambda each: (each not in gb2312(), near.index(each)))[0]
    return found


@cache
def gb2312() -> frozenset[str]:
    return frozenset(chr(code) for code in range(FIRST, LAST) if _encodes(chr(code)))


def _encodes(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def version(folder: Path) -> str:
    """Return the Unicode version that the files name, such as 15.0.0."""
    path = next(folder.glob("Unihan_Readings.txt*"))
    text = bz2.decompress(path.read_bytes()).decode() if path.suffix == ".bz2" else path.read_text(encoding="utf-8")
    found = re.search(r"Unicode [Vv]ersion:? ([0-9.]+[0-9])", text)
    return found[1] if found else "?"


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")
    facts, base = unihan(folder), [chr(code) for code in range(FIRST, LAST + 1)]
    spoken = readings(facts)
    common = set(facts["kTGHZ2013"])
    spoken |= {sign: [reading] for sign, reading in UNSPOKEN.items()}
    wanted = (common | set(facts["kUnihanCore2020"]) | set(UNSPOKEN)) - set(base)
    beyond = sorted(wanted & set(spoken))
    lines = [
        " ".join(spoken.get(each, ["-"])[0] for each in base),
        " ".join(facts["kFourCornerCode"].get(each, "-").split()[0].replace(".", "")[:4] for each in base),
        " ".join(facts["kTotalStrokes"].get(each, "-").split()[0] for each in base),
        " ".join(facts["kCangjie"].get(each, "-") if each in common else "-" for each in base),
        " ".join(each + other for each in base if each in common for other in spoken.get(each, [])[1:]),
        " ".join(each + spoken[each][0] for each in beyond),
        " ".join(each + standard for each, standard in sorted(variants(facts).items())),
        version(folder),
    ]
    packed = gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0)
    TARGET.write_bytes(packed)
    print(
        f"{TARGET.name}: {len(packed):,} bytes; beyond the base block {len(beyond)}, variants {len(lines[6].split())}, other readings {len(lines[4].split())}"
    )


if __name__ == "__main__":
    main()
