"""Files published beside one that is open elsewhere: what the record of the run says of them, and when they go again."""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from custsheet.disk import text_if_any
from custsheet.texts import say

RECORD, HASHES = "run.json", ".custsheet/outputs.json"
RESTS_ON = {  # state that describes the file in its place
    "cleaned.xlsx": tuple(f".custsheet/{name}.csv" for name in ("members", "spoken", "aside", "headings")),
    "issues.xlsx": (".custsheet/issues.csv", ".custsheet/issued.csv"),
}
_DATED = re.compile(r" \(\d{4}-\d\d-\d\d \d+\)")


def versions(target: Path) -> list[Path]:
    """Return the files published beside *target*, by name."""
    if not target.parent.is_dir():
        return []
    return sorted(
        each
        for each in target.parent.iterdir()
        if each.suffix == target.suffix
        and each.stem.startswith(target.stem)
        and _DATED.fullmatch(each.stem.removeprefix(target.stem))
    )


def told(staged: Path, folder: Path, moved: dict[str, str]) -> None:
    """Let the staged record say where files were put instead; *moved* maps names to names."""
    record = _json(staged / RECORD)
    if not record:
        return
    hashes = {line["file"]: line["sha256"] for line in record.get("outputs", [])}
    for line in record.get("outputs", []):
        line["file"] = moved.get(line["file"], line["file"])
    record["beside"] = moved
    record["besides"] = _json(folder / RECORD).get("besides", {}) | {
        there: hashes[name] for name, there in moved.items()
    }
    notes = [say("errors", "W_PUBLISHED_BESIDE", file=name, there=there) for name, there in moved.items()]
    record["notes"] = [*record.get("notes", []), *(f"W_PUBLISHED_BESIDE: {each}" for each in notes)]
    _write(staged / RECORD, record)
    _rehash(staged, folder, moved)


def _rehash(staged: Path, folder: Path, moved: dict[str, str]) -> None:
    """Let the staged hashes be those of what will lie in each place: a file that stays keeps its own, and the state about it."""
    known, before = _json(staged / HASHES), _json(folder / HASHES)
    if not known:
        return
    for name, there in moved.items():
        known[there] = known.pop(name, "")
        for each in RESTS_ON.get(name, ()):
            (staged / each).unlink(missing_ok=True)
            known.pop(each, "")
        known |= {each: before[each] for each in (name, *RESTS_ON.get(name, ())) if each in before}
    known[RECORD] = hashlib.sha256((staged / RECORD).read_bytes()).hexdigest()
    _write(staged / HASHES, known)


def swept(folder: Path, names: Sequence[str], before: Path) -> None:
    """Remove what was published beside *names* by earlier runs, the last record of which is *before*: the files themselves are up to date again.

    What somebody has worked in meanwhile stays.
    """
    hashes = _json(before).get("besides", {})
    for each in (each for name in names if not name.startswith(".") and hashes for each in versions(folder / name)):
        with suppress(OSError):
            if hashlib.sha256(each.read_bytes()).hexdigest() == hashes.get(each.relative_to(folder).as_posix()):
                each.unlink()


def hashes(folder: Path) -> dict[str, Any]:
    """Return what the last run wrote down of hashes; {} where that is gone or damaged."""
    return _json(folder / HASHES)


def recorded(folder: Path) -> dict[str, str]:
    """Return the hash of every output in *folder*, and of each note on them, as the last run left it.

    Where what it wrote down for this is gone or damaged, its record still tells of the outputs.
    """
    lines = _json(folder / RECORD).get("outputs", ())
    known = hashes(folder) or {line["file"]: line["sha256"] for line in lines}
    return {str(name): str(digest) for name, digest in known.items()}


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text_if_any(path) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    begun = path.with_name(path.name + ".new")
    begun.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    os.replace(begun, path)  # noqa: PTH105
